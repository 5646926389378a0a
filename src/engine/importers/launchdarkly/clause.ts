import type { Condition, Json, Ref } from '../../evaluation';
import { ImportError } from '../import-error';
import { patternOutcome } from '../patterns';
import { isNamed, kinds, refIn, refOf } from './attribute';
import { allOf, anyOf, not } from '../combine';
import type { Clause } from './definition';
import { testOf } from './operators';

/** What surrounds a clause. */
export interface Surroundings {
  segments: ReadonlySet<string>;
  sdk: string | undefined;
}

/** When all clauses hold; `fault` where one of them is malformed, which ends an evaluation that comes so far. */
export interface Audience {
  when: Condition;
  fault?: string;
}

export function audienceOf(clauses: Clause[], around: Surroundings): Audience {
  const malformed = clauses.findIndex(isMalformed);
  const sound = malformed < 0 ? clauses : clauses.slice(0, malformed);
  const when = allOf(sound.map((clause) => conditionOf(clause, around)));
  if (malformed < 0) return { when };
  return { when, fault: `attribute ${JSON.stringify(clauses[malformed].attribute)}` };
}

function isMalformed({ operator, attribute, kind }: Clause): boolean {
  return operator !== 'segmentMatch' && refOf(attribute, kind) === undefined;
}

function conditionOf(clause: Clause, around: Surroundings): Condition {
  return clause.operator === 'segmentMatch' ? segmentsOf(clause, around) : comparisonOf(clause, around);
}

/** A segment that does not exist has no members. */
function segmentsOf({ values, isNegated }: Clause, { segments }: Surroundings): Condition {
  const known = values.filter((key): key is string => typeof key === 'string' && segments.has(key));
  const holds = anyOf(known.map((segment) => ({ segment })));
  return isNegated ? not(holds) : holds;
}

/** What is missing or null satisfies no clause, not even a negated one. */
function comparisonOf(clause: Clause, { sdk }: Surroundings): Condition {
  const ref = refOf(clause.attribute, clause.kind) as Ref;
  const values = clause.operator === 'matches' ? matchingPatterns(clause, sdk) : clause.values;
  if ('path' in ref && isNamed(ref.path, 'anonymous')) return anonymity({ ...clause, values });
  const isScalar = 'path' in ref && isNamed(ref.path, 'key');
  const test = testOf(ref, clause.operator, values);
  const holds: Condition = test === undefined ? false : isScalar ? test : { ...test, each: true };
  const exists: Condition = ref === kinds ? true : { attr: ref, op: 'exists' };
  if (clause.isNegated) return allOf([exists, not(holds)]);
  return clause.values.includes(null) ? allOf([exists, holds]) : holds;
}

/** Whoever asks without saying so is not anonymous. */
function anonymity({ kind = 'user', operator, values, isNegated }: Clause): Condition {
  const isPresent: Condition = { attr: refIn(kind, ['key']), op: 'exists' };
  const isAnonymous: Condition = { attr: refIn(kind, ['anonymous']), op: 'eq', values: [true] };
  const holdsFor = (value: boolean): boolean => (operator === 'in' && values.includes(value)) !== isNegated;
  if (holdsFor(true)) return holdsFor(false) ? isPresent : isAnonymous;
  return holdsFor(false) ? { all: [isPresent, not(isAnonymous)] } : false;
}

function matchingPatterns({ path, values }: Clause, sdk: string | undefined): Json[] {
  return values.filter((pattern) => {
    if (typeof pattern !== 'string') return false;
    const outcome = patternOutcome(pattern, sdk);
    if (typeof outcome === 'object') throw new ImportError(path, outcome.fault);
    return outcome === 'kept';
  });
}
