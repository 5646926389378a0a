import { splitOf, validateCondition } from '../../../../engine/evaluation';
import type { Condition, Flag, Json, Rule, Serve, Test } from '../../../../engine/evaluation/types';
import { ChangeProblem, type Fresh, type Intents, type OfFlag } from '../change';
import type { Draft } from '../draft';
import { assertServe, assertVariant, editFlag, flagOf } from './configuration-intents';
import { activeNoun } from './naming';

export function addRule(draft: Draft, intent: Intents['addRule'], fresh: Fresh): void {
  const { description, reason, when, serve } = intent;
  assertCondition(when, 'when');
  assertServe(serve, 'serve');
  const rule: Rule = {
    id: intent.ruleId ?? `rule-${fresh.seed.slice(0, 8).toLowerCase()}`,
    ...(reason && { reason }),
    ...(description && { description }),
    when,
    serve,
  };
  editRules(draft, intent, (rules) => {
    if (rules.some(({ id }) => id === rule.id)) {
      throw new ChangeProblem('DUPLICATE_KEY', 'ruleId', `The flag already has a rule \`${rule.id}\``);
    }
    return placed(rules, rule, intent.beforeRuleId);
  });
}

export function updateRule(draft: Draft, intent: Intents['updateRule']): void {
  const { ruleId, description, when, serve } = intent;
  if (when !== undefined) assertCondition(when, 'when');
  if (serve !== undefined) assertServe(serve, 'serve');
  editRules(draft, intent, (rules) => {
    const { description: known, ...rule } = ruleOf(rules, ruleId);
    const words = description === undefined ? known : description;
    const changed = {
      ...rule,
      ...(words && { description: words }),
      ...(when !== undefined && { when }),
      ...(serve !== undefined && { serve }),
    };
    return rules.map((each) => (each.id === ruleId ? changed : each));
  });
}

export function moveRule(draft: Draft, { ruleId, beforeRuleId, ...place }: Intents['moveRule']): void {
  editRules(draft, place, (rules) => {
    const rule = ruleOf(rules, ruleId);
    const others = rules.filter((each) => each.id !== ruleId);
    return beforeRuleId === ruleId ? rules : placed(others, rule, beforeRuleId);
  });
}

export function removeRule(draft: Draft, { ruleId, ...place }: Intents['removeRule']): void {
  editRules(draft, place, (rules) => {
    ruleOf(rules, ruleId);
    return rules.filter((rule) => rule.id !== ruleId);
  });
}

/** Shares of a rule, or of the fallthrough when no rule is named. */
export function setRollout(draft: Draft, intent: Intents['setRollout']): void {
  const { ruleId, weights, unit } = intent;
  editFlag(draft, intent, (flag) => {
    weights.forEach(({ variant }, position) =>
      assertVariant(flag.variants, variant, `weights[${position}].variant`),
    );
    const serve = rollout(flag, weights, unit ? [unit] : undefined);
    if (ruleId == null) return { fallthrough: serve };
    ruleOf(flag.rules, ruleId);
    return { rules: flag.rules.map((rule) => (rule.id === ruleId ? { ...rule, serve } : rule)) };
  });
}

function rollout(
  flag: Flag,
  weights: Intents['setRollout']['weights'],
  unit: Parameters<typeof splitOf>[2],
): Serve {
  const negative = weights.findIndex(({ weight }) => weight < 0);
  if (negative >= 0)
    throw new ChangeProblem('INVALID', `weights[${negative}].weight`, 'A weight is not negative');
  const sum = weights.reduce((total, { weight }) => total + weight, 0);
  if (sum !== 100_000) {
    throw new ChangeProblem(
      'INVALID',
      'weights',
      `Weights are thousandths of a percent and add up to 100000; these add up to ${sum}`,
    );
  }
  return splitOf(flag.seed, weights, unit);
}

