import type { Flag, Json, Ruleset, Serve, Split } from '../../evaluation';
import { refuse } from '../export-report';
import { bucketingOf, expressionOf, logicOf } from './condition';
import { fractionalOf } from './fractional';
import { questionsAboutTypes } from './questions';
import type { Site } from './site';

export interface Targeting {
  defaultVariant: string | null;
  /** Null: everybody gets the default variant. */
  targeting: Json;
  questions: string[];
  warnings: string[];
}

/** What an expression gives is served: a variant's name, or null. */
interface Served {
  expression: Json;
  /** Whether null may mean that nothing is served, so that the next one is asked. */
  passes: boolean;
  /** Whether null may mean the caller's default. */
  tellsDefault: boolean;
  /** Whether it may give what is neither null nor true in JSONLogic, such as 0. */
  isFree?: true;
}

const nothing: Served = { expression: null, passes: true, tellsDefault: false };
const callersDefault: Served = { expression: null, passes: false, tellsDefault: true };

/**
 * Rules and fallthrough as one expression. To flagd null is the default variant: the fallthrough's, unless somebody gets
 * the caller's default; then that is what null is, and the fallthrough comes last in the expression.
 */
export function targetingOf(flag: Flag, ruleset: Ruleset): Targeting {
  const { rules, fallthrough } = flag;
  if (typeof fallthrough === 'string') {
    const place = placeIn(flag, ruleset, fallthrough);
    const { expression, tellsDefault } = chain(rules, () => nothing, place);
    if (!tellsDefault) return finished(expression, flag, place);
  }
  const place = placeIn(flag, ruleset, null);
  const { expression } = chain(rules, () => serveOf(fallthrough, place), place);
  return finished(expression, flag, place);
}

function placeIn({ key }: Flag, ruleset: Ruleset, ends: string | null): Place {
  return {
    flagKey: key,
    ruleset,
    segments: [],
    found: { faults: [], questions: new Set(), warnings: new Set(), segments: 0 },
    ends,
  };
}

interface Place extends Site {
  /** The variant that null is in the end. */
  ends: string | null;
}

interface Step {
  when: Flag['rules'][number]['when'];
  serve: Serve;
}

/** Each step with all that may come after it. */
function chain(steps: readonly Step[], last: () => Served, place: Place): Served {
  if (steps.length === 0) return last();
  const [{ when, serve }, ...others] = steps;
  const condition = expressionOf(when, place);
  const rest = (): Served => chain(others, last, place);
  if (condition === false) return rest();
  const served = serveOf(serve, place);
  if (condition !== true) return branch(condition, served, rest());
  return served.passes ? either(served, rest()) : served;
}

function branch(condition: Json, served: Served, rest: Served): Served {
  const branched = (...others: Json[]): Served => ({
    ...served,
    expression: { if: [condition, served.expression, ...others] },
  });
  if (rest.expression === null) return merged(branched(), rest);
  if (served.passes) return either(branched(null), rest);
  return merged(branched(...(chained(rest.expression) ?? [rest.expression])), rest);
}

/** The first that serves something: a variant's name is true to JSONLogic. */
function either(served: Served, rest: Served): Served {
  if (rest.expression === null) return merged(served, rest);
  if (served.tellsDefault) refuse("a split serves the caller's default to some, and nothing to others");
  if (served.isFree) refuse('an expression may serve nothing, and something comes after it');
  return {
    ...rest,
    expression: { or: [served.expression, ...(alternatives(rest.expression) ?? [rest.expression])] },
  };
}

/** Null means to both what it means to the rest. */
function merged(served: Served, rest: Served): Served {
  const isFree = served.isFree ?? rest.isFree;
  return {
    expression: served.expression,
    passes: rest.passes,
    tellsDefault: served.tellsDefault || rest.tellsDefault,
    ...(isFree && { isFree }),
  };
}

function serveOf(serve: Serve, place: Place): Served {
  if (serve === null) return callersDefault;
  if (typeof serve === 'string') return { expression: serve, passes: false, tellsDefault: false };
  if ('split' in serve) return splitOf(serve, place);
  if ('first' in serve) return chain(serve.first, () => serveOf(serve.serve, place), place);
  const expression = logicOf(serve.logic, place);
  const isLiteral = typeof expression !== 'object';
  return { expression, passes: !isLiteral, tellsDefault: false, ...(!isLiteral && { isFree: true }) };
}

function splitOf({ split, arms, otherwise, sticky, experiment }: Split, place: Place): Served {
  if (sticky !== undefined) refuse('it keeps units in the arm they had, and flagd keeps none');
  if (experiment !== undefined) place.found.warnings.add(`nobody is told who is in experiment ${experiment}`);
  const bucketing = bucketingOf(split, place);
  const placed = arms.map(({ variant, range }) => ({ result: variant, range }));
  const served: Served = {
    expression: fractionalOf(bucketing, placed, place),
    passes: true,
    tellsDefault: arms.some(({ variant }) => variant === null),
  };
  if (otherwise === place.ends) return { ...served, passes: false };
  return otherwise === 'next' ? served : either(served, serveOf(otherwise, place));
}

const chained = (expression: Json): Json[] | undefined => argumentsOf(expression, 'if');
const alternatives = (expression: Json): Json[] | undefined => argumentsOf(expression, 'or');

function argumentsOf(expression: Json, operator: string): Json[] | undefined {
  if (typeof expression !== 'object' || expression === null || Array.isArray(expression)) return undefined;
  const { [operator]: args, ...others } = expression;
  return Array.isArray(args) && Object.keys(others).length === 0 ? args : undefined;
}

/** Targeting is an object; what everybody gets is the default variant. */
function finished(expression: Json, { variants }: Flag, { ends, found }: Place): Targeting {
  // where it is reached an expression that cannot be parsed fails; to flagd none of the targeting can be
  if (found.faults.some((fault) => fault !== expression)) refuse('a part of its targeting cannot be parsed');
  const questions = [...found.questions, ...questionsAboutTypes(expression)];
  const remarks = { questions, warnings: [...found.warnings] };
  if (typeof expression === 'string' && Object.hasOwn(variants, expression))
    return { defaultVariant: expression, targeting: null, ...remarks };
  const targeting = expression === null || isOperation(expression) ? expression : { if: [true, expression] };
  return { defaultVariant: ends, targeting, ...remarks };
}

function isOperation(expression: Json): boolean {
  if (typeof expression !== 'object' || expression === null || Array.isArray(expression)) return false;
  return Object.keys(expression).length > 0;
}
