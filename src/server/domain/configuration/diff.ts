import { canonicalJson } from '../../../engine/evaluation/canonical-json';
import type { Json, Rule } from '../../../engine/evaluation/types';
import type { ConfigKind } from '../../../engine/protocol/messages';

export const fieldChangeOps = ['ADDED', 'REMOVED', 'CHANGED', 'MOVED'] as const;
export type FieldChangeOp = (typeof fieldChangeOps)[number];

/** One thing that differs between two states of a configuration item. */
export interface FieldChange {
  kind: ConfigKind;
  key: string;
  /** `on`, `rules[<id>].when`, `variants[<name>].value`; empty for the item as a whole. */
  path: string;
  op: FieldChangeOp;
  /** null on ADDED; on MOVED the position it had, from 0. */
  before: Json;
  /** null on REMOVED; on MOVED the position it has now. */
  after: Json;
}

/**
 * What differs between two bodies of one item, each difference named once; null: there is no item. Rules are matched by
 * id and variants by name, so one that is new, gone or elsewhere says nothing of its neighbours.
 */
export function diffBodies(
  kind: ConfigKind,
  key: string,
  before: object | null,
  after: object | null,
): FieldChange[] {
  const differences =
    before && after
      ? diffMembers(
          membersOf(before),
          membersOf(after),
          (name) => name,
          kind === 'FLAG' ? diffFlagField : diffWhole,
        )
      : diffWhole('', (before ?? undefined) as Value, (after ?? undefined) as Value);
  return differences.map((difference) => ({ kind, key, ...difference }));
}

/** What an item's ids did, beside its body: a list is told by how much of it came and went. */
export function diffEntries(key: string, added: number, removed: number): FieldChange[] {
  const change = { kind: 'LIST' as const, key, path: 'entries' };
  return [
    ...(added > 0 ? [{ ...change, op: 'ADDED' as const, before: null, after: added }] : []),
    ...(removed > 0 ? [{ ...change, op: 'REMOVED' as const, before: removed, after: null }] : []),
  ];
}

/** The same difference seen from the other side. */
export function reversed({ op, before, after, ...place }: FieldChange): FieldChange {
  const opposite = { ADDED: 'REMOVED', REMOVED: 'ADDED', CHANGED: 'CHANGED', MOVED: 'MOVED' } as const;
  return { ...place, op: opposite[op], before: after, after: before };
}

type Difference = Omit<FieldChange, 'kind' | 'key'>;

/** undefined: not there, which is not the same as null. */
type Value = Json | undefined;
type DiffValue = (path: string, before: Value, after: Value) => Difference[];
type Members = ReadonlyMap<string, Json>;

/** A map, since an object answers for `constructor` what nobody put there. */
const membersOf = (body: object = {}): Members => new Map(Object.entries(body) as [string, Json][]);

const diffFlagField: DiffValue = (path, before, after) => {
  if (path === 'rules')
    return diffRules((before ?? []) as unknown as Rule[], (after ?? []) as unknown as Rule[]);
  if (path !== 'variants' && path !== 'metadata') return diffWhole(path, before, after);
  return diffMembers(
    membersOf(before as object),
    membersOf(after as object),
    (name) => `${path}[${name}]`,
    path === 'variants' ? diffFields : diffWhole,
  );
};

function diffRules(before: Rule[], after: Rule[]): Difference[] {
  const pathOf = (id: string): string => `rules[${id}]`;
  return [
    ...diffMembers(rulesById(before), rulesById(after), pathOf, diffFields),
    ...moves(before, after, pathOf),
  ];
}

const rulesById = (rules: Rule[]): Members =>
  new Map(rules.map((rule) => [rule.id, rule as unknown as Json]));

/** The fewest rules that, put elsewhere, turn the old order into the new one. */
function moves(before: Rule[], after: Rule[], pathOf: (id: string) => string): Difference[] {
  const oldPositions = new Map(before.map((rule, position) => [rule.id, position]));
  const stayed = after.flatMap((rule, position) => {
    const old = oldPositions.get(rule.id);
    return old === undefined ? [] : [{ id: rule.id, before: old, after: position }];
  });
  const inOrder = longestIncreasing(stayed.map((rule) => rule.before));
  return stayed
    .filter((rule) => !inOrder.has(rule.before))
    .map(({ id, ...positions }) => ({ path: pathOf(id), op: 'MOVED', ...positions }));
}

/** The members of a longest increasing subsequence of distinct numbers. */
function longestIncreasing(numbers: number[]): Set<number> {
  /** For each length, the smallest number that ends a subsequence of it. */
  const ends: number[] = [];
  const previous = new Map<number, number | undefined>();
  for (const number of numbers) {
    const found = ends.findIndex((end) => end > number);
    const length = found === -1 ? ends.length : found;
    previous.set(number, ends[length - 1]);
    ends[length] = number;
  }
  const members = new Set<number>();
  for (let member = ends.at(-1); member !== undefined; member = previous.get(member)) members.add(member);
  return members;
}

/** Both are there, or the whole is what differs. */
const diffFields: DiffValue = (path, before, after) =>
  before === undefined || after === undefined
    ? diffWhole(path, before, after)
    : diffMembers(
        membersOf(before as object),
        membersOf(after as object),
        (name) => `${path}.${name}`,
        diffWhole,
      );

function diffMembers(
  before: Members,
  after: Members,
  pathOf: (name: string) => string,
  diff: DiffValue,
): Difference[] {
  const names = [...new Set([...before.keys(), ...after.keys()])].sort();
  return names.flatMap((name) => diff(pathOf(name), before.get(name), after.get(name)));
}

const diffWhole: DiffValue = (path, before, after) => {
  const difference = { path, before: before ?? null, after: after ?? null };
  if (before === undefined) return after === undefined ? [] : [{ ...difference, op: 'ADDED' }];
  if (after === undefined) return [{ ...difference, op: 'REMOVED' }];
  return canonicalJson(before) === canonicalJson(after) ? [] : [{ ...difference, op: 'CHANGED' }];
};
