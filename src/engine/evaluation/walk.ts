import type { Condition, Flag, Range, Segment, Serve, Split } from './types';

/** One object named by another, and where: a path like `rules[0].when.all[1].segment`. */
export interface Reference {
  kind: 'FLAG' | 'SEGMENT' | 'LAYER' | 'LIST';
  key: string;
  path: string;
  /** The positions taken in a layer. */
  ranges?: Range[];
}

const known = new WeakMap<Flag | Segment, readonly Reference[]>();

/** Every reference of a flag or segment, in the order written; found once, since a body is never changed in place. */
export function referencesIn(body: Flag | Segment): readonly Reference[] {
  let found = known.get(body);
  if (!found) known.set(body, (found = 'when' in body ? inCondition(body.when, 'when') : inFlag(body)));
  return found;
}

function inFlag({ rules, fallthrough }: Flag): Reference[] {
  const inRules = rules.flatMap((rule, at) => [
    ...inCondition(rule.when, `rules[${at}].when`),
    ...inServe(rule.serve, `rules[${at}].serve`),
  ]);
  return [...inRules, ...inServe(fallthrough, 'fallthrough')];
}

function inCondition(condition: Condition, path: string): Reference[] {
  if (typeof condition === 'boolean' || 'attr' in condition || 'logic' in condition) return [];
  if ('all' in condition) return condition.all.flatMap((part, at) => inCondition(part, `${path}.all[${at}]`));
  if ('any' in condition) return condition.any.flatMap((part, at) => inCondition(part, `${path}.any[${at}]`));
  if ('not' in condition) return inCondition(condition.not, `${path}.not`);
  if ('some' in condition) return inCondition(condition.where, `${path}.where`);
  if ('segment' in condition) return [{ kind: 'SEGMENT', key: condition.segment, path: `${path}.segment` }];
  if ('list' in condition) return [{ kind: 'LIST', key: condition.list, path: `${path}.list` }];
  if ('within' in condition) return inBucketing(condition.within, `${path}.within`, condition.ranges);
  return [
    { kind: 'FLAG', key: condition.flag, path: `${path}.flag` },
    ...inCondition(condition.where, `${path}.where`),
  ];
}

function inServe(serve: Serve, path: string): Reference[] {
  if (typeof serve === 'string' || serve === null || 'logic' in serve) return [];
  if ('split' in serve) return inSplit(serve, path);
  const inChoices = serve.first.flatMap((choice, at) => [
    ...inCondition(choice.when, `${path}.first[${at}].when`),
    ...inServe(choice.serve, `${path}.first[${at}].serve`),
  ]);
  return [...inChoices, ...inServe(serve.serve, `${path}.serve`)];
}

function inSplit({ split, arms, otherwise }: Split, path: string): Reference[] {
  const ranges = arms.map((arm) => arm.range);
  return [...inBucketing(split, `${path}.split`, ranges), ...inServe(otherwise, `${path}.otherwise`)];
}

function inBucketing(bucketing: unknown, path: string, ranges: Range[]): Reference[] {
  return typeof bucketing === 'string' ? [{ kind: 'LAYER', key: bucketing, path, ranges }] : [];
}
