import type { ConfigKind } from '../../../src/engine/protocol/messages';
import { canonicalJson, type Json } from '../../../src/engine/evaluation';
import { viewKey } from '../../../src/engine/protocol';
import {
  noChain,
  type ConfigurationSource,
  type EnvironmentChange,
  type EnvironmentDelta,
  type EnvironmentRef,
  type EnvironmentState,
  type HeadNotice,
  type LogPosition,
  type LogRead,
} from '../../../src/server/delivery/configuration-source';
import { advanceState } from '../../../src/server/delivery/environment-state';
import { newId } from '../../../src/server/foundation/ids';

/** An object in its new state; null takes it away. Lists also say what they hold. */
export interface MemoryWrite {
  kind: ConfigKind;
  key: string;
  body: object | null;
  ids?: string[];
}

const revisionsPerRead = 16;

/** The log of one environment in memory, with every state it ever had. */
export class MemoryLog implements ConfigurationSource {
  readonly environment: EnvironmentRef = { organizationId: newId(), environmentId: newId() };
  minRevision = 1;
  private epoch = newId();
  private readonly states: EnvironmentState[] = [];
  private readonly deltas: EnvironmentDelta[] = [];
  private readonly listeners = new Set<(notice: HeadNotice) => void>();

  constructor() {
    this.begin();
  }

  get head(): EnvironmentState {
    return this.states[this.states.length - 1];
  }

  /** Another life of the log, which begins empty. */
  begin(): void {
    this.epoch = newId();
    this.deltas.length = 0;
    this.states.splice(0, Infinity, {
      ...this.environment,
      epoch: this.epoch,
      revision: 0,
      chainHash: noChain,
      minRevision: 1,
      committedAt: 0,
      objects: new Map(),
      lists: new Map(),
    });
  }

  /** As a restored backup leaves it: what came after `revision` has never been. */
  rewind(revision: number): void {
    this.states.length = Math.min(this.states.length, revision + 1);
    this.deltas.length = this.head.revision;
    this.minRevision = Math.min(this.minRevision, this.head.revision + 1);
  }

  commit(...writes: MemoryWrite[]): void {
    const { head } = this;
    const revision = head.revision + 1;
    const delta: EnvironmentDelta = {
      fromRevision: head.revision,
      revision,
      committedAt: head.committedAt + 1,
      changeId: null,
      author: { kind: 'SYSTEM', id: null, name: 'Signalbox' },
      comment: null,
      chainHash: newId().replaceAll('-', '').slice(-16),
      changes: writes.map((write) => changeOf(head, write, revision)),
    };
    this.deltas.push(delta);
    this.states.push(advanceState(head, delta));
  }

  announce(): void {
    const { epoch, revision } = this.head;
    for (const listener of [...this.listeners]) listener({ ...this.environment, epoch, revision });
  }

  async load(
    _environment: EnvironmentRef,
    at?: { revision: number } | { time: number },
  ): Promise<EnvironmentState> {
    const state = at && 'revision' in at ? this.states[at.revision] : this.head;
    return { ...state, minRevision: this.minRevision };
  }

  async read(_environment: EnvironmentRef, after: LogPosition): Promise<LogRead | 'gone'> {
    const { minRevision } = this;
    if (after.epoch !== this.epoch) return 'gone';
    if (after.revision > this.head.revision) {
      return { minRevision, headRevision: this.head.revision, deltas: [] };
    }
    if (!this.has(after)) return 'gone';
    if (after.revision < minRevision - 1) return 'gone';
    const deltas = this.deltas.slice(after.revision, after.revision + revisionsPerRead);
    return { minRevision, headRevision: this.head.revision, deltas };
  }

  async renewEpoch(_environment: EnvironmentRef, lost: LogPosition): Promise<void> {
    if (lost.epoch !== this.epoch || this.has(lost)) return;
    this.epoch = newId();
    for (const [revision, state] of this.states.entries()) {
      this.states[revision] = { ...state, epoch: this.epoch };
    }
  }

  onChange(listener: (notice: HeadNotice) => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  watch(): void {}
  unwatch(): void {}

  private has({ revision, chainHash }: LogPosition): boolean {
    return revision <= this.head.revision && this.states[revision].chainHash === chainHash;
  }
}

function changeOf(
  head: EnvironmentState,
  { kind, key, body, ids }: MemoryWrite,
  version: number,
): EnvironmentChange {
  const before = head.objects.get(viewKey(kind, key));
  const common = { kind, key, version, patch: null, ids: null };
  if (body === null) return { ...common, op: 'DELETE', body: null };
  const text = canonicalJson(body as unknown as Json);
  if (kind !== 'LIST') return { ...common, op: 'PUT', body: text };
  const wanted = new Set(ids);
  if (!before) return { ...common, op: 'PUT', body: text, ids: wanted };
  const had = head.lists.get(key) ?? new Set();
  const patch = {
    from: before.version,
    added: [...wanted].filter((id) => !had.has(id)),
    removed: [...had].filter((id) => !wanted.has(id)),
  };
  return { ...common, op: 'PATCH', body: text, patch };
}
