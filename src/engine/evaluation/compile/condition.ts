import type { Call } from '../call';
import { compileBucketing, positionOf, type CompiledBucketing } from '../bucketing/bucketing';
import { failureOf, malformed } from '../failure';
import { compileLogic } from '../logic/logic';
import { isTrue } from '../logic/values';
import { compileMatcher } from '../operators/matcher';
import type { Bucketing, Condition, Evaluation, Json, Range, Test } from '../types';
import type { CompiledFlag } from './flag';
import { compileRef, type Scope } from './ref';

export type Check = (call: Call) => boolean;

/**
 * A condition as a closure. One that cannot be compiled (a pattern that is none, an unknown operator) becomes a closure
 * that fails when it is reached: what lies before it in the flag still answers.
 */
export function compileCondition(condition: Condition, scope: Scope): Check {
  try {
    return compileKnown(condition, scope);
  } catch (error) {
    const failure = failureOf(error);
    return () => {
      throw failure;
    };
  }
}

function compileKnown(condition: Condition, scope: Scope): Check {
  if (typeof condition === 'boolean') return () => condition;
  if ('attr' in condition) return compileTest(condition, scope);
  if ('all' in condition) return compileAll(condition.all.map((part) => compileCondition(part, scope)));
  if ('any' in condition) return compileAny(condition.any.map((part) => compileCondition(part, scope)));
  if ('not' in condition) return compileNot(compileCondition(condition.not, scope));
  if ('within' in condition) return compileGate(condition.within, condition.ranges);
  if ('segment' in condition) return (call) => segmentHolds(call, condition.segment);
  if ('list' in condition) return (call) => listHolds(call, condition.list);
  if ('flag' in condition) return compilePrerequisite(condition, scope);
  if ('some' in condition) return compileSome(condition, scope);
  if ('logic' in condition) return compileLogicCondition(condition.logic);
  throw malformed(`unknown condition ${JSON.stringify(condition)}`);
}

function compileTest(test: Test, scope: Scope): Check {
  const read = compileRef(test.attr, scope);
  const matches = compileMatcher(test);
  return (call) => matches(read(call));
}

function compileAll(parts: Check[]): Check {
  if (parts.length === 2) {
    const [first, second] = parts;
    return (call) => first(call) && second(call);
  }
  return (call) => {
    for (const part of parts) if (!part(call)) return false;
    return true;
  };
}

function compileAny(parts: Check[]): Check {
  return (call) => {
    for (const part of parts) if (part(call)) return true;
    return false;
  };
}

function compileNot(part: Check): Check {
  return (call) => !part(call);
}

function compileGate(within: Bucketing | string, ranges: Range[]): Check {
  if (typeof within === 'string') return (call) => isWithin(ranges, positionOf(layerOf(call, within), call));
  const bucketing = compileBucketing(within);
  if (ranges.length !== 1) return (call) => isWithin(ranges, positionOf(bucketing, call));
  const [[from, to]] = ranges;
  return (call) => {
    const position = positionOf(bucketing, call);
    return position >= from && position < to;
  };
}

export function isWithin(ranges: Range[], position: number): boolean {
  return ranges.some(([from, to]) => position >= from && position < to);
}

/** A bucketing of its own, or that of a layer by name. */
export function compileBucketingOrLayer(bucketing: Bucketing | string): (call: Call) => CompiledBucketing {
  if (typeof bucketing === 'string') return (call) => layerOf(call, bucketing);
  const compiled = compileBucketing(bucketing);
  return () => compiled;
}

export function layerOf(call: Call, key: string): CompiledBucketing {
  const layer = call.tables.layers.get(key);
  if (layer === undefined) throw malformed(`layer ${key} does not exist`);
  return layer;
}

export function segmentHolds(call: Call, key: string): boolean {
  const segment = call.tables.segments.get(key);
  if (segment === undefined) throw malformed(`segment ${key} does not exist`);
  return call.follow(segment, `segment ${key}`, segment.holds);
}

export function listHolds(call: Call, key: string): boolean {
  const list = call.tables.lists.get(key);
  if (list === undefined) throw malformed(`list ${key} does not exist`);
  return list.holds(call);
}

/** A prerequisite's own evaluation; one that fails, fails whoever depends on it. */
export function prerequisiteOf(call: Call, key: string): { flag: CompiledFlag; evaluation: Evaluation } {
  const flag = call.tables.flags.get(key);
  if (flag === undefined) throw malformed(`prerequisite ${key} does not exist`);
  const evaluation = call.follow(flag, `flag ${key}`, flag.evaluate);
  if (evaluation.reason === 'ERROR') throw malformed(`prerequisite ${key} could not be evaluated`);
  return { flag, evaluation };
}

/** What the `where` of a prerequisite reads as the kind `flag`. */
export function prerequisiteAttributes(flag: CompiledFlag, evaluation: Evaluation): Record<string, Json> {
  const { variant, value } = evaluation;
  const { on } = flag.body();
  return value === undefined ? { variant, on } : { variant, value, on };
}

function compilePrerequisite({ flag: key, where }: { flag: string; where: Condition }, scope: Scope): Check {
  const holds = compileCondition(where, { ...scope, flag: true });
  return (call) => {
    const { flag, evaluation } = prerequisiteOf(call, key);
    const outer = call.prerequisite;
    call.prerequisite = prerequisiteAttributes(flag, evaluation);
    try {
      return holds(call);
    } finally {
      call.prerequisite = outer;
    }
  };
}

function compileSome(
  { some, where }: { some: Parameters<typeof compileRef>[0]; where: Condition },
  scope: Scope,
): Check {
  const read = compileRef(some, scope);
  const holds = compileCondition(where, { ...scope, item: true });
  return (call) => {
    const list = read(call);
    if (!Array.isArray(list)) return false;
    call.walk(list.length);
    const outer = call.item;
    try {
      for (const item of list) {
        call.item = item;
        if (holds(call)) return true;
      }
      return false;
    } finally {
      call.item = outer;
    }
  };
}

function compileLogicCondition(expression: Json): Check {
  const logic = compileLogic(expression);
  return (call) => isTrue(logic({ call, flagKey: '' }));
}
