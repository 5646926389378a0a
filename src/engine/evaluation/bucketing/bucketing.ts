import { compileUnits } from './bytes';
import { isWordHash, longHashes, moduloOf, shifted, wordHashes } from './hashes';
import { murmur3After } from './murmur3';
import type { Call } from '../call';
import { compileRef, outerScope } from '../compile/ref';
import { malformed } from '../failure';
import { textOf } from '../text-of';
import type { Bucketing, Json } from '../types';

export interface CompiledBucketing {
  readonly source: Bucketing;
  /** The first usable unit. */
  unit(call: Call): Json | undefined;
  position(unit: Json): number;
  /** The position without a unit; -1 lies in no range. */
  readonly absent: number;
}

export function compileBucketing(source: Bucketing): CompiledBucketing {
  const position = compilePosition(source);
  return { source, unit: compileUnit(source), position, absent: absentPosition(source, position) };
}

/** Where a subject lies, or -1: not in any range. */
export function positionOf(bucketing: CompiledBucketing, call: Call): number {
  const unit = bucketing.unit(call);
  return unit === undefined ? bucketing.absent : bucketing.position(unit);
}

function absentPosition(source: Bucketing, position: (unit: Json) => number): number {
  if (source.absent === 'out') return -1;
  return source.absent === 'zero' ? 0 : position('');
}

function compileUnit(source: Bucketing): CompiledBucketing['unit'] {
  const { unit, usable } = source;
  const isUsable = usableUnits[usable];
  const [first, ...others] = unit.map((ref) => compileRef(ref, outerScope));
  return (call) => {
    const value = first(call);
    if (isUsable(value)) return value;
    for (const read of others) {
      const other = read(call);
      if (isUsable(other)) return other;
    }
    (call.unplaced ??= new Set()).add(source);
    return undefined;
  };
}

const usableUnits: Record<Bucketing['usable'], (value: Json | undefined) => boolean> = {
  any: (value) => value !== undefined && value !== null,
  truthy: (value) => Boolean(value),
  string: (value) => typeof value === 'string',
  'string|integer': (value) => typeof value === 'string' || Number.isInteger(value),
};

/** Up to this span `hash * span` is exact in a double: 32 + 21 bits. */
const widestExact = 0x200000;

function compilePosition(source: Bucketing): (unit: Json) => number {
  const native = compileNativePosition(source);
  if (native !== undefined) return native;
  const place = compilePlace(source);
  if (source.again === undefined) return (unit) => place(unit, 1);
  if (source.map !== 'mod' || !(source.span >= 2))
    throw malformed('`again` needs map mod and a span of at least 2');
  return (unit) => placeAgain(source, place, unit);
}

/** The fast path for what is created here: murmur3 over `prefix + unit`, shifted to an integer. */
function compileNativePosition(source: Bucketing): ((unit: Json) => number) | undefined {
  const { hash, bytes, map, span, text, again, seed = 0 } = source;
  const parts = text.slice(0, -1);
  const isPrefixed = typeof text.at(-1) === 'object' && parts.every((part) => typeof part === 'string');
  const isNative = hash === 'murmur3' && bytes === 'utf8' && again === undefined && isPrefixed;
  if (!isNative) return undefined;
  const hashOf = murmur3After(parts.join(''), seed);
  if (map === 'shift' && span <= widestExact) {
    return (unit) =>
      Math.floor((hashOf(typeof unit === 'string' ? unit : textOf(unit)) * span) / 0x100000000);
  }
  const place = compileWordMap(source);
  return (unit) => place(hashOf(textOf(unit)));
}

function compilePlace(source: Bucketing): (unit: Json, times: number) => number {
  const unitsOf = compileUnits(source);
  if (isWordHash(source.hash)) {
    const hash = wordHashes[source.hash];
    const place = compileWordMap(source);
    const seed = source.seed ?? 0;
    return (unit, times) => place(hash(unitsOf(unit, times), seed));
  }
  const hash = longHashes[source.hash];
  const place = compileLongMap(source);
  return (unit, times) => place(hash(unitsOf(unit, times)));
}

function compileWordMap({ map, span, max = 1 }: Bucketing): (hash: number) => number {
  if (map === 'mod') return (hash) => hash % span;
  if (map === 'ratio') return (hash) => (hash / max) * span;
  return (hash) => shifted(hash, span);
}

function compileLongMap({ map, span, max = 1 }: Bucketing): (digits: string) => number {
  if (map === 'ratio') return (digits) => (parseInt(digits, 16) / max) * span;
  return (digits) => moduloOf(digits, span);
}

/** Enough for any hash that is one: each round goes on with a chance of `1 / span`, and hashes a longer text. */
const mostRounds = 32;

function placeAgain({ span }: Bucketing, place: (unit: Json, times: number) => number, unit: Json): number {
  let position = span;
  for (let times = 1; times <= mostRounds; times += 1) {
    position = place(unit, times);
    if (position < span - 1) break;
  }
  return position;
}
