import type { EntityManager } from 'typeorm';
import type { Database } from '../../database/database';
import type { Author } from '../../foundation/actor';
import type { AuditService } from '../audit/audit.service';
import type { Authenticator } from './authenticator';

export interface AccessChange {
  organizationId: string;
  author: Author;
  /** The mutation's name. */
  action: string;
  /** What it is about; never a secret. */
  details: object;
  /** Epoch milliseconds. */
  now: number;
}

/**
 * The one way to change who may do what. `work` runs behind the audit entry and so under the organization's lock: what it
 * reads there stays true until it is done. When it throws, nothing was written.
 */
export class AccessChanges {
  constructor(
    private readonly database: Database,
    private readonly audit: AuditService,
    private readonly authenticator: Authenticator,
  ) {}

  async apply<Result>(
    change: AccessChange,
    work: (transaction: EntityManager) => Promise<Result>,
  ): Promise<Result> {
    const result = await this.database.transaction(async (transaction) => {
      await this.audit.appendToOrganization(transaction, { ...change, movesAccess: true });
      return work(transaction);
    });
    this.authenticator.forget(change.organizationId);
    return result;
  }
}
