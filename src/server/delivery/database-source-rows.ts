import type { ChangeOp, ConfigKind } from '../../engine/protocol/messages';
import type { Author } from '../foundation/actor';
import { noChain } from './configuration-source';
import type { EnvironmentChange, EnvironmentDelta, LogPosition } from './configuration-source';

/** Drivers give `bigint` columns as text or as numbers. */
type Whole = string | number;

export interface HeadRow {
  epoch: string;
  headRevision: Whole;
  minRevision: Whole;
  committedAt: Whole;
  lastHash: string;
}

export interface ItemRow {
  kind: ConfigKind;
  objectKey: string;
  revision: Whole;
  body: string;
}

/** An audit entry with one of the log rows of its revision, or with none of them. */
export interface LogRow {
  epoch: string;
  headRevision: Whole;
  minRevision: Whole;
  sequence: Whole;
  at: Whole;
  actorKind: Author['kind'];
  actorId: string | null;
  actorName: string;
  changeId: string | null;
  comment: string | null;
  entryHash: string;
  kind: ConfigKind | null;
  objectKey: string;
  op: ChangeOp;
  body: string | null;
  patch: string | null;
}

/** The columns of a left join: all of them are null where the right side has no row. */
export type Optional<Row, Columns extends keyof Row> = Omit<Row, Columns> & {
  [Column in Columns]: Row[Column] | null;
};

export const chainHashOf = (revision: number, entryHash: string): string =>
  revision === 0 ? noChain : entryHash.slice(0, noChain.length);

/** The deltas that rows ordered by revision and ordinal make up. */
export function deltasOf(rows: readonly LogRow[]): EnvironmentDelta[] {
  const deltas: EnvironmentDelta[] = [];
  for (const row of rows) {
    const revision = Number(row.sequence);
    if (deltas.at(-1)?.revision !== revision) deltas.push(deltaOf(row, revision));
    if (row.kind !== null) deltas.at(-1)?.changes.push(changeOf(row, row.kind, revision));
  }
  return deltas;
}

/** Whether deltas lead without a hole from `after` up to `last`. */
export const isDense = (deltas: readonly EnvironmentDelta[], after: number, last: number): boolean =>
  deltas.length === last - after &&
  deltas.every(({ revision }, position) => revision === after + 1 + position);

/** Whether the log that the rows were read of is the one that `after` is a position in. */
export function isSameLog(
  entry: { revision: number; entryHash: string } | null,
  after: LogPosition,
): boolean {
  if (after.revision === 0) return after.chainHash === noChain;
  return entry !== null && chainHashOf(entry.revision, entry.entryHash) === after.chainHash;
}

const deltaOf = (row: LogRow, revision: number): EnvironmentDelta => ({
  fromRevision: revision - 1,
  revision,
  committedAt: Number(row.at),
  changeId: row.changeId,
  author: { kind: row.actorKind, id: row.actorId, name: row.actorName },
  comment: row.comment,
  chainHash: chainHashOf(revision, row.entryHash),
  changes: [],
});

function changeOf(row: LogRow, kind: ConfigKind, version: number): EnvironmentChange {
  const { objectKey: key, op, body, patch } = row;
  return { kind, key, op, version, body, patch: patch === null ? null : readPatch(patch), ids: null };
}

function readPatch(text: string): NonNullable<EnvironmentChange['patch']> {
  const { from, added, removed } = JSON.parse(text) as { from: Whole; added: string[]; removed: string[] };
  return { from: Number(from), added, removed };
}
