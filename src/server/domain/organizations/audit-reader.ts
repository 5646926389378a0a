import { pageByParent, tenantOf } from '../../database/batch';
import type { Database } from '../../database/database';
import type { LoaderMaker, Operation } from '../../foundation/operation';
import type { Connection, Page, PageArguments, PageRequest, Pagination } from '../../foundation/pagination';
import { authorize } from '../access/authorize';
import { findPlace } from '../access/places';
import { AuditEntryEntity } from '../audit/audit-entry.entity';
import type { AuditService, Verification } from '../audit/audit.service';

/** Which chain: that of an environment, or else the organization's own. */
export interface AuditChain {
  environmentId: string | null;
}

export class AuditReader {
  private readonly entriesByChain: LoaderMaker<PageRequest, Page<AuditEntryEntity>>;

  constructor(
    private readonly database: Database,
    private readonly pagination: Pagination,
    private readonly audit: AuditService,
  ) {
    this.entriesByChain = pageByParent(database, AuditEntryEntity, {
      parent: 'chainId',
      order: ['sequence'],
      descending: true,
    });
  }

  async list(
    operation: Operation,
    chain: AuditChain,
    page: PageArguments,
  ): Promise<Connection<AuditEntryEntity>> {
    return this.pagination.connect(operation, {
      list: 'auditEntries',
      parentId: await this.chainIdOf(operation, chain),
      arguments: page,
      loader: this.entriesByChain,
    });
  }

  async verify(operation: Operation, chain: AuditChain): Promise<Verification> {
    return this.audit.verify(tenantOf(operation), await this.chainIdOf(operation, chain));
  }

  private async chainIdOf(operation: Operation, { environmentId }: AuditChain): Promise<string> {
    const organizationId = tenantOf(operation);
    authorize(operation.actor, 'audit.read', { organizationId });
    if (environmentId !== null) await findPlace(this.database.read, organizationId, { environmentId });
    return environmentId ?? organizationId;
  }
}
