import type { ScopedState } from './scoped-view';

/** `<epoch>.<revision>.<scopeHash>`: within its environment it names the same bytes for good. */
export type SnapshotName = string & { readonly snapshotName: never };

export interface SnapshotPosition {
  epoch: string;
  revision: number;
  scopeHash: string;
}

export const nameOf = ({ state, scope }: ScopedState): SnapshotName =>
  `${state.epoch}.${state.revision}.${scope.hash}` as SnapshotName;

/** null for what is no snapshot's name. */
export function readSnapshotName(text: string): (SnapshotPosition & { name: SnapshotName }) | null {
  const [, epoch, revision, scopeHash] = /^([^.]{1,64})\.(0|[1-9]\d{0,14})\.([0-9a-f]{16})$/.exec(text) ?? [];
  if (epoch === undefined) return null;
  return { epoch, revision: Number(revision), scopeHash, name: text as SnapshotName };
}
