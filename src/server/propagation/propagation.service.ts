import DataLoader from 'dataloader';
import { EventQueue } from '../delivery/event-queue';
import type { AccessEnd } from '../delivery/config-streams';
import type { EnvironmentRef } from '../delivery/configuration-source';
import type { Feeds } from '../delivery/feeds';
import type { Actor } from '../foundation/actor';
import type { Clock } from '../foundation/clock';
import { invalidInput, unauthenticated } from '../foundation/errors';
import type { LoaderMaker, Operation } from '../foundation/operation';
import type { PropagationBoard, StatusReport } from './board';
import type { NodeReports } from './node-reports';
import { propagationOf, type NodeSummary, type Propagation } from './summary';

export interface PropagationAccess {
  /** The environment that a caller means and may read; throws as it would for any other question about it. */
  environmentOf(operation: Operation, environmentId: string | null): Promise<EnvironmentRef>;
  onRevoked(actor: Actor, listener: (end: AccessEnd) => void): () => void;
}

export interface PropagationNeeds {
  board: PropagationBoard;
  reports: NodeReports;
  feeds: Feeds;
  access: PropagationAccess;
  clock: Clock;
}

const watchEveryMs = 1_000;
const mostRejected = 100;
const longestMessage = 1_000;

/** How far the newest revision has come: after a kill switch, how many instances run it, and which do not. */
export class PropagationService {
  private readonly summaries: LoaderMaker<EnvironmentRef, NodeSummary[]>;

  constructor(private readonly needs: PropagationNeeds) {
    this.summaries = () =>
      new DataLoader<EnvironmentRef, NodeSummary[], string>(
        async (environments) => {
          const [{ organizationId }] = environments;
          const ids = environments.map(({ environmentId }) => environmentId);
          const found = await needs.reports.read(organizationId, ids);
          return ids.map((id) => found.get(id) ?? []);
        },
        { cacheKeyFn: ({ environmentId }) => environmentId },
      );
  }

  /** What a client says of its stream; false when this node has no such stream of the caller. */
  report({ actor }: Operation, report: StatusReport): boolean {
    if (actor.kind === 'ANONYMOUS') throw unauthenticated();
    if (report.rejected.length > mostRejected) {
      const given = `${report.rejected.length} were given`;
      throw invalidInput(`\`rejected\` takes at most ${mostRejected} objects, ${given}`, {
        field: ['input', 'rejected'],
      });
    }
    const rejected = report.rejected.map((each) => ({
      ...each,
      message: each.message.slice(0, longestMessage),
    }));
    return this.needs.board.report(actor.id, { ...report, rejected });
  }

  /** Of an environment that the caller is known to see. */
  async of(operation: Operation, environment: EnvironmentRef): Promise<Propagation> {
    const { revision } = await this.needs.feeds.current(environment);
    return propagationOf(await operation.load(this.summaries).load(environment), revision);
  }

  /** As it is, and as it changes; looked at each second, and told when it is another than before. */
  async watch(operation: Operation, environmentId: string): Promise<AsyncIterable<Propagation>> {
    const { access, reports, feeds, clock } = this.needs;
    const environment = await access.environmentOf(operation, environmentId);
    const events = new EventQueue<Propagation>();
    let last = '';
    const look = async (): Promise<void> => {
      if (events.length > 0) return;
      const { revision } = await feeds.current(environment);
      const summaries = await reports.read(environment.organizationId, [environment.environmentId]);
      const propagation = propagationOf(summaries.get(environment.environmentId) ?? [], revision);
      const text = JSON.stringify(propagation);
      if (text !== last) events.push(propagation);
      last = text;
    };
    await look();
    const left = (): void => {
      for (const stop of stops) stop();
      events.end();
    };
    const stops = [
      clock.every(watchEveryMs, () => {
        // A database that does not answer now may answer the next time.
        look().catch(() => undefined);
      }),
      access.onRevoked(operation.actor, left),
    ];
    operation.signal.addEventListener('abort', left, { once: true });
    if (operation.signal.aborted) left();
    return events.iterator({ left });
  }
}
