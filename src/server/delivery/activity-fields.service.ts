import { diffBodies, diffEntries, type FieldChange } from '../domain/configuration/diff';
import { viewKey } from '../../engine/protocol/view';
import type { Actor, Author } from '../foundation/actor';
import { limitExceeded } from '../foundation/errors';
import { toGlobalId } from '../foundation/ids';
import type { Operation } from '../foundation/operation';
import type { AccessEnd } from './config-streams';
import type {
  EnvironmentChange,
  EnvironmentDelta,
  EnvironmentRef,
  EnvironmentState,
} from './configuration-source';
import { EventQueue } from './event-queue';
import type { Feeds } from './feeds';

export interface ProjectActivity {
  environmentId: string;
  revision: number;
  committedAt: number;
  author: Author;
  comment: string | null;
  changeId: string | null;
  changes: EnvironmentChange[];
  before: EnvironmentState;
  after: EnvironmentState;
}

export interface ActivityAccess {
  /** The environments of a project that the caller sees; throws as it would for any other question about the project. */
  environmentsOf(operation: Operation, projectId: string): Promise<EnvironmentRef[]>;
  onRevoked(actor: Actor, listener: (end: AccessEnd) => void): () => void;
}

const mostWaiting = 1_000;

/** What happens in a project, for those who watch it. */
export class ProjectActivities {
  constructor(
    private readonly feeds: Feeds,
    private readonly access: ActivityAccess,
  ) {}

  /** From now on, in the environments that there are now. */
  async watch(operation: Operation, projectId: string): Promise<AsyncIterable<ProjectActivity>> {
    const environments = await this.access.environmentsOf(operation, projectId);
    const feeds = await Promise.all(environments.map((environment) => this.feeds.open(environment)));
    const activities = new EventQueue<ProjectActivity>();
    const stops = feeds.map((feed) =>
      feed.subscribe((delta, before, after) => {
        if (activities.length < mostWaiting) activities.push(activityOf(delta, before, after));
        else fail();
      }),
    );
    const left = (): void => {
      for (const stop of stops) stop();
      activities.end();
    };
    const fail = (): void => {
      activities.fail(limitExceeded(`More than ${mostWaiting} changes are waiting to be read`));
      left();
    };
    stops.push(this.access.onRevoked(operation.actor, left));
    operation.signal.addEventListener('abort', left, { once: true });
    if (operation.signal.aborted) left();
    return activities.iterator({ left });
  }
}

/** What a revision changed, in detail. */
export function differencesOf({ changes, before, after }: ProjectActivity): FieldChange[] {
  return changes.flatMap((change) => {
    const { kind, key } = change;
    const place = viewKey(kind, key);
    const [old, now] = [before.objects.get(place), after.objects.get(place)];
    const ofBody = diffBodies(kind, key, old?.value ?? null, now?.value ?? null);
    return kind === 'LIST' ? [...ofBody, ...differencesOfIds(change, before, after)] : ofBody;
  });
}

function differencesOfIds(
  { key, patch }: EnvironmentChange,
  before: EnvironmentState,
  after: EnvironmentState,
): FieldChange[] {
  if (patch) return diffEntries(key, patch.added.length, patch.removed.length);
  const [old, now] = [before, after].map(({ lists }) => lists.get(key) ?? new Set<string>());
  const countMissing = (from: ReadonlySet<string>, ids: ReadonlySet<string>): number =>
    [...ids].filter((id) => !from.has(id)).length;
  return diffEntries(key, countMissing(old, now), countMissing(now, old));
}

const activityOf = (
  { revision, committedAt, author, comment, changeId, changes }: EnvironmentDelta,
  before: EnvironmentState,
  after: EnvironmentState,
): ProjectActivity => ({
  environmentId: toGlobalId('Environment', after.environmentId),
  revision,
  committedAt,
  author,
  comment,
  changeId,
  changes,
  before,
  after,
});
