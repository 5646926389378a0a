import { compile, type Condition, type Flag, type Rule, type Ruleset } from '../../evaluation';
import { allOf, not } from '../combine';
import { conditionOf } from './condition';
import type { Parent } from './definition';
import { valueScope } from './scopes';
import type { Surroundings } from './surroundings';

export interface Prerequisites {
  /** They end the evaluation where a gate fails. */
  gates: Rule[];
  /** All of them hold. */
  hold: Condition;
  /** What is left of a rule that serves nobody. */
  asking: Rule[];
}

/** The flags that a rule depends on, in order: a gate is reached only where those before it hold. */
export function prerequisitesOf(ruleId: string, parents: Parent[], around: Surroundings): Prerequisites {
  const conditions = parents.map((parent) => parentHolds(parent, around));
  const gates = parents.flatMap(({ isGate }, at): Rule[] => {
    const when = allOf([...conditions.slice(0, at), not(conditions[at])]);
    if (!isGate || when === false) return [];
    return [{ id: `${ruleId}#gate-${at + 1}`, reason: 'PREREQUISITE', when, serve: null }];
  });
  return { gates, hold: allOf(conditions), asking: askingRules(ruleId, parents, conditions) };
}

/**
 * GrowthBook asks for prerequisites even where nobody is served, and the evaluation ends there when they lead back to the
 * flag itself. Gates ask for themselves.
 */
function askingRules(ruleId: string, parents: Parent[], conditions: Condition[]): Rule[] {
  const end = conditions.includes(false) ? conditions.indexOf(false) : conditions.length;
  const asked = conditions.slice(0, end);
  const isNews = asked.some((condition, at) => condition !== true && !parents[at].isGate);
  return isNews ? [{ id: ruleId, when: { all: [...asked, false] }, serve: null }] : [];
}

function parentHolds(parent: Parent, around: Surroundings): Condition {
  if (around.featureKeys.has(parent.key)) {
    const scope = valueScope(around, (path) => ({ kind: 'flag', path }));
    return { flag: parent.key, where: conditionOf(parent.condition, scope) };
  }
  around.remarks.warnings.add(
    `prerequisite ${parent.key} does not exist: its value is null, as in GrowthBook`,
  );
  const scope = valueScope(around, (path) => ({ path }));
  return holdsForNobody(conditionOf(parent.condition, scope));
}

/** What a condition says of a subject without any attributes. */
function holdsForNobody(when: Condition): boolean {
  const flag: Flag = {
    key: 'probe',
    type: 'BOOLEAN',
    on: true,
    off: null,
    variants: { holds: { value: true } },
    rules: [{ id: 'probe', when, serve: 'holds' }],
    fallthrough: null,
    seed: 'probe',
    clientSide: false,
    tags: [],
  };
  const ruleset: Ruleset = { flags: { probe: flag }, segments: {}, layers: {}, lists: {} };
  const { variant } = compile(ruleset, { now: () => 0, random: () => 0 }).evaluate('probe', { contexts: {} });
  return variant === 'holds';
}
