import type { Database } from '../database/database';

/** Whether this node should get traffic. */
export class Health {
  private isMigrated = false;
  private isDraining = false;

  constructor(private readonly database: Database) {}

  /** From now on the node is not ready, so that a load balancer looks for another. */
  drain(): void {
    this.isDraining = true;
  }

  /** What stands in the way of being ready; empty when nothing does. */
  async obstacles(): Promise<string[]> {
    if (this.isDraining) return ['the node is stopping'];
    if (!(await this.database.isUp())) return ['the database does not answer'];
    this.isMigrated ||= !(await this.database.schemaOwner.showMigrations());
    return this.isMigrated ? [] : ['migrations are missing'];
  }
}
