import { isWordHash } from '../bucketing/hashes';
import type { Bucketing, Problem, Range } from '../types';
import { ref } from './ref';
import {
  exactly,
  integer,
  isObject,
  key,
  listOf,
  memberPath,
  number,
  objectOf,
  oneOf,
  optional,
  problem,
  text,
  type Validator,
} from './shape';

const widestSpan = 2 ** 31 - 1;

const textPart: Validator = (value, path) =>
  typeof value === 'string' ? [] : objectOf({ unit: exactly(true) })(value, path);

const shape = objectOf({
  unit: listOf(ref(false), 1),
  usable: oneOf(['any', 'truthy', 'string', 'string|integer']),
  absent: oneOf(['out', 'zero', 'empty']),
  text: listOf(textPart, 1),
  bytes: oneOf(['utf8', 'utf16', 'low8', 'cbor', 'cbor.text']),
  hash: oneOf(['murmur3', 'murmur3.abs', 'fnv1a', 'fnv1a.fnv1a', 'sha1.60', 'sha256.64', 'md5']),
  seed: optional(integer(0, 2 ** 32 - 1)),
  map: oneOf(['mod', 'shift', 'ratio']),
  span: number,
  max: optional(number),
  again: optional(text),
});

/** How a unit gets its position. */
export function validateBucketing(bucketing: unknown, path = ''): Problem[] {
  const problems = shape(bucketing, path);
  return problems.length > 0 ? problems : combinationProblems(bucketing as Bucketing, path);
}

function combinationProblems(bucketing: Bucketing, path: string): Problem[] {
  const { hash, bytes, map, span, max, seed, again } = bucketing;
  const isFnv = hash === 'fnv1a' || hash === 'fnv1a.fnv1a';
  const isMurmur = hash === 'murmur3' || hash === 'murmur3.abs';
  const rules: [isBroken: boolean, field: string, message: string][] = [
    [!bucketing.text.some(isObject), 'text', 'must contain the unit'],
    [bytes === 'utf16' && !isFnv, 'bytes', `utf16 goes with fnv1a, not with ${hash}`],
    [map === 'shift' && !isWordHash(hash), 'map', `shift needs a hash of 32 bits, not ${hash}`],
    [
      map === 'ratio' && !(max !== undefined && max > 0),
      'max',
      'must be a number above 0 where map is ratio',
    ],
    [map !== 'ratio' && max !== undefined, 'max', 'goes with map ratio only'],
    [map !== 'ratio' && !isWhole(span), 'span', `must be a whole number from 1 to ${widestSpan}`],
    [map === 'ratio' && span <= 0, 'span', 'must be above 0'],
    [seed !== undefined && !isMurmur, 'seed', `${hash} takes no seed: put it into the text`],
    [again !== undefined && (map !== 'mod' || span < 2), 'again', 'needs map mod and a span of at least 2'],
    [again !== undefined && bytes === 'cbor', 'again', 'does not go with cbor'],
  ];
  return rules.flatMap(([isBroken, field, message]) =>
    isBroken ? problem(memberPath(path, field), message) : [],
  );
}

function isWhole(span: number): boolean {
  return Number.isInteger(span) && span >= 1 && span <= widestSpan;
}

/** A bucketing, or the key of a layer. */
export const bucketingOrLayer: Validator = (value, path) =>
  typeof value === 'string' ? key(value, path) : validateBucketing(value, path);

/** The span that ranges must lie in; a layer's is known with the ruleset only (`findProblems`). */
export function spanOf(bucketing: unknown): number {
  return isObject(bucketing) && typeof bucketing.span === 'number' ? bucketing.span : Infinity;
}

/** A half-open range of positions; an empty one is an arm of weight 0. */
export function range(span: number): Validator {
  return (value, path) => {
    if (!Array.isArray(value) || value.length !== 2) return problem(path, 'must be [from, to]');
    const problems = [...number(value[0], `${path}[0]`), ...number(value[1], `${path}[1]`)];
    if (problems.length > 0) return problems;
    const [from, to] = value as Range;
    return from >= 0 && from <= to && to <= span
      ? []
      : problem(path, `must satisfy 0 <= from <= to <= ${span}`);
  };
}
