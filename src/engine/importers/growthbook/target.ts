import { compileMatcher } from '../../evaluation/operators/matcher';
import type { Ref, Test } from '../../evaluation';

/** A value that is compared: of an attribute, or of the length of the list that it is. */
export interface Target {
  attr: Ref;
  of?: 'length';
}

export type TestTarget = Target & Pick<Test, 'each'>;

/** An attribute that is a list is looked at element by element. */
export function eachOf(target: Target): TestTarget {
  return target.of === undefined ? { ...target, each: true } : target;
}

/** A missing attribute is null in GrowthBook, which is said only where null would do. */
export function testOf(target: TestTarget, comparison: Omit<Test, 'attr'>): Test {
  const test: Test = { ...target, ...comparison };
  return compileMatcher(test)(null) ? { ...test, missing: null } : test;
}
