import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { writeConfigDocument } from '../../engine/protocol';
import type { ConfigChange, ConfigDocument } from '../../engine/protocol';
import { toGlobalId } from '../foundation/ids';
import { RecentlyUsed } from '../foundation/recently-used';
import type { EnvironmentRef } from './configuration-source';
import type { ListChunks } from './list-chunks';
import type { ResumeTokens } from './resume-token';
import type { ScopedState } from './scoped-view';
import { nameOf, type SnapshotName } from './snapshot-name';

/** What a scope sees at one revision, as bytes that are the same on every node. */
export interface Snapshot {
  readonly name: SnapshotName;
  readonly document: ConfigDocument;
  readonly text: Buffer;
  /** Of `text`, as hexadecimal digits. */
  readonly sha256: string;
  /** The text under gzip, packed once for all. */
  packed(): Promise<Buffer>;
}

const keptBytes = 64 * 1024 * 1024;

/** Snapshots by name: each is built once for all who ask for it, and kept while it is among those asked for last. */
export class Snapshots {
  /** For metrics. */
  readonly counts = { built: 0 };
  private readonly kept = new RecentlyUsed<string, Promise<Snapshot>>(keptBytes);

  constructor(
    private readonly tokens: ResumeTokens,
    private readonly chunks: ListChunks,
  ) {}

  of(seen: ScopedState): Promise<Snapshot> {
    return this.named(seen.state, nameOf(seen), async () => seen);
  }

  /** `load` is asked for what the snapshot is of, if it must be built. */
  named(
    { environmentId }: Pick<EnvironmentRef, 'environmentId'>,
    name: SnapshotName,
    load: () => Promise<ScopedState>,
  ): Promise<Snapshot> {
    const place = `${environmentId} ${name}`;
    const known = this.kept.get(place);
    if (known) return known;
    const building = load().then((seen) => this.build(seen));
    this.kept.set(place, building);
    building.then(
      ({ text }) => this.kept.set(place, building, text.length),
      () => this.kept.delete(place),
    );
    return building;
  }

  has({ environmentId }: Pick<EnvironmentRef, 'environmentId'>, name: SnapshotName): boolean {
    return this.kept.get(`${environmentId} ${name}`) !== undefined;
  }

  private async build(seen: ScopedState): Promise<Snapshot> {
    this.counts.built += 1;
    const document = await this.documentOf(seen);
    const text = Buffer.from(writeConfigDocument(document));
    let packed: Promise<Buffer> | null = null;
    return {
      name: nameOf(seen),
      document,
      text,
      sha256: createHash('sha256').update(text).digest('hex'),
      packed: () => (packed ??= promisify(gzip)(text)),
    };
  }

  private async documentOf({ state, scope, view }: ScopedState): Promise<ConfigDocument> {
    const { environmentId, epoch, revision } = state;
    const objects: ConfigChange[] = [];
    for (const object of view.objects.values()) objects.push(await this.chunks.putOf(object, state));
    return {
      protocol: 1,
      environmentId: toGlobalId('Environment', environmentId),
      epoch,
      revision: String(revision),
      scopeHash: scope.hash,
      checksum: view.checksum,
      resume: this.tokens.write({ ...state, scopeHash: scope.hash }),
      objects,
    };
  }
}
