import { flagTypes, reasons, type FlagType, type Problem } from '../types';
import { outermost, validateCondition, type Surroundings } from './condition';
import { json, valuesOfType } from './json';
import { ref } from './ref';
import { validateServe, variant } from './serve';
import {
  boolean,
  integer,
  isObject,
  key,
  listOf,
  memberPath,
  objectOf,
  oneOf,
  optional,
  problem,
  recordOf,
  text,
  type Validator,
} from './shape';

/** A flag's body, by itself; what it refers to is `findProblems`' matter. */
export function validateFlag(flag: unknown, path = ''): Problem[] {
  const body = isObject(flag) ? flag : {};
  const around = surroundingsOf(body);
  return [
    ...objectOf({
      key,
      type: oneOf(flagTypes),
      on: boolean,
      off: variant(around),
      variants: recordOf(
        objectOf({ value: valueOf(body.type), name: optional(text), extra: optional(json) }),
      ),
      rules: listOf(rule(around)),
      fallthrough: (value, at) => validateServe(value, at, around),
      seed: key,
      clientSide: boolean,
      tags: listOf(key),
      metadata: optional(recordOf(scalar)),
      source: optional(objectOf({ system: key, version: optional(text), sdk: optional(text) })),
    })(flag, path),
    ...repeatedIds(body.rules, memberPath(path, 'rules')),
  ];
}

/** A reusable audience. */
export function validateSegment(segment: unknown, path = ''): Problem[] {
  return objectOf({ when: (value, at) => validateCondition(value, at) })(segment, path);
}

/** The description of a list of ids; the ids travel apart. */
export function validateList(list: unknown, path = ''): Problem[] {
  return objectOf({ unit: ref(false), size: integer(0, Number.MAX_SAFE_INTEGER) })(list, path);
}

function surroundingsOf({ variants, source }: Record<string, unknown>): Surroundings {
  return {
    ...outermost,
    variants: new Set(isObject(variants) ? Object.keys(variants) : []),
    keepsUnknownLogic: isObject(source) && source.system === 'flagd',
  };
}

/** Values are checked against a type that is itself known; otherwise the type is the one problem to tell. */
function valueOf(type: unknown): Validator {
  const isKnown = flagTypes.some((known) => known === type);
  return isKnown ? valuesOfType[type as FlagType] : json;
}

function rule(around: Surroundings): Validator {
  return objectOf({
    id: key,
    reason: optional(oneOf(reasons.filter((reason) => reason !== 'ERROR'))),
    description: optional(text),
    when: (value, at) => validateCondition(value, at, around),
    serve: (value, at) => validateServe(value, at, around),
  });
}

const scalar: Validator = (value, path) =>
  ['string', 'number', 'boolean'].includes(typeof value)
    ? json(value, path)
    : problem(path, 'must be a text, number or boolean');

function repeatedIds(rules: unknown, path: string): Problem[] {
  if (!Array.isArray(rules)) return [];
  const ids = rules.map((each: unknown) => (isObject(each) ? each.id : undefined));
  return ids.flatMap((id, at) => {
    const first = ids.indexOf(id);
    return typeof id === 'string' && first < at
      ? problem(`${path}[${at}].id`, `is the id of rules[${first}] too`)
      : [];
  });
}
