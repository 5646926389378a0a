import { tenantOf } from '../../database/batch';
import type { Database } from '../../database/database';
import { conflict, notFound } from '../../foundation/errors';
import type { LoaderMaker, Operation } from '../../foundation/operation';
import type { AccessChanges } from '../access/access-changes';
import { authorize, authorOf } from '../access/authorize';
import { nameFrom } from '../access/names';
import type { Permission } from '../access/permissions';
import { changeRow } from '../access/versioned-row';
import { organizationById } from './organization.loaders';
import { OrganizationEntity } from './organization.entity';

export interface OrganizationChange {
  expectedVersion?: number | null;
}

export class OrganizationService {
  private readonly loader: LoaderMaker<string, OrganizationEntity | null>;

  constructor(
    database: Database,
    private readonly changes: AccessChanges,
  ) {
    this.loader = organizationById(database);
  }

  /** The caller's own. */
  async own(operation: Operation): Promise<OrganizationEntity> {
    const organization = await this.find(operation, tenantOf(operation));
    if (!organization) throw notFound('Organization');
    return organization;
  }

  async find(operation: Operation, id: string): Promise<OrganizationEntity | null> {
    authorize(operation.actor, 'read', { organizationId: tenantOf(operation) });
    return operation.load(this.loader).load(id);
  }

  async update(
    operation: Operation,
    { name, expectedVersion }: OrganizationChange & { name: string },
  ): Promise<OrganizationEntity> {
    return this.change(operation, {
      permission: 'organization.update',
      action: 'updateOrganization',
      details: { name },
      set: () => ({ name: nameFrom(name) }),
      expectedVersion,
    });
  }

  /** From then on its owners alone are let in: to look, and to restore it. */
  async archive(operation: Operation, { expectedVersion }: OrganizationChange): Promise<OrganizationEntity> {
    return this.change(operation, {
      permission: 'organization.archive',
      action: 'archiveOrganization',
      set({ archivedAt }) {
        if (archivedAt === null) return { archivedAt: operation.now };
        throw conflict('The organization is archived already', { reason: 'ARCHIVED' });
      },
      expectedVersion,
    });
  }

  async restore(operation: Operation, { expectedVersion }: OrganizationChange): Promise<OrganizationEntity> {
    return this.change(operation, {
      permission: 'organization.archive',
      action: 'restoreOrganization',
      set({ archivedAt }) {
        if (archivedAt !== null) return { archivedAt: null };
        throw conflict('The organization is not archived', { reason: 'NOT_ARCHIVED' });
      },
      expectedVersion,
    });
  }

  private async change(
    operation: Operation,
    { permission, action, details = {}, set, expectedVersion }: Change,
  ): Promise<OrganizationEntity> {
    const { actor, now } = operation;
    const id = tenantOf(operation);
    authorize(actor, permission, { organizationId: id });
    const change = { organizationId: id, author: authorOf(actor), action, details, now };
    return this.changes.apply(change, async (transaction) => {
      const organization = await transaction.findOneByOrFail(OrganizationEntity, { id });
      return changeRow(transaction, OrganizationEntity, { id }, set(organization), expectedVersion);
    });
  }
}

interface Change extends OrganizationChange {
  permission: Permission;
  action: string;
  details?: object;
  set(organization: OrganizationEntity): Partial<OrganizationEntity>;
}
