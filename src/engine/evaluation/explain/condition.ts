import {
  compileBucketingOrLayer,
  isWithin,
  listHolds,
  prerequisiteAttributes,
  prerequisiteOf,
  segmentHolds,
} from '../compile/condition';
import { compileRef, outerScope, type Scope } from '../compile/ref';
import { malformed } from '../failure';
import { compileLogic } from '../logic/logic';
import { isTrue } from '../logic/values';
import { compileMatcher } from '../operators/matcher';
import { longestMatched } from '../operators/patterns';
import type { Condition, Evaluation, Json, Test } from '../types';
import { explainBucket } from './bucket';
import type { ConditionExplanation } from './explanation';
import { explainFlagIn } from './explain';
import { faultOf, nameOf, type Trace } from './trace';

/** Where a condition stands: what surrounds it, and whether anything still depends on it. */
export interface Place {
  trace: Trace;
  scope: Scope;
  reached: boolean;
}

type Known = Exclude<Condition, boolean>;
type Of<Key extends string> = Extract<Known, Record<Key, unknown>>;

/** Never throws: what fails has `held: null`, and whatever depends on it fails with it. */
export function explainCondition(condition: Condition, place: Place): ConditionExplanation {
  const { reached } = place;
  if (typeof condition === 'boolean') return { kind: 'constant', held: condition, reached };
  if ('attr' in condition) return explainTest(condition, place);
  if ('all' in condition) return explainAll(condition.all, place);
  if ('any' in condition) return explainAny(condition.any, place);
  if ('not' in condition) return explainNot(condition.not, place);
  if ('some' in condition) return explainSome(condition, place);
  if ('segment' in condition) return explainSegment(condition.segment, place);
  if ('list' in condition) return explainList(condition.list, place);
  if ('flag' in condition) return explainPrerequisite(condition, place);
  if ('within' in condition) return explainGate(condition, place);
  if ('logic' in condition) return explainLogic(condition.logic, place);
  return { kind: 'unknown', held: null, reached, error: faultOf(malformed('unknown condition')) };
}

type NodeOf<Kind> = Extract<ConditionExplanation, { kind: Kind }>;

/** Fills in a node as far as it gets, so that a failing one still shows what it had read. */
function attempt<Node extends ConditionExplanation>(
  node: Node,
  decide: (node: Node) => boolean | null,
): Node {
  try {
    node.held = decide(node);
  } catch (error) {
    node.error = faultOf(error);
  }
  return node;
}

function explainTest(test: Test, { trace, scope, reached }: Place): ConditionExplanation {
  const { op, as, values, each, of, fold } = test;
  const shown = {
    ...(as && { as }),
    ...(values && { expected: values }),
    ...(each && { each }),
    ...(of && { of }),
    ...(fold && { fold }),
  };
  const attribute = nameOf(test.attr);
  return attempt<NodeOf<'test'>>({ kind: 'test', held: null, reached, attribute, op, ...shown }, (node) => {
    const read = compileRef(test.attr, scope)(trace.call);
    if (read !== undefined) node.read = read;
    if (isMatchedNever(test, read)) node.note = `a pattern reads at most ${longestMatched} characters`;
    return compileMatcher(test)(read);
  });
}

/** Whether a text is too long for any pattern, or one of the texts that `each` walks is. */
function isMatchedNever({ op, each }: Test, read: Json | undefined): boolean {
  const texts = each === true && Array.isArray(read) ? read : [read];
  return (
    op.startsWith('matches') && texts.some((text) => typeof text === 'string' && text.length > longestMatched)
  );
}

function explainAll(conditions: Condition[], place: Place): ConditionExplanation {
  return explainParts('all', conditions, place, true);
}

function explainAny(conditions: Condition[], place: Place): ConditionExplanation {
  return explainParts('any', conditions, place, false);
}

/** Parts are asked in order until one differs from `neutral`; the rest is shown, but no longer counts. */
function explainParts(
  kind: 'all' | 'any',
  conditions: Condition[],
  place: Place,
  neutral: boolean,
): ConditionExplanation {
  const { reached } = place;
  let deciding: ConditionExplanation | undefined;
  const parts = conditions.map((condition) => {
    const part = explainCondition(condition, { ...place, reached: reached && deciding === undefined });
    if (part.held !== neutral) deciding ??= part;
    return part;
  });
  return {
    kind,
    held: deciding === undefined ? neutral : deciding.held,
    reached,
    ...errorOf(deciding),
    parts,
  };
}

function errorOf(part: ConditionExplanation | undefined): Pick<ConditionExplanation, 'error'> {
  return part?.error === undefined ? {} : { error: part.error };
}

function explainNot(condition: Condition, place: Place): ConditionExplanation {
  const part = explainCondition(condition, place);
  const held = part.held === null ? null : !part.held;
  return { kind: 'not', held, reached: place.reached, ...errorOf(part), part };
}

