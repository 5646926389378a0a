import type { Condition, Rule, Serve } from '../../evaluation';
import { audienceOf, type Surroundings } from './clause';
import { not } from '../combine';
import { withOwnIds } from '../rule-ids';
import type { Choice, FlagSource, Targets } from './definition';
import { rolloutOf, type Owner } from './rollout';
import { isAmong } from './segment';
import { malformed, served } from './variants';

/** Where a flag stands. */
export interface FlagSurroundings extends Surroundings {
  key: string;
  flags: ReadonlySet<string>;
}

/** Everything of a flag that is on, in LaunchDarkly's order; what is left is for the fallthrough. */
export function rulesOf(flag: FlagSource, around: FlagSurroundings): Rule[] {
  return withOwnIds([...prerequisiteRules(flag, around), ...targetRules(flag), ...clauseRules(flag, around)]);
}

export function choiceOf(choice: Choice, flag: FlagSource, { key, sdk }: FlagSurroundings): Serve {
  const { variation, rollout } = choice;
  const count = flag.variations.length;
  if (variation !== undefined || rollout === undefined) return served(variation, count);
  const owner: Owner = { key, salt: flag.salt };
  return rolloutOf(rollout, owner, count, sdk);
}

/** What is served while off, and to whom a prerequisite fails: nothing but the caller's default, where none is named. */
export function offOf({ offVariation, variations }: FlagSource): Serve {
  return offVariation === undefined ? null : served(offVariation, variations.length);
}

const prerequisitePrefix = 'prerequisite:';

/** The key of the prerequisite that a rule stands for: one that does not exist is named by the rule's id alone. */
export function prerequisiteIn(ruleId: string): string {
  return ruleId.slice(prerequisitePrefix.length);
}

function prerequisiteRules(flag: FlagSource, { flags }: FlagSurroundings): Rule[] {
  return flag.prerequisites.map(({ key, variation }) => {
    const variant = variation === undefined ? [] : [String(variation)];
    const isMet: Condition = {
      flag: key,
      where: {
        all: [
          { attr: { kind: 'flag', path: ['on'] }, op: 'eq', values: [true] },
          { attr: { kind: 'flag', path: ['variant'] }, op: 'eq', values: variant },
        ],
      },
    };
    return {
      id: `${prerequisitePrefix}${key}`,
      reason: 'PREREQUISITE',
      when: flags.has(key) ? not(isMet) : true,
      serve: offOf(flag),
    };
  });
}

function targetRules(flag: FlagSource): Rule[] {
  return targetsOf(flag).flatMap((targets, at): Rule[] => {
    const when = isAmong([targets]);
    const serve = served(targets.variation, flag.variations.length);
    return when === false ? [] : [{ id: `target-${at + 1}`, reason: 'TARGET', when, serve }];
  });
}

/** Among context targets one of users only marks the place of the user targets of its variation. */
function targetsOf({ targets, contextTargets }: FlagSource): Targets[] {
  if (contextTargets.length === 0) return targets;
  return contextTargets.flatMap((target) => {
    if (target.kind !== 'user') return [target];
    return targets.find(({ variation }) => variation === target.variation) ?? [];
  });
}

/** Also those that nobody can meet: the others are told apart by their place. */
function clauseRules(flag: FlagSource, around: FlagSurroundings): Rule[] {
  return flag.rules.map((rule, at) => {
    const { when, fault } = audienceOf(rule.clauses, around);
    const serve = fault === undefined ? choiceOf(rule, flag, around) : malformed(fault);
    return { id: rule.id || `rule-${at + 1}`, when, serve };
  });
}
