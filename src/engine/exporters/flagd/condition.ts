import { logicFault } from '../../evaluation/logic/logic';
import type { Bucketing, Condition, Json, Range } from '../../evaluation';
import { refuse } from '../export-report';
import { comparisonOf, pairOf } from './comparison';
import { fractionalOf } from './fractional';
import { questionsAbout, unitsIn } from './questions';
import type { Site } from './site';

/** Segments that name one another twice each would grow without bound. */
const mostSegments = 1000;

/** An expression that is true for exactly the subjects for whom a condition holds. */
export function expressionOf(condition: Condition, site: Site): Json {
  if (typeof condition === 'boolean') return condition;
  if ('attr' in condition) return comparisonOf(condition);
  if ('all' in condition) return combined('all', condition.all, site);
  if ('any' in condition) return combined('any', condition.any, site);
  if ('not' in condition) return { '!': [expressionOf(condition.not, site)] };
  if ('within' in condition) return gateOf(condition.within, condition.ranges, site);
  if ('segment' in condition) return segmentOf(condition.segment, site);
  if ('logic' in condition) return logicOf(condition.logic, site);
  if ('flag' in condition)
    return refuse(`it depends on the flag ${condition.flag}, and flagd's flags on none`);
  if ('list' in condition) return refuse(`it asks the list ${condition.list}, and flagd has none`);
  return refuse('it looks into the elements of a list');
}

/** An expression as flagd had it: the importer writes out what `fractional` hashes where no unit is named. */
export function logicOf(expression: Json, { flagKey, found }: Site): Json {
  const original = withoutUnit(expression, JSON.stringify(defaultUnit(flagKey)));
  if (logicFault(original) !== undefined) found.faults.push(original);
  for (const question of unitsIn(original).flatMap(questionsAbout)) found.questions.add(question);
  return original;
}

const targetingKey = { var: 'targetingKey' };

const defaultUnit = (flagKey: string): Json => ({
  if: [{ '===': [{ cat: [targetingKey] }, targetingKey] }, { cat: [flagKey, targetingKey] }, null],
});

function withoutUnit(expression: Json, unit: string): Json {
  if (typeof expression !== 'object' || expression === null) return expression;
  if (Array.isArray(expression)) return expression.map((element) => withoutUnit(element, unit));
  const members = Object.entries(expression).map(([operator, args]) => {
    const isUnit = operator === 'fractional' && Array.isArray(args) && JSON.stringify(args[0]) === unit;
    return [operator, withoutUnit(isUnit ? args.slice(1) : args, unit)];
  });
  return Object.fromEntries(members) as Json;
}

/** A bucketing of its own, or that of a layer by name. */
export function bucketingOf(bucketing: Bucketing | string, { ruleset: { layers } }: Site): Bucketing {
  if (typeof bucketing !== 'string') return bucketing;
  return Object.hasOwn(layers, bucketing) ? layers[bucketing] : refuse(`there is no layer ${bucketing}`);
}

function combined(kind: 'all' | 'any', parts: Condition[], site: Site): Json {
  const pair = pairOf(kind, parts);
  if (pair !== undefined) return pair;
  const expressions = parts.map((part) => expressionOf(part, site));
  if (expressions.length === 0) return kind === 'all';
  return { [kind === 'all' ? 'and' : 'or']: expressions };
}

function gateOf(within: Bucketing | string, ranges: Range[], site: Site): Json {
  const placed = ranges.map((range) => ({ result: true, range }));
  return fractionalOf(bucketingOf(within, site), placed, site);
}

function segmentOf(key: string, site: Site): Json {
  const { ruleset, segments, found } = site;
  if (!Object.hasOwn(ruleset.segments, key)) return refuse(`there is no segment ${key}`);
  if (segments.includes(key)) return refuse(`the segment ${key} leads to itself`);
  found.segments += 1;
  if (found.segments > mostSegments) return refuse(`it asks segments more than ${mostSegments} times`);
  return expressionOf(ruleset.segments[key].when, { ...site, segments: [...segments, key] });
}