function explainSome({ some, where }: Of<'some'>, { trace, scope, reached }: Place): ConditionExplanation {
  const elements: ConditionExplanation[] = [];
  return attempt<NodeOf<'some'>>(
    { kind: 'some', held: null, reached, attribute: nameOf(some), elements },
    (node) => {
      const read = compileRef(some, scope)(trace.call);
      if (read !== undefined) node.read = read;
      return someElement(
        Array.isArray(read) ? read : [],
        where,
        { trace, scope: { ...scope, item: true }, reached },
        node,
      );
    },
  );
}

function someElement(list: Json[], where: Condition, place: Place, node: NodeOf<'some'>): boolean | null {
  const { call } = place.trace;
  call.walk(list.length);
  const outer = call.item;
  try {
    for (const item of list) {
      call.item = item;
      const element = explainCondition(where, place);
      node.elements.push(element);
      if (element.held === false) continue;
      Object.assign(node, errorOf(element));
      return element.held;
    }
    return false;
  } finally {
    call.item = outer;
  }
}

/** Of what is not reached only the answer is told: to expand it could meet cycles that the evaluation never does. */
function explainSegment(key: string, { trace, reached }: Place): ConditionExplanation {
  return attempt<NodeOf<'segment'>>({ kind: 'segment', held: null, reached, segment: key }, (node) => {
    if (!reached) return segmentHolds(trace.call.again(), key);
    const segment = trace.call.tables.segments.get(key);
    if (segment === undefined) throw malformed(`segment ${key} does not exist`);
    const { result, isFirst } = trace.segment(key, () =>
      explainCondition(segment.body().when, { trace, scope: outerScope, reached }),
    );
    if (isFirst) node.when = result;
    Object.assign(node, errorOf(result));
    return result.held;
  });
}

function explainList(key: string, { trace, reached }: Place): ConditionExplanation {
  return attempt<NodeOf<'list'>>({ kind: 'list', held: null, reached, list: key }, (node) => {
    const list = trace.call.tables.lists.get(key);
    const unit = list && compileRef(list.source.unit, outerScope)(trace.call);
    if (unit !== undefined) node.unit = unit;
    return listHolds(trace.call, key);
  });
}

function explainPrerequisite({ flag: key, where }: Of<'flag'>, place: Place): ConditionExplanation {
  const { trace, scope, reached } = place;
  return attempt<NodeOf<'flag'>>({ kind: 'flag', held: null, reached, flag: key }, (node) => {
    const evaluation = evaluatePrerequisite(key, place, node);
    node.evaluation = evaluation;
    if (evaluation.reason === 'ERROR') throw malformed(`prerequisite ${key} could not be evaluated`);
    const flag = trace.call.tables.flags.get(key)!;
    const outer = trace.call.prerequisite;
    trace.call.prerequisite = prerequisiteAttributes(flag, evaluation);
    try {
      node.where = explainCondition(where, { trace, scope: { ...scope, flag: true }, reached });
    } finally {
      trace.call.prerequisite = outer;
    }
    Object.assign(node, errorOf(node.where));
    return node.where.held;
  });
}

function evaluatePrerequisite(key: string, { trace, reached }: Place, node: NodeOf<'flag'>): Evaluation {
  if (!reached) return prerequisiteOf(trace.call.again(), key).evaluation;
  if (!trace.call.tables.flags.has(key)) throw malformed(`prerequisite ${key} does not exist`);
  const { result, isFirst } = explainFlagIn(trace, key);
  if (isFirst) node.explanation = result;
  return result.evaluation;
}

function explainGate({ within, ranges }: Of<'within'>, { trace, reached }: Place): ConditionExplanation {
  return attempt<NodeOf<'within'>>({ kind: 'within', held: null, reached, ranges }, (node) => {
    const bucketing = compileBucketingOrLayer(within)(trace.call);
    node.bucket = explainBucket(bucketing, trace.call, typeof within === 'string' ? within : undefined);
    return isWithin(ranges, node.bucket.position ?? -1);
  });
}

function explainLogic(logic: Json, { trace, reached }: Place): ConditionExplanation {
  return attempt<NodeOf<'logic'>>({ kind: 'logic', held: null, reached, logic }, (node) => {
    const result = compileLogic(logic)({ call: trace.call, flagKey: '' });
    if (hasAtMost(largestResult, result)) node.result = result;
    return isTrue(result);
  });
}

const largestResult = 1_000;

/** Whether a value has so few parts: the result of an expression may hold one list thousands of times. */
function hasAtMost(most: number, value: Json): boolean {
  const parts = [value];
  for (let at = 0; at < parts.length; at += 1) {
    if (parts.length > most) return false;
    const part = parts[at];
    if (typeof part !== 'object' || part === null) continue;
    for (const member of Object.values(part)) parts.push(member);
  }
  return true;
}
