import type { EntityManager } from 'typeorm';
import type { Database } from '../../database/database';
import type { Clock } from '../../foundation/clock';
import type { Hints } from '../../foundation/hints';
import type { AuditService } from '../audit/audit.service';
import { ConfigurationStates, type ConfigurationState } from './configuration-state';
import { EnvironmentHeadEntity } from './environment-head.entity';
import type { Outcome, Plan, Publication, PublishedRevision, States, WrittenItem } from './publication';
import { writeRevision } from './revision-writer';
import { writtenItems } from './written-items';

interface Planned {
  plan: Plan;
  states: States;
  written: WrittenItem[];
}

/**
 * The only road to what SDKs see. A change is decided once on a first look, for a fast answer, and again under the
 * locks, since two changes that are valid alone can be wrong together; what is then written is one transaction.
 */
export class Publisher {
  private readonly configurations = new ConfigurationStates();

  constructor(
    private readonly database: Database,
    private readonly audit: AuditService,
    private readonly hints: Hints,
    private readonly clock: Clock,
  ) {}

  /** With `dryRun` nothing is written, and the outcome tells what would have been. */
  async publish<Rows, Refusal>(
    publication: Publication<Rows, Refusal>,
    dryRun: boolean,
  ): Promise<Outcome<Refusal>> {
    const rows = await publication.readRows(this.database.read);
    const first = await this.plan(this.database.read, publication, rows);
    if ('refusal' in first) return { kind: 'REFUSED', refusal: first.refusal };
    if (dryRun) return { kind: 'PREVIEWED', written: first.written, states: first.states };
    const outcome = await this.database.transaction((transaction) =>
      this.commit(transaction, publication, publication.environmentIds(rows)),
    );
    if (outcome.kind === 'PUBLISHED') this.announce(outcome.revisions);
    return outcome;
  }

  private async commit<Rows, Refusal>(
    transaction: EntityManager,
    publication: Publication<Rows, Refusal>,
    environmentIds: string[],
  ): Promise<Outcome<Refusal>> {
    await this.lock(transaction, publication, environmentIds);
    const rows = await publication.readRows(transaction);
    const planned = await this.plan(transaction, publication, rows);
    if ('refusal' in planned) return { kind: 'REFUSED', refusal: planned.refusal };
    const { plan, written } = planned;
    await writeRows(transaction, publication.organizationId, plan);
    const states = new Map([...planned.states, ...opened(plan)]);
    const revisions = await this.writeRevisions(transaction, publication, states, written);
    if (plan.movesAccess || (revisions.length === 0 && plan.rows.length > 0)) {
      await this.auditRows(transaction, publication, plan.movesAccess);
    }
    return { kind: 'PUBLISHED', changeId: publication.changeId, revisions, written };
  }

  /** Project first, then heads in ascending id: everyone takes locks in this order, so nobody waits in a circle. */
  private async lock<Rows, Refusal>(
    transaction: EntityManager,
    publication: Publication<Rows, Refusal>,
    environmentIds: string[],
  ): Promise<void> {
    const { organizationId, projectId, touchesProject } = publication;
    let ids = environmentIds;
    if (touchesProject) {
      await transaction.query('UPDATE projects SET version = version WHERE organization_id = ? AND id = ?', [
        organizationId,
        projectId,
      ]);
      ids = publication.environmentIds(await publication.readRows(transaction));
    }
    for (const id of [...ids].sort()) {
      await transaction.query(
        'UPDATE environment_heads SET revision = revision WHERE organization_id = ? AND environment_id = ?',
        [organizationId, id],
      );
    }
  }

  private async plan<Rows, Refusal>(
    manager: EntityManager,
    publication: Publication<Rows, Refusal>,
    rows: Rows,
  ): Promise<Planned | { refusal: Refusal }> {
    const { organizationId } = publication;
    const ids = publication.environmentIds(rows);
    const states = await this.configurations.load(manager, organizationId, ids);
    const decision = publication.decide(states, rows);
    if ('refusal' in decision) return decision;
    const written = await writtenItems(manager, organizationId, states, decision.plan.items);
    return { plan: decision.plan, states, written };
  }

  private async writeRevisions<Rows, Refusal>(
    transaction: EntityManager,
    { organizationId, changeId, author, comment, action }: Publication<Rows, Refusal>,
    states: States,
    written: WrittenItem[],
  ): Promise<PublishedRevision[]> {
    const revisions: PublishedRevision[] = [];
    const change = { organizationId, changeId, author, comment, action, now: this.clock.now() };
    for (const [environmentId, { head }] of states) {
      const items = written.filter((item) => item.environmentId === environmentId);
      if (items.length > 0) revisions.push(await writeRevision(transaction, { ...change, head, items }));
    }
    return revisions;
  }

  /** A change that no SDK sees is in the organization's chain; one that an SDK sees is in its environments'. */
  private auditRows<Rows, Refusal>(
    transaction: EntityManager,
    { organizationId, projectId, changeId, author, comment, action }: Publication<Rows, Refusal>,
    movesAccess: boolean,
  ): Promise<void> {
    return this.audit.appendToOrganization(transaction, {
      organizationId,
      changeId,
      author,
      comment,
      action,
      details: { projectId },
      now: this.clock.now(),
      movesAccess,
    });
  }

  private announce(revisions: PublishedRevision[]): void {
    for (const { environmentId, epoch, revision } of revisions) {
      this.hints.notify({ environmentId, epoch, revision, from: 'THIS_NODE' });
    }
  }
}

async function writeRows(
  transaction: EntityManager,
  organizationId: string,
  { rows, opens }: Plan,
): Promise<void> {
  for (const row of rows) {
    if ('insert' in row) await transaction.insert(row.entity, { ...row.insert, organizationId });
    else {
      const raised = { ...row.set, version: () => 'version + 1' };
      await transaction.update(row.entity, { id: row.id, organizationId }, raised);
    }
  }
  for (const { environmentId, epoch } of opens) {
    await transaction.insert(EnvironmentHeadEntity, {
      environmentId,
      organizationId,
      epoch,
      revision: 0,
      minRevision: 1,
      committedAt: 0,
      lastHash: '',
    });
  }
}

const opened = ({ opens }: Plan): [string, ConfigurationState][] =>
  opens.map(({ environmentId, epoch }) => [
    environmentId,
    { head: { environmentId, epoch, revision: 0, committedAt: 0, lastHash: '' }, items: new Map() },
  ]);
