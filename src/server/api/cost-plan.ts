import { Kind, type FieldNode, type OperationDefinitionNode, type ValueNode } from 'graphql';

export type Variables = Readonly<Record<string, unknown>>;

/** A number, or how it follows from the variables. */
export type Plan = number | ((variables: Variables) => number);

export const plus = (left: Plan, right: Plan): Plan => combine(left, right, (a, b) => a + b);
export const times = (left: Plan, right: Plan): Plan => combine(left, right, (a, b) => a * b);

function combine(left: Plan, right: Plan, operator: (left: number, right: number) => number): Plan {
  if (typeof left === 'number' && typeof right === 'number') return operator(left, right);
  return (variables) => operator(valueOf(left, variables), valueOf(right, variables));
}

const valueOf = (plan: Plan, variables: Variables): number =>
  typeof plan === 'number' ? plan : plan(variables);

/** The same plan, worked out once for the same variables: a fragment may be spread very often. */
export function remembered(plan: Plan): Plan {
  if (typeof plan === 'number') return plan;
  let last: { variables: Variables; value: number } | null = null;
  return (variables) => {
    if (last?.variables !== variables) last = { variables, value: plan(variables) };
    return last.value;
  };
}

/** Where a field's arguments are read: the field, and the operation that declares the variables. */
export interface Arguments {
  node: FieldNode;
  operation: OperationDefinitionNode;
}

/** The whole number of an argument; `absent` for one that is absent or no number, which execution refuses. */
export const wholeOf = (given: Arguments, name: string, absent: number): Plan =>
  planOf(given, name, (value) => (typeof value === 'number' && value >= 0 ? value : absent), absent);

/** The length of a list argument; `absent` for none. */
export const countOf = (given: Arguments, name: string, absent: number): Plan =>
  planOf(given, name, lengthOr(absent), absent);

/** The lengths of all lists of an input object together. */
export function entriesOf({ node, operation }: Arguments, name: string): Plan {
  const argument = argumentOf(node, name);
  if (argument?.kind === Kind.OBJECT) {
    return argument.fields.map(({ value }) => planOfValue(value, operation, lengthOf)).reduce(plus, 0);
  }
  const sum = (value: unknown): number =>
    Object.values(value ?? {}).reduce((total: number, each) => total + lengthOf(each), 0);
  return argument ? planOfValue(argument, operation, sum) : 0;
}

const lengthOr =
  (absent: number) =>
  (value: unknown): number =>
    Array.isArray(value) ? value.length : value == null ? absent : 1;

const lengthOf = (value: unknown): number => (Array.isArray(value) ? value.length : 0);

const argumentOf = (node: FieldNode, name: string): ValueNode | undefined =>
  node.arguments?.find((each) => each.name.value === name)?.value;

function planOf(
  { node, operation }: Arguments,
  name: string,
  read: (value: unknown) => number,
  absent: number,
): Plan {
  const argument = argumentOf(node, name);
  return argument ? planOfValue(argument, operation, read) : absent;
}

function planOfValue(
  argument: ValueNode,
  operation: OperationDefinitionNode,
  read: (value: unknown) => number,
): Plan {
  if (argument.kind !== Kind.VARIABLE) return read(literal(argument));
  const variable = argument.name.value;
  const definition = operation.variableDefinitions?.find((each) => each.variable.name.value === variable);
  const byDefault = definition?.defaultValue ? literal(definition.defaultValue) : undefined;
  return (variables) => read(variables[variable] === undefined ? byDefault : variables[variable]);
}

/** As much of a literal as a size depends on. */
function literal(node: ValueNode): unknown {
  if (node.kind === Kind.INT) return Number(node.value);
  if (node.kind === Kind.LIST) return node.values;
  return node.kind === Kind.NULL ? null : node;
}
