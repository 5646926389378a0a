import type { Json } from '../../evaluation';
import { isJavaScriptSdk } from '../patterns';
import { operationOf, variableOf, type Operation } from './expression';
import type { Generation } from './fractional';

const generationNames: Record<Generation, string> = {
  v1: 'v1 (percentages in floats)',
  v2: 'v2 (weights in integers)',
  v3: 'v3 (weights in integers, units in CBOR)',
};

/** What must be so for everybody to keep their variant: the file itself does not tell. */
export function questionsAbout(targeting: Json, generation: Generation, sdk: string | undefined): string[] {
  const operations = operationsIn(targeting);
  return [
    ...questionsAboutSplits(operations, generation, sdk),
    ...(sdk === undefined || isJavaScriptSdk(sdk) ? questionsAboutTypes(operations) : []),
    ...(typeof targeting === 'string' && !isJavaScriptSdk(sdk)
      ? ["did the SDKs serve a text in the place of targeting as a variant, as flagd's JavaScript SDK does?"]
      : []),
  ];
}

function operationsIn(expression: Json): Operation[] {
  if (Array.isArray(expression)) return expression.flatMap(operationsIn);
  const operation = operationOf(expression);
  return operation === undefined ? [] : [operation, ...operationsIn(operation.args)];
}

function questionsAboutSplits(
  operations: Operation[],
  generation: Generation,
  sdk: string | undefined,
): string[] {
  const splits = operations.filter(({ operator }) => operator === 'fractional');
  if (splits.length === 0) return [];
  const mayBeGo = sdk === undefined || /^(go|flagd)/i.test(sdk);
  const named = new Set(splits.flatMap(({ args: [unit = null] }) => variableOf(unit) ?? []));
  named.delete('targetingKey');
  return [
    `did flagd split users by ${generationNames[generation]}?`,
    ...((sdk === undefined || isJavaScriptSdk(sdk)) && generation !== 'v3'
      ? ["are all units ASCII? flagd's JavaScript SDK hashes other letters in its own way"]
      : []),
    ...(mayBeGo && generation !== 'v3'
      ? Array.from(named, (name) => `is ${name} always sent? without it flagd in Go takes the targeting key`)
      : []),
    ...Array.from(named, (name) => `is ${name} never a list? flagd takes one for an arm of the split`),
  ];
}

/** What flagd's JavaScript SDK takes no value of any type for; of `in` it is the second argument. */
const typed = '== != < <= > >= + - * / % min max substr in map filter all some none reduce'.split(' ');

/**
 * Elsewhere JSONLogic converts values as JavaScript does. That SDK compares numbers unless both sides are texts, and
 * answers ERROR where a value is none; it takes null for 0, and finds all elements of what is missing.
 */
function questionsAboutTypes(operations: Operation[]): string[] {
  const names = namesOf(operations.filter(({ operator }) => typed.includes(operator)).flatMap(typedArgs));
  const equal = operations.filter(({ operator }) => operator === '==' || operator === '!=');
  const withZero = argsOf(equal.filter(({ args }) => args.includes(0) || args.includes(false)));
  const withNull = argsOf(equal.filter(({ args }) => args.includes(null)));
  const whole = argsOf(operations.filter(({ operator }) => operator === 'all'));
  const asked = (about: Json[], question: (name: string) => string): string[] => namesOf(about).map(question);
  return [
    ...(names.length > 0
      ? [
          `is ${names.join(', ')} always of a type that its operators take, or missing? flagd's JavaScript SDK answers ERROR to others`,
        ]
      : []),
    ...asked(
      withZero,
      (name) => `is ${name} always sent? flagd's JavaScript SDK takes null for 0, and for false`,
    ),
    ...asked(withNull, (name) => `is ${name} never 0 or false? flagd's JavaScript SDK takes both for null`),
    ...asked(whole, (name) => `is ${name} always sent? flagd's JavaScript SDK finds all elements of nothing`),
  ];
}

function typedArgs({ operator, args }: Operation): Json[] {
  return operator === 'in' ? args.slice(1) : args;
}

function argsOf(operations: Operation[]): Json[] {
  return operations.flatMap(({ args }) => args);
}

/** The attributes that some expressions read, but for those whose type is known; what is computed is asked about there. */
function namesOf(expressions: Json[]): string[] {
  const names = expressions.flatMap((expression) => variableOf(expression) ?? []);
  return [...new Set(names)].filter((name) => name !== 'targetingKey' && !name.startsWith('$flagd'));
}
