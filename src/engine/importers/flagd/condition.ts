import type { Condition, Json, Range } from '../../evaluation';
import { comparisons } from './comparison';
import { isLiteral, operationOf } from './expression';
import { readFractional, type Surroundings } from './fractional';

/** When an expression is true, as a condition; one without an equal stays the expression that it is. */
export function conditionOf(expression: Json, around: Surroundings): Condition {
  return compiled(expression, around) ?? { logic: expression };
}

type Form = (args: Json[], around: Surroundings) => Condition | undefined;

const forms: Record<string, Form> = {
  ...comparisons,
  and: (args, around) => combined(args, around, (all) => ({ all })),
  or: (args, around) => combined(args, around, (any) => ({ any })),
  '!': ([arg], around) => negated(arg, around),
  '!!': ([arg], around) => (arg === undefined ? undefined : compiled(arg, around)),
  fractional: gate,
};

function compiled(expression: Json, around: Surroundings): Condition | undefined {
  if (isLiteral(expression)) return Boolean(expression);
  const operation = operationOf(expression);
  if (operation === undefined || !Object.hasOwn(forms, operation.operator)) return undefined;
  return forms[operation.operator](operation.args, around);
}

/** Parts that have no equal stay expressions, unless they all do: then the whole is easier to read as it was. */
function combined(
  args: Json[],
  around: Surroundings,
  combine: (parts: Condition[]) => Condition,
): Condition | undefined {
  const parts = args.map((arg) => compiled(arg, around));
  if (parts.every((part) => part === undefined)) return undefined;
  return combine(parts.map((part, at) => part ?? { logic: args[at] }));
}

function negated(arg: Json | undefined, around: Surroundings): Condition | undefined {
  const part = arg === undefined ? undefined : compiled(arg, around);
  return part === undefined ? undefined : { not: part };
}

/** A `fractional` that answers true or false is a gate. */
function gate(args: Json[], around: Surroundings): Condition | undefined {
  const fractional = readFractional(args, around);
  if (fractional === undefined) return undefined;
  const ranges = fractional.arms.filter(({ result }) => Boolean(result)).map(({ range }): Range => range);
  return ranges.length === 0 ? false : { within: fractional.bucketing, ranges };
}