/** A unit has one target at most: naming it for a variant takes it away from the others. */
export function addTargets(draft: Draft, { variant, kind, keys, ...place }: Intents['addTargets']): void {
  const contextKind = kind ?? 'user';
  editFlag(draft, place, (flag) => {
    assertVariant(flag.variants, variant, 'variant');
    const others = withoutTargets(flag.rules, contextKind, keys);
    const id = targetRuleId(contextKind, variant);
    const before = others.find((rule) => rule.id === id);
    const values = [...new Set([...(before ? targetKeys(before) : []), ...keys])];
    const rule: Rule = { id, reason: 'TARGET', when: targetCondition(contextKind, values), serve: variant };
    if (before) return { rules: others.map((each) => (each.id === id ? rule : each)) };
    const first = others.findIndex(({ reason }) => reason !== 'PREREQUISITE' && reason !== 'TARGET');
    return { rules: others.toSpliced(first < 0 ? others.length : first, 0, rule) };
  });
}

export function removeTargets(draft: Draft, { kind, keys, ...place }: Intents['removeTargets']): void {
  editRules(draft, place, (rules) => withoutTargets(rules, kind ?? 'user', keys));
}

const targetRuleId = (kind: string, variant: string): string => `target.${kind}.${variant}`;

const targetCondition = (kind: string, values: Json[]): Condition => ({
  attr: { kind, path: ['key'] },
  op: 'eq',
  as: 'strict',
  values,
});

const targetKeys = (rule: Rule): Json[] => (rule.when as Test).values ?? [];

const withoutTargets = (rules: Rule[], kind: string, keys: string[]): Rule[] =>
  rules.flatMap((rule) => {
    if (!rule.id.startsWith(`target.${kind}.`)) return [rule];
    const values = targetKeys(rule).filter((value) => !keys.includes(String(value)));
    return values.length === 0 ? [] : [{ ...rule, when: targetCondition(kind, values) }];
  });

export function addPrerequisite(draft: Draft, intent: Intents['addPrerequisite']): void {
  const { environmentId, prerequisiteKey, variants } = intent;
  activeNoun(draft, 'FLAG', prerequisiteKey);
  const needed = flagOf(draft, { environmentId, flagKey: prerequisiteKey });
  variants.forEach((variant, position) => assertVariant(needed.variants, variant, `variants[${position}]`));
  if (variants.length === 0)
    throw new ChangeProblem('INVALID', 'variants', 'Name at least one variant that will do');
  const met: Condition = {
    flag: prerequisiteKey,
    where: {
      all: [
        { attr: { kind: 'flag', path: ['on'] }, op: 'eq', as: 'strict', values: [true] },
        { attr: { kind: 'flag', path: ['variant'] }, op: 'eq', as: 'strict', values: variants },
      ],
    },
  };
  editFlag(draft, intent, ({ rules, off }) => {
    const id = prerequisiteRuleId(prerequisiteKey);
    const rule: Rule = { id, reason: 'PREREQUISITE', when: { not: met }, serve: off };
    const others = rules.filter((each) => each.id !== id);
    return { rules: [rule, ...others] };
  });
}

export function removePrerequisite(
  draft: Draft,
  { prerequisiteKey, ...place }: Intents['removePrerequisite'],
): void {
  editRules(draft, place, (rules) => {
    const id = prerequisiteRuleId(prerequisiteKey);
    if (!rules.some((rule) => rule.id === id)) {
      throw new ChangeProblem(
        'NOT_FOUND',
        'prerequisiteKey',
        `\`${prerequisiteKey}\` is not a prerequisite of this flag`,
      );
    }
    return rules.filter((rule) => rule.id !== id);
  });
}

const prerequisiteRuleId = (key: string): string => `prerequisite.${key}`;

const editRules = (draft: Draft, place: OfFlag, edit: (rules: Rule[]) => Rule[]): void =>
  editFlag(draft, place, ({ rules }) => ({ rules: edit(rules) }));

function ruleOf(rules: readonly Rule[], id: string, path = 'ruleId'): Rule {
  const rule = rules.find((each) => each.id === id);
  if (!rule) throw new ChangeProblem('NOT_FOUND', path, `There is no rule \`${id}\``);
  return rule;
}

function placed(rules: Rule[], rule: Rule, beforeRuleId: string | null | undefined): Rule[] {
  if (beforeRuleId == null) return [...rules, rule];
  ruleOf(rules, beforeRuleId, 'beforeRuleId');
  return rules.flatMap((each) => (each.id === beforeRuleId ? [rule, each] : [each]));
}

export function assertCondition(condition: Condition, path: string): void {
  const [problem] = validateCondition(condition, path);
  if (problem) throw new ChangeProblem('INVALID', problem.path, problem.message);
}
