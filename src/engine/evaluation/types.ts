/**
 * The one format that everything evaluates: a ruleset is plain data, so it is stored, sent, diffed and cached as it is.
 * Every peer's format translates into it (see `engine/importers`), which is why bucketing is spelled out in the data.
 */

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** Who is asking: one context per kind. OpenFeature's flat context is `{ user: { key: targetingKey, ...rest } }`. */
export interface Subject {
  contexts: Record<string, Record<string, Json>>;
  /** Epoch milliseconds; the clock given to `compile` when absent. */
  now?: number;
  /** Sticky assignments that the caller kept: `"<split id>@<version>"` to variant. */
  assignments?: Record<string, string>;
}

/**
 * Where a value is read; kind `user` when absent. `item` is the element of the list that `some` walks. Inside the
 * `where` of `some` the kind `item` reads the element's attributes, inside that of a prerequisite the kind `flag` reads
 * the flag's `{ variant, value, on }`. `random` is one number in [0, 1) per evaluation.
 */
export type Ref = { kind?: string; path: string[] } | { builtin: 'now' | 'kinds' | 'item' | 'random' };

/** How both sides become comparable; what does not fit the reading never matches. */
export type Reading =
  | 'strict'
  | 'text'
  | 'lower'
  | 'string'
  | 'number'
  | 'numeric'
  | 'js'
  | 'trait'
  | 'date'
  | 'date.rfc3339'
  | 'date.unix'
  | 'semver'
  | 'semver.partial'
  | 'semver.prefixed'
  | 'version.padded'
  | 'version.dotted';

export type Op =
  | 'exists'
  | 'eq'
  | 'lt'
  | 'lte'
  | 'gt'
  | 'gte'
  | 'contains'
  | 'startsWith'
  | 'endsWith'
  | 'matches'
  | 'matches.re2'
  | 'cidr'
  | 'type'
  | 'json'
  | 'modulo';

export type Condition =
  | boolean
  | { all: Condition[] }
  | { any: Condition[] }
  | { not: Condition }
  | Test
  /** Some element of the list at `some`; `where` reads it through `{ builtin: 'item' }` or the kind `item`. */
  | { some: Ref; where: Condition }
  | { segment: string }
  /** The value at the list's `unit` is one of its ids. */
  | { list: string }
  /** A prerequisite; `where` reads the flag's `{ variant, value, on }` as the attributes of kind `flag`. */
  | { flag: string; where: Condition }
  /** A gate: the unit's position lies in one of `ranges`; a text names a layer. */
  | { within: Bucketing | string; ranges: Range[] }
  /** JSONLogic kept as it is (flagd). */
  | { logic: Json };

/** True when any of `values` holds; with `each`, for any element of a list attribute. */
export interface Test {
  attr: Ref;
  op: Op;
  as?: Reading;
  values?: Json[];
  each?: true;
  of?: 'length';
  fold?: true;
  /** A missing attribute is the value null (GrowthBook). */
  missing?: null;
}

/** Half-open, in positions. */
export type Range = [from: number, to: number];

/** From a unit to a position in `[0, span)`. */
export interface Bucketing {
  /** The first usable one is the unit. */
  unit: Ref[];
  usable: 'any' | 'truthy' | 'string' | 'string|integer';
  /** No unit: not in any range, position 0, or the empty text is hashed. */
  absent: 'out' | 'zero' | 'empty';
  /** What is hashed: `["<seed>.gate.", { unit: true }]`. */
  text: (string | { unit: true })[];
  /** `cbor` encodes several parts as a list of them, `cbor.text` as the one text that they make. */
  bytes: 'utf8' | 'utf16' | 'low8' | 'cbor' | 'cbor.text';
  hash: 'murmur3' | 'murmur3.abs' | 'fnv1a' | 'fnv1a.fnv1a' | 'sha1.60' | 'sha256.64' | 'md5';
  seed?: number;
  /** `h % span`, `h * span >> 32`, or `h / max * span`. */
  map: 'mod' | 'shift' | 'ratio';
  span: number;
  max?: number;
  /** Flagsmith: the last position is hashed again, the text repeated with this between. */
  again?: string;
}

