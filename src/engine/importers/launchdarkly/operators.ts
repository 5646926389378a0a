import { validateCondition, type Json, type Ref, type Test } from '../../evaluation';

type Comparison = Pick<Test, 'op' | 'as'>;

const comparisons: Record<string, Comparison> = {
  in: { op: 'eq' },
  startsWith: { op: 'startsWith', as: 'string' },
  endsWith: { op: 'endsWith', as: 'string' },
  contains: { op: 'contains', as: 'string' },
  matches: { op: 'matches', as: 'string' },
  lessThan: { op: 'lt', as: 'number' },
  lessThanOrEqual: { op: 'lte', as: 'number' },
  greaterThan: { op: 'gt', as: 'number' },
  greaterThanOrEqual: { op: 'gte', as: 'number' },
  before: { op: 'lt', as: 'date.rfc3339' },
  after: { op: 'gt', as: 'date.rfc3339' },
  semVerEqual: { op: 'eq', as: 'semver.partial' },
  semVerLessThan: { op: 'lt', as: 'semver.partial' },
  semVerGreaterThan: { op: 'gt', as: 'semver.partial' },
};

export function isOperator(name: string): boolean {
  return Object.hasOwn(comparisons, name);
}

/**
 * A comparison with those of the literals that the operator can read: to the others nothing ever compares. Undefined
 * where none is left, and for an operator that SDKs do not know.
 */
export function testOf(attr: Ref, operator: string, literals: Json[]): Test | undefined {
  if (!isOperator(operator)) return undefined;
  const test = { attr, ...comparisons[operator] };
  const values = literals.filter((literal) => validateCondition({ ...test, values: [literal] }).length === 0);
  return values.length === 0 ? undefined : { ...test, values };
}
