import { RE2JS } from 're2js';
import { validateCondition, type Condition, type Op, type Ref, type Test } from '../../evaluation';
import { not } from '../combine';
import { shown } from '../fields';
import { attributeOf } from './context';
import type { Constraint } from './feature';

/** One that Unleash cannot read holds for nobody, and inverted for everybody; one with an unknown operator never. */
export function conditionOf(constraint: Constraint): Condition {
  const { operator, isInverted } = constraint;
  if (!isKnown(operator)) return false;
  const condition = operators[operator](constraint) ?? false;
  return isInverted === (operator === 'NOT_IN') ? condition : not(condition);
}

/** Why a constraint does not look at the context at all. */
export function faultOf(constraint: Constraint): string | undefined {
  const { operator, contextName, value, isInverted } = constraint;
  const place = `the constraint on ${contextName}`;
  if (!isKnown(operator)) return `${place} has no known operator (${operator}): never holds`;
  if (operators[operator](constraint) !== undefined) return undefined;
  return `${place} cannot read ${shown(value.value)} for ${operator}: ${isInverted ? 'always' : 'never'} holds`;
}

function isKnown(operator: string): boolean {
  return Object.hasOwn(operators, operator);
}

/** What is true where the constraint is not inverted (of NOT_IN, where it is); undefined: its literal cannot be read. */
const operators: Record<string, (constraint: Constraint) => Test | undefined> = {
  IN: isIn,
  NOT_IN: isIn,
  STR_STARTS_WITH: (constraint) => textTest(constraint, 'startsWith'),
  STR_ENDS_WITH: (constraint) => textTest(constraint, 'endsWith'),
  STR_CONTAINS: (constraint) => textTest(constraint, 'contains'),
  NUM_EQ: (constraint) => numberTest(constraint, 'eq'),
  NUM_GT: (constraint) => numberTest(constraint, 'gt'),
  NUM_GTE: (constraint) => numberTest(constraint, 'gte'),
  NUM_LT: (constraint) => numberTest(constraint, 'lt'),
  NUM_LTE: (constraint) => numberTest(constraint, 'lte'),
  DATE_AFTER: (constraint) => dateTest(constraint, 'gt'),
  DATE_BEFORE: (constraint) => dateTest(constraint, 'lt'),
  SEMVER_EQ: (constraint) => versionTest(constraint, 'eq'),
  SEMVER_GT: (constraint) => versionTest(constraint, 'gt'),
  SEMVER_GTE: (constraint) => versionTest(constraint, 'gte'),
  SEMVER_LT: (constraint) => versionTest(constraint, 'lt'),
  SEMVER_LTE: (constraint) => versionTest(constraint, 'lte'),
  REGEX: patternTest,
  IN_CIDR: networkTest,
};

function isIn({ contextName, values }: Constraint): Test {
  return { attr: attributeOf(contextName), op: 'eq', as: 'text', values: cleaned(values) };
}

function textTest({ contextName, values, ignoresCase }: Constraint, op: Op): Test {
  const test: Test = { attr: attributeOf(contextName), op, as: 'text', values: cleaned(values) };
  return ignoresCase ? { ...test, fold: true } : test;
}

/** In this order: a blank value is no empty one, and becomes the empty text. */
function cleaned(values: string[]): string[] {
  return values.filter((value) => value !== '').map((value) => value.trim());
}

function numberTest({ contextName, value }: Constraint, op: Op): Test | undefined {
  const number = Number(value.value);
  if (Number.isNaN(number)) return undefined;
  const literal = Number.isFinite(number) ? number : String(number);
  return { attr: attributeOf(contextName), op, as: 'numeric', values: [literal] };
}

const clock: Ref = { builtin: 'now' };

/** Whatever the constraint's context name says, Unleash compares the current time. */
function dateTest({ value }: Constraint, op: Op): Test | undefined {
  const test: Test = { attr: clock, op, as: 'date', values: [value.json()] };
  if (isReadable(test)) return test;
  if (Number.isNaN(Date.parse(String(value.value)))) return undefined;
  throw value.fault(`${shown(value.value)} is a date that machines read differently`);
}

/** A constraint's version may begin with `v`, a context's may not. */
function versionTest({ contextName, value }: Constraint, op: Op): Test | undefined {
  const version = String(value.value).trim().replace(/^v/, '');
  const test: Test = { attr: attributeOf(contextName), op, as: 'semver', values: [version] };
  return isReadable(test) ? test : undefined;
}

/** Unleash itself runs RE2, but with no bound on what a pattern unfolds to. */
function patternTest({ contextName, value, ignoresCase }: Constraint): Test | undefined {
  if (typeof value.value !== 'string' || !isPattern(value.value)) return undefined;
  const test: Test = {
    attr: attributeOf(contextName),
    op: 'matches.re2',
    as: 'text',
    values: [value.value],
    ...(ignoresCase && { fold: true }),
  };
  const [problem] = validateCondition(test);
  if (problem !== undefined) throw value.fault(`the pattern ${shown(value.value)} ${problem.message}`);
  return test;
}

function isPattern(source: string): boolean {
  try {
    RE2JS.compile(source);
    return true;
  } catch {
    return false;
  }
}

/** Values that are no addresses or networks are skipped. */
function networkTest({ contextName, values }: Constraint): Test {
  const test: Test = { attr: attributeOf(contextName), op: 'cidr', as: 'text' };
  const readable = cleaned(values).filter((value) => isReadable({ ...test, values: [value] }));
  return { ...test, values: readable };
}

function isReadable(test: Test): boolean {
  return validateCondition(test).length === 0;
}