export interface Arm {
  /** null: the caller's default. */
  variant: string | null;
  range: Range;
  untracked?: true;
}

export interface Split {
  split: Bucketing | string;
  arms: Arm[];
  /** What is served when the position lies in no arm. */
  otherwise: Serve | 'next';
  sticky?: { id: string; version: number; blockedBelow?: number; by: Ref[] };
  /** Exposures are reported under this key. */
  experiment?: string;
}

/** A variant's name, null for the caller's default, or a way to choose one. */
export type Serve =
  string | null | Split | { logic: Json } | { first: { when: Condition; serve: Serve }[]; serve: Serve };

export const reasons = [
  'OFF',
  'STATIC',
  'DEFAULT',
  'TARGET',
  'RULE',
  'SPLIT',
  'PREREQUISITE',
  'OVERRIDE',
  'HOLDOUT',
  'STICKY',
  'ERROR',
] as const;
export type Reason = (typeof reasons)[number];

export interface Rule {
  /** Stable within the flag: diffs, exposures and `moveRule` name it. */
  id: string;
  reason?: Reason;
  description?: string;
  when: Condition;
  serve: Serve;
}

export interface Variant {
  value: Json;
  name?: string;
  /** What a peer returns beside the value (Unleash payload, Flagsmith enabled). */
  extra?: Json;
}

export const flagTypes = ['BOOLEAN', 'STRING', 'NUMBER', 'JSON'] as const;
export type FlagType = (typeof flagTypes)[number];

/** One flag in one environment, whole: an SDK needs nothing else to evaluate it. */
export interface Flag {
  key: string;
  type: FlagType;
  on: boolean;
  /** What is served while off; null: the caller's default. */
  off: string | null;
  variants: Record<string, Variant>;
  /** The first that serves something wins. */
  rules: Rule[];
  fallthrough: Serve;
  /** Random per flag and kept for life, so renaming and copying never re-bucket. */
  seed: string;
  /** Whether a client-side key may see it. */
  clientSide: boolean;
  tags: string[];
  metadata?: Record<string, string | number | boolean>;
  /** Where it was imported from. */
  source?: { system: string; version?: string; sdk?: string };
}

export interface Segment {
  when: Condition;
}

/** A long list of ids: only its unit and size are in the ruleset, its contents travel beside it. */
export interface List {
  unit: Ref;
  size: number;
}

export interface Ruleset {
  flags: Record<string, Flag>;
  segments: Record<string, Segment>;
  layers: Record<string, Bucketing>;
  lists: Record<string, List>;
}

export type EvaluationErrorKind = 'FLAG_NOT_FOUND' | 'TYPE_MISMATCH' | 'MALFORMED' | 'PARSE_ERROR';

export interface Evaluation {
  /** null with `value` absent: the caller's default. */
  variant: string | null;
  value?: Json;
  reason: Reason;
  /** Id of the rule that served. */
  rule?: string;
  error?: EvaluationErrorKind;
  /** The prerequisite that failed. */
  prerequisite?: string;
  /** Position of the unit in the split that served. */
  position?: number;
  inExperiment?: true;
  /** A sticky assignment for the caller to keep under `id`, and to send as `assignments[id]` from then on. */
  assign?: { id: string; variant: string };
}

export const configKinds = ['FLAG', 'SEGMENT', 'LAYER', 'LIST'] as const;
export type ConfigKind = (typeof configKinds)[number];

/** One object of a ruleset put in its new state; null: deleted. */
export interface RulesetChange {
  kind: ConfigKind;
  key: string;
  body: object | null;
}

/** What lists hold: the ruleset carries only their unit and size. */
export type ListContents = Readonly<Record<string, ReadonlySet<string>>>;

/** One thing wrong, at a path like `rules[0].when.all[1].op`; the path is empty for the whole. */
export interface Problem {
  path: string;
  message: string;
}
