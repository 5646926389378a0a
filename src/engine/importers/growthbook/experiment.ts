import type { Range, Rule } from '../../evaluation';
import { allOf } from '../combine';
import { conditionOf } from './condition';
import type { Experiment } from './definition';
import { prerequisitesOf } from './prerequisite';
import { overrideRules, splitRules, type Run } from './run';
import { userScope } from './scopes';
import type { Surroundings } from './surroundings';
import { filtersHold, namespaceHolds } from './trial';

/** The rules of an experiment that is no rule of a feature: whoever is in none of them gets its first variation. */
export function experimentRules(experiment: Experiment, names: Run['names'], around: Surroundings): Rule[] {
  const { key: flagKey, weights, force, isRunning, isStopped } = experiment;
  const { hold } = prerequisitesOf(flagKey, experiment.parents, around);
  const condition = conditionOf(experiment.condition, userScope(around));
  const audience = allOf([
    ...filtersHold(experiment, around),
    namespaceHolds(experiment, around),
    condition,
    hold,
  ]);
  const run: Run = {
    ruleId: 'experiment',
    flagKey,
    trial: experiment,
    weights,
    names,
    entry: true,
    audience,
  };
  const override = overrideRules(run, around);
  if (override !== undefined) return override;
  const rules = isRunning ? splitRules(run, around) : [];
  if (force !== undefined)
    return rules.filter(({ id }) => id === run.ruleId).flatMap((rule) => forced(rule, names[force]));
  return isStopped || around.settings.context.qaMode === true ? [] : rules;
}

/** Whoever would have been in the experiment gets one variation; an index out of range puts nobody in. */
function forced(rule: Rule, name: string | null | undefined): Rule[] {
  const { serve } = rule;
  if (name === undefined || typeof serve !== 'object' || serve === null || !('split' in serve)) return [];
  const ranges = serve.arms.map(({ range }): Range => range).filter(([from, to]) => from < to);
  return [{ id: rule.id, when: allOf([rule.when, { within: serve.split, ranges }]), serve: name }];
}
