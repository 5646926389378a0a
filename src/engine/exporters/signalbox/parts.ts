import {
  armForm,
  bucketingForm,
  choiceForm,
  conditionForm,
  ruleForm,
  splitForm,
  type Adapt,
  type Fields,
} from './forms';

/**
 * The parts of a flag or segment adapted, from the inside out. What is not formed as a part should be stays as it is,
 * for whoever checks the whole, and so does free JSON.
 */
export function adaptRules(rules: unknown, adapt: Adapt): unknown {
  return eachOf(rules, (rule) => adaptRule(rule, adapt, deepest));
}

export function adaptCondition(condition: unknown, adapt: Adapt, levels = deepest): unknown {
  if (!isFields(condition) || levels === 0) return condition;
  const part = (inner: unknown): unknown => adaptCondition(inner, adapt, levels - 1);
  const parts = (inner: unknown): unknown => eachOf(inner, part);
  const within = (inner: unknown): unknown => adaptBucketing(inner, adapt);
  return adapt(changed(condition, { all: parts, any: parts, not: part, where: part, within }), conditionForm);
}

export function adaptServe(serve: unknown, adapt: Adapt, levels = deepest): unknown {
  if (!isFields(serve) || levels === 0) return serve;
  const part = (inner: unknown): unknown => adaptServe(inner, adapt, levels - 1);
  if (Object.hasOwn(serve, 'split')) {
    const split = (inner: unknown): unknown => adaptBucketing(inner, adapt);
    const arms = (inner: unknown): unknown =>
      eachOf(inner, (arm) => (isFields(arm) ? adapt(arm, armForm) : arm));
    return adapt(changed(serve, { split, arms, otherwise: part }), splitForm);
  }
  const first = (inner: unknown): unknown => eachOf(inner, (choice) => adaptRule(choice, adapt, levels - 1));
  return adapt(changed(serve, { first, serve: part }), choiceForm);
}

/** A layer's key stays what it is. */
export function adaptBucketing(bucketing: unknown, adapt: Adapt): unknown {
  return isFields(bucketing) ? adapt(bucketing, bucketingForm) : bucketing;
}

function adaptRule(rule: unknown, adapt: Adapt, levels: number): unknown {
  if (!isFields(rule)) return rule;
  const when = (inner: unknown): unknown => adaptCondition(inner, adapt, levels);
  const serve = (inner: unknown): unknown => adaptServe(inner, adapt, levels);
  return adapt(changed(rule, { when, serve }), ruleForm);
}

/** The engine takes nothing deeper, and says so. */
const deepest = 64;

function changed(fields: Fields, changes: Record<string, (value: unknown) => unknown>): Fields {
  const own = Object.entries(changes).filter(([name]) => Object.hasOwn(fields, name));
  return { ...fields, ...Object.fromEntries(own.map(([name, change]) => [name, change(fields[name])])) };
}

function eachOf(list: unknown, change: (element: unknown) => unknown): unknown {
  return Array.isArray(list) ? list.map(change) : list;
}

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
