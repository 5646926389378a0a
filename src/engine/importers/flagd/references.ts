import { ImportError } from '../import-error';
import type { Json } from '../../evaluation';
import { operationOf, replaceOperations, variableOf } from './expression';

/** Far above any rule that people wrote; evaluators that name one another twice each grow without bound. */
const mostReplacements = 1000;
const deepestReplacement = 16;

/**
 * An expression with each `{ "$ref": name }` replaced by the evaluator of that name. flagd replaces in the text of the
 * file, one evaluator after the other, so inside an evaluator only those that come after it are replaced. An unknown
 * name stays, and is an operator that nobody knows, in flagd as here.
 */
export function replaceReferences(expression: Json, evaluators: [name: string, expression: Json][]): Json {
  const places = new Map(evaluators.map(([name], place) => [name, place]));
  let replacements = 0;
  const replaceAfter = (from: number, part: Json, depth: number): Json =>
    replaceOperations(part, ({ operator, args: [name] }) => {
      const place = operator === '$ref' && typeof name === 'string' ? places.get(name) : undefined;
      if (place === undefined || place <= from) return undefined;
      replacements += 1;
      if (replacements > mostReplacements) {
        throw new ImportError('$evaluators', `more than ${mostReplacements} replacements in one flag`);
      }
      if (depth === deepestReplacement) {
        throw new ImportError('$evaluators', `name one another more than ${deepestReplacement} levels deep`);
      }
      return replaceAfter(place, evaluators[place][1], depth + 1);
    });
  return replaceAfter(-1, expression, 0);
}

/**
 * An expression that no longer asks for the flag it belongs to: the key is part of what is hashed, and must stay what it
 * was when the flag is copied under another.
 */
export function writeFlagKey(expression: Json, flagKey: string): Json {
  return replaceOperations(expression, (operation) => {
    const { operator, args } = operation;
    if (variableOf({ [operator]: args }) === '$flagd.flagKey') return flagKey;
    if (operator !== 'fractional' || !Array.isArray(args[0])) return undefined;
    return { fractional: [unitOf(flagKey), ...args].map((arg) => writeFlagKey(arg, flagKey)) };
  });
}

/** What flagd hashes where no unit is named; no unit, hence null, where the targeting key is no text. */
function unitOf(flagKey: string): Json {
  const targetingKey = { var: 'targetingKey' };
  const isText = { '===': [{ cat: [targetingKey] }, targetingKey] };
  return { if: [isText, { cat: [flagKey, targetingKey] }, null] };
}

/** Whether a unit is the one that `writeFlagKey` put in. */
export function isDefaultUnit(unit: Json, flagKey: string): boolean {
  return operationOf(unit)?.operator === 'if' && JSON.stringify(unit) === JSON.stringify(unitOf(flagKey));
}
