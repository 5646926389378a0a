import { isDeepStrictEqual } from 'node:util';
import type { Evaluation, Flag, Json, Reason, Ruleset, Subject } from '../../src/engine/evaluation';
import { isProblem, subjectOf } from '../../src/engine/evaluation';
import { compiled } from '../support/builders';
import type { Scenario, Step } from '../support/gherkin';

/** What flagd says of an evaluation, in its own words. */
export interface Details {
  value: Json;
  reason: string;
  errorCode: string;
  metadata: Flag['metadata'];
}

/** What a scenario asks a provider for. */
export interface Asked {
  key: string;
  type: string;
  fallback: Json;
  context: Record<string, Json>;
}

/** Plays a scenario of flagd's suites against our engine, as a provider would. Throws on a step it does not know. */
export function play(scenario: Scenario, ruleset: Ruleset): void {
  const asked = askedIn(scenario);
  check(scenario, asked, evaluate(ruleset, asked));
}

export function askedIn({ steps }: Scenario): Asked {
  const asked: Asked = { key: '', type: '', fallback: null, context: {} };
  for (const { text } of steps) ask(text, asked);
  return asked;
}

/** Throws where the details are not what the scenario expects, and on a step that is not known. */
export function check({ steps }: Scenario, asked: Asked, details: Details): void {
  for (const step of steps) {
    const isKnown =
      step.text === evaluation || isSetup.test(step.text) || ask(step.text, { ...asked, context: {} });
    if (!isKnown && !expectDetails(step, asked, details)) throw new Error(`unknown step: ${step.text}`);
  }
}

const evaluation = 'the flag was evaluated with details';
const isSetup = /^(an evaluator|a stable flagd provider|an option .*)$/;

function ask(text: string, asked: Asked): boolean {
  const flag = /^an? (\w+)-flag with key "(.*)" and a (?:fallback|default) value "(.*)"$/.exec(text);
  const typed = /^a context containing a key "(.*)", with type "(\w+)" and with value "(.*)"$/.exec(text);
  const nested =
    /^a context containing a nested property with outer key "(.*)" and inner key "(.*)", with value "(.*)"$/.exec(
      text,
    );
  const targeting = /^a context containing a targeting key with value "(.*)"$/.exec(text);
  if (flag) Object.assign(asked, { type: flag[1], key: flag[2], fallback: typedValue(flag[1], flag[3]) });
  else if (typed) asked.context[typed[1]] = typedValue(typed[2], typed[3]);
  else if (nested) asked.context[nested[1]] = { [nested[2]]: nested[3] };
  else if (targeting) asked.context.targetingKey = targeting[1];
  else return false;
  return true;
}

function typedValue(type: string, text: string): Json {
  const plain = text.replaceAll('\\"', '"');
  if (type === 'String') return plain;
  return type === 'Boolean' || type === 'Object' ? (JSON.parse(plain) as Json) : Number(plain);
}

function evaluate(ruleset: Ruleset, { key, type, fallback, context }: Asked): Details {
  const evaluation = compiled(ruleset, { now: () => Date.now() }).evaluate(key, subjectFrom(context));
  const metadata = ruleset.flags[key]?.metadata;
  const errorCode = errorCodeOf(evaluation, type);
  if (errorCode !== '') return { value: fallback, reason: 'ERROR', errorCode, metadata };
  return {
    value: evaluation.value ?? fallback,
    reason: reasons[evaluation.reason] ?? 'TARGETING_MATCH',
    errorCode,
    metadata,
  };
}

/** A key of the wrong type is refused at our door; flagd takes it and finds no unit in it. */
function subjectFrom({ targetingKey, ...attributes }: Record<string, Json>): Subject {
  if (targetingKey !== undefined && typeof targetingKey !== 'string') {
    return { contexts: { user: { ...attributes, key: targetingKey } } };
  }
  const subject = subjectOf({ ...attributes, ...(targetingKey !== undefined && { targetingKey }) });
  if (isProblem(subject)) throw new Error(`${subject.path}: ${subject.message}`);
  return subject;
}

const reasons: Partial<Record<Reason, string>> = {
  OFF: 'DISABLED',
  STATIC: 'STATIC',
  DEFAULT: 'DEFAULT',
  ERROR: 'ERROR',
};

const typeNames: Record<string, string> = {
  String: 'string',
  Boolean: 'boolean',
  Integer: 'number',
  Float: 'number',
  Object: 'object',
};

function errorCodeOf({ error, value }: Evaluation, type: string): string {
  if (error !== undefined) return error === 'MALFORMED' ? 'GENERAL' : error;
  return value === undefined || typeof value === typeNames[type] ? '' : 'TYPE_MISMATCH';
}

function expectDetails({ text, table }: Step, { type }: Asked, details: Details): boolean {
  const value = /^the resolved details value should be "(.*)"$/.exec(text);
  const reason = /^the reason should be "(.*)"$/.exec(text);
  const errorCode = /^the error-code should be "(.*)"$/.exec(text);
  if (value) mustBe('value', details.value, typedValue(type, value[1]));
  else if (reason) mustBe('reason', details.reason, reason[1]);
  else if (errorCode) mustBe('error code', details.errorCode, errorCode[1]);
  else if (text === 'the resolved metadata is empty') mustBe('metadata', details.metadata ?? {}, {});
  else if (text === 'the resolved metadata should contain')
    mustBe('metadata', details.metadata, metadataIn(table));
  else return false;
  return true;
}

function mustBe(what: string, given: unknown, expected: unknown): void {
  if (isDeepStrictEqual(given, expected)) return;
  throw new Error(`the ${what} is ${JSON.stringify(given)}, not ${JSON.stringify(expected)}`);
}

function metadataIn([, ...rows]: string[][]): Record<string, Json> {
  return Object.fromEntries(rows.map(([key, type, value]) => [key, typedValue(type, value)]));
}
