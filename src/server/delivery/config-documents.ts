import { chunkText, viewKey, type Chunk } from '../../engine/protocol';
import { forbidden, notFound, unauthenticated } from '../foundation/errors';
import type { Operation } from '../foundation/operation';
import type { StreamAccess } from './config-streams';
import type { ConfigurationSource } from './configuration-source';
import type { EnvironmentFeed } from './environment-feed';
import type { Feeds } from './feeds';
import type { ListChunks } from './list-chunks';
import { scopeOf } from './scope';
import type { ScopedFeed } from './scoped-feed';
import { scopedView, type ScopedState } from './scoped-view';
import { readSnapshotName, type SnapshotName, type SnapshotPosition } from './snapshot-name';
import type { Snapshot, Snapshots } from './snapshots';

export interface ConfigDocumentNeeds {
  feeds: Feeds;
  source: Pick<ConfigurationSource, 'load'>;
  snapshots: Snapshots;
  chunks: ListChunks;
  access: Pick<StreamAccess, 'environmentOf'>;
}

/** The snapshot, or the name of one that the caller has and that is as good. */
export type Current = { snapshot: Promise<Snapshot> } | { unchanged: SnapshotName };

export interface SnapshotAddress {
  /** Global id. */
  environmentId: string;
  name: string;
}

export interface ChunkAddress {
  /** Global id. */
  environmentId: string;
  listKey: string;
  version: number;
  sha256: string;
}

/** Of the push protocol, which a document belongs to as a stream does. */
const protocol = 1;

/** An environment's configuration for those who fetch it, as a whole. */
export class ConfigDocuments {
  constructor(private readonly needs: ConfigDocumentNeeds) {}

  /** The newest that the key sees. What a caller holds is unchanged as long as nothing in its sight is another. */
  async current(operation: Operation, held: readonly string[]): Promise<Current> {
    const { actor } = operation;
    if (actor.kind === 'ANONYMOUS') throw unauthenticated();
    if (actor.kind !== 'SDK_KEY') throw forbidden(keysOnly);
    const { scoped } = await this.open(operation, null);
    const unchanged = held.map(readSnapshotName).find((position) => position && isHead(position, scoped));
    return unchanged ? { unchanged: unchanged.name } : { snapshot: this.needs.snapshots.of(scoped.head) };
  }

  /**
   * What a stream referred to, on whichever node, as far back as a stream may resume; NOT_FOUND for any other. `charge`
   * is told the number of objects when they must be read from the log, and may throw.
   */
  async named(
    operation: Operation,
    { environmentId, name }: SnapshotAddress,
    charge: (objects: number) => void,
  ): Promise<Snapshot> {
    const { feed, scoped } = await this.open(operation, environmentId);
    const position = readSnapshotName(name);
    if (position?.scopeHash !== scoped.scope.hash) throw notFound('Snapshot');
    await feed.upTo(position);
    const { state } = scoped;
    const { epoch, revision } = position;
    const { snapshots } = this.needs;
    if (!snapshots.has(state, position.name)) charge(state.objects.size);
    if (epoch !== state.epoch || revision > state.revision || revision < state.minRevision - 1) {
      throw notFound('Snapshot');
    }
    return snapshots.named(state, position.name, () => this.seenAt(scoped, position));
  }

  /** The text of a chunk that a snapshot named, whichever version the list has by now. Throws NOT_FOUND for any other. */
  async chunk(
    operation: Operation,
    { environmentId, listKey, version, sha256 }: ChunkAddress,
    charge: (objects: number) => void,
  ): Promise<string> {
    if (!Number.isSafeInteger(version)) throw notFound('Chunk');
    const { feed, scoped } = await this.open(operation, environmentId);
    await feed.upTo({ epoch: feed.state.epoch, revision: version });
    const { head } = scoped;
    const isSeen = head.view.objects.has(viewKey('LIST', listKey));
    if (!isSeen || version > head.state.revision) throw notFound('Chunk');
    const chunks = await this.chunksOf(head, listKey, version, charge);
    const chunk = chunks.find((each) => each.sha256 === sha256);
    if (!chunk) throw notFound('Chunk');
    return chunkText(chunk.ids);
  }

  /** Of a list at any version. */
  private async chunksOf(
    { state, view }: ScopedState,
    key: string,
    version: number,
    charge: (objects: number) => void,
  ): Promise<Chunk[]> {
    const { source, chunks } = this.needs;
    const { environmentId, epoch } = state;
    const list = { environmentId, epoch, key, version };
    const known = chunks.find(list);
    if (known) return known;
    const isHead = view.objects.get(viewKey('LIST', key))?.version === version;
    if (!isHead) charge(state.objects.size);
    const at = isHead ? state : await source.load(state, { revision: version });
    if (at.epoch !== epoch) throw notFound('Chunk');
    return chunks.of({ ...list, ids: at.lists.get(key) ?? new Set() });
  }

  private async open(
    operation: Operation,
    environmentId: string | null,
  ): Promise<{ feed: EnvironmentFeed; scoped: ScopedFeed }> {
    const { feeds, access } = this.needs;
    assertNoClientKey(operation);
    const feed = await feeds.open(await access.environmentOf(operation, environmentId));
    await feed.upToDate();
    return { feed, scoped: feed.inScope(scopeOf(operation.actor, protocol)) };
  }

  private async seenAt(
    { head, scope }: ScopedFeed,
    { epoch, revision }: SnapshotPosition,
  ): Promise<ScopedState> {
    if (revision === head.state.revision) return head;
    const state = await this.needs.source.load(head.state, { revision });
    if (state.epoch !== epoch) throw notFound('Snapshot');
    return { state, scope, view: scopedView(state, scope) };
  }
}

/** Whether what was seen there is what is seen now: revisions that changed nothing in sight do not count. */
const isHead = ({ epoch, revision, scopeHash }: SnapshotPosition, feed: ScopedFeed): boolean =>
  epoch === feed.state.epoch &&
  scopeHash === feed.scope.hash &&
  feed.at(revision)?.checksum === feed.checksum;

const keysOnly = 'This is for server SDK keys: others read an environment in GraphQL, at /graphql';

function assertNoClientKey({ actor }: Operation): void {
  if (actor.kind !== 'SDK_KEY' || actor.keyKind !== 'CLIENT') return;
  throw forbidden('A client key is never sent rules: ask for values with `evaluate` in GraphQL, at /graphql');
}
