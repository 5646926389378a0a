import type { Bucketing, Op, Reading, Reason } from '../../src/engine/evaluation';

type Words<Word extends string> = Record<Word, true>;

const ops: Words<Op> = {
  exists: true,
  eq: true,
  lt: true,
  lte: true,
  gt: true,
  gte: true,
  contains: true,
  startsWith: true,
  endsWith: true,
  matches: true,
  'matches.re2': true,
  cidr: true,
  type: true,
  json: true,
  modulo: true,
};

const readings: Words<Reading> = {
  strict: true,
  text: true,
  lower: true,
  string: true,
  number: true,
  numeric: true,
  js: true,
  trait: true,
  date: true,
  'date.rfc3339': true,
  'date.unix': true,
  semver: true,
  'semver.partial': true,
  'semver.prefixed': true,
  'version.padded': true,
  'version.dotted': true,
};

const hashes: Words<Bucketing['hash']> = {
  murmur3: true,
  'murmur3.abs': true,
  fnv1a: true,
  'fnv1a.fnv1a': true,
  'sha1.60': true,
  'sha256.64': true,
  md5: true,
};

const reasons: Words<Reason> = {
  OFF: true,
  STATIC: true,
  DEFAULT: true,
  TARGET: true,
  RULE: true,
  SPLIT: true,
  PREREQUISITE: true,
  OVERRIDE: true,
  HOLDOUT: true,
  STICKY: true,
  ERROR: true,
};

/** The closed sets of words of the model, by the field they stand in: the compiler sees to it that none is forgotten. */
export const vocabulary: Record<string, Words<string>> = {
  op: ops,
  as: readings,
  hash: hashes,
  map: { mod: true, shift: true, ratio: true } satisfies Words<Bucketing['map']>,
  bytes: { utf8: true, utf16: true, low8: true, cbor: true, 'cbor.text': true } satisfies Words<
    Bucketing['bytes']
  >,
  absent: { out: true, zero: true, empty: true } satisfies Words<Bucketing['absent']>,
  usable: { any: true, truthy: true, string: true, 'string|integer': true } satisfies Words<
    Bucketing['usable']
  >,
  builtin: { now: true, kinds: true, item: true, random: true },
  reason: reasons,
};
