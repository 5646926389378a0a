import { textOf } from '../../evaluation/text-of';
import type { Bucketing, Json, Range } from '../../evaluation';
import { isLiteral, operationOf, refOf, type Literal } from './expression';
import { isDefaultUnit } from './references';

/**
 * How flagd turns a unit into a position. Each generation moves half of the users of an even split, and a file does not
 * say which one it was written for. v1: a float percentage; v2: integers, the weights' sum as the span; v3: as v2, over
 * the unit's CBOR encoding.
 */
export const generations = ['v1', 'v2', 'v3'] as const;
export type Generation = (typeof generations)[number];

/** The flag that an expression belongs to, and how its users were split. */
export interface Surroundings {
  flagKey: string;
  generation: Generation;
}

export interface Fractional {
  bucketing: Bucketing;
  /** In order; those of weight 0 are left out. */
  arms: { result: Literal; range: Range }[];
}

/**
 * A `fractional` whose unit is one attribute and whose arms are literals; undefined for any other. One difference is
 * left: an attribute that is a list is no unit here, where flagd takes it for an arm of the split.
 */
export function readFractional(args: Json[], around: Surroundings): Fractional | undefined {
  const [unit, ...buckets] = args;
  const read = unit === undefined ? undefined : readUnit(unit, around);
  const weighted = buckets.map(readBucket);
  if (read === undefined || weighted.length === 0 || !weighted.every((bucket) => bucket !== undefined))
    return undefined;
  const total = weighted.reduce((sum, { weight }) => sum + weight, 0);
  if (total < 1 || total > heaviest) return undefined;
  return {
    bucketing: { ...placements[around.generation](total), ...read },
    arms: placed(weighted, total, around),
  };
}

const heaviest = 2 ** 31 - 1;

type Placement = Pick<Bucketing, 'bytes' | 'hash' | 'map' | 'span' | 'max'>;

const placements: Record<Generation, (total: number) => Placement> = {
  v1: () => ({ bytes: 'utf8', hash: 'murmur3.abs', map: 'ratio', span: 100, max: heaviest }),
  v2: (total) => ({ bytes: 'utf8', hash: 'murmur3', map: 'shift', span: total }),
  v3: (total) => ({ bytes: 'cbor', hash: 'murmur3', map: 'shift', span: total }),
};

type Unit = Pick<Bucketing, 'unit' | 'usable' | 'absent' | 'text'> & Partial<Pick<Bucketing, 'bytes'>>;

function readUnit(unit: Json, { flagKey, generation }: Surroundings): Unit | undefined {
  if (isDefaultUnit(unit, flagKey)) {
    return { unit: [{ path: ['key'] }], usable: 'string', absent: 'out', text: [flagKey, { unit: true }] };
  }
  const ref = refOf(unit);
  if (ref !== undefined) {
    return {
      unit: [ref],
      usable: generation === 'v3' ? 'any' : 'string',
      absent: 'out',
      text: [{ unit: true }],
    };
  }
  const joined = readJoinedUnit(unit);
  return joined !== undefined && generation === 'v3' ? { ...joined, bytes: 'cbor.text' } : joined;
}

/** A `cat` of texts and one attribute; a missing attribute adds nothing, and the rest is hashed. */
function readJoinedUnit(unit: Json): Unit | undefined {
  const operation = operationOf(unit);
  if (operation?.operator !== 'cat') return undefined;
  const refs = operation.args.flatMap((part) => refOf(part) ?? []);
  if (refs.length !== 1 || !operation.args.every((part) => isLiteral(part) || refOf(part))) return undefined;
  const text = operation.args.map((part) => (isLiteral(part) ? joined(part) : ({ unit: true } as const)));
  return { unit: refs, usable: 'any', absent: 'empty', text };
}

function joined(literal: Literal): string {
  return literal === null ? '' : textOf(literal);
}

interface Weighted {
  result: Literal;
  weight: number;
}

function readBucket(bucket: Json): Weighted | undefined {
  if (!Array.isArray(bucket) || bucket.length < 1 || bucket.length > 2) return undefined;
  const [result, weight = 1] = bucket;
  if (!isLiteral(result) || typeof weight !== 'number' || !Number.isInteger(weight)) return undefined;
  return { result, weight: Math.max(0, weight) };
}

/** Edges are summed up in flagd's own order and arithmetic: the last doubles count. */
function placed(weighted: Weighted[], total: number, { generation }: Surroundings): Fractional['arms'] {
  const widthOf =
    generation === 'v1' ? (weight: number) => (100 * weight) / total : (weight: number) => weight;
  const span = generation === 'v1' ? 100 : total;
  let from = 0;
  return weighted
    .map(({ result, weight }) => {
      const range: Range = [from, Math.min(from + widthOf(weight), span)];
      from += widthOf(weight);
      return { result, range };
    })
    .filter(({ range: [start, end] }) => start < end);
}
