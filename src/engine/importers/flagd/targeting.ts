import type { Arm, Condition, Json, Rule, Serve } from '../../evaluation';
import { conditionOf } from './condition';
import { isLiteral, operationOf, variantNameOf } from './expression';
import { readFractional, type Surroundings } from './fractional';

export interface TargetedFlag extends Surroundings {
  variants: ReadonlySet<string>;
  defaultVariant: string | null;
}

/**
 * Targeting as rules that give everybody the same answer: each branch of an `if` chain becomes a rule. Where a branch
 * has no equal, the whole stays an expression; it serves nothing when it gives null, so the default variant is next.
 */
export function rulesOf(targeting: Json, flag: TargetedFlag): Rule[] {
  return branchedRules(targeting, flag) ?? [expressionRule(targeting)];
}

export function expressionRule(targeting: Json): Rule {
  return { id: 'targeting', when: true, serve: { logic: targeting } };
}

/** Every expression that stayed one, anywhere in some rules; a text among them is a variant that does not exist. */
export function expressionsIn(part: unknown): Json[] {
  if (typeof part !== 'object' || part === null) return [];
  return 'logic' in part ? [part.logic as Json] : Object.values(part).flatMap(expressionsIn);
}

function branchedRules(targeting: Json, flag: TargetedFlag): Rule[] | undefined {
  const branches = reachable(branchesOf(targeting, [], flag));
  const rules: Rule[] = [];
  for (const [at, { when, result }] of branches.entries()) {
    const isLast = at === branches.length - 1;
    const id = `targeting-${at + 1}`;
    if (result !== null) {
      const serve = servedBy(result, isLast, flag);
      if (serve === undefined) return undefined;
      rules.push({ id, when, serve });
    } else if (!isLast) {
      // null is the default variant, before any later branch is tried
      rules.push({ id, reason: 'DEFAULT', when, serve: flag.defaultVariant });
    }
  }
  return rules;
}

interface Branch {
  when: Condition;
  result: Json;
}

/** The ends of an `if` chain in the order they are tried, each with all that leads to it. */
function branchesOf(expression: Json, path: Condition[], around: Surroundings): Branch[] {
  const operation = operationOf(expression);
  if (operation?.operator !== 'if') return [{ when: allOf(path), result: expression }];
  const { args } = operation;
  const branches: Branch[] = [];
  for (let i = 0; i + 1 < args.length; i += 2) {
    branches.push(...branchesOf(args[i + 1], [...path, conditionOf(args[i], around)], around));
  }
  const otherwise = args.length % 2 === 1 ? args[args.length - 1] : null;
  return [...branches, ...branchesOf(otherwise, path, around)];
}

function allOf(conditions: Condition[]): Condition {
  const parts = conditions.filter((condition) => condition !== true);
  if (parts.includes(false)) return false;
  return parts.length === 0 ? true : parts.length === 1 ? parts[0] : { all: parts };
}

function reachable(branches: Branch[]): Branch[] {
  const possible = branches.filter(({ when }) => when !== false);
  const last = possible.findIndex(({ when }) => when === true);
  return last < 0 ? possible : possible.slice(0, last + 1);
}

/** What a branch serves, if there is a way to say it. The last one holds for all who are left, and nothing comes after. */
function servedBy(result: Json, isLast: boolean, flag: TargetedFlag): Serve | undefined {
  if (isLiteral(result)) return variantFor(variantNameOf(result), flag);
  const operation = operationOf(result);
  const split = operation?.operator === 'fractional' ? splitOf(operation.args, isLast, flag) : undefined;
  return split ?? (isLast ? { logic: result } : undefined);
}

/** A variant that does not exist stays an expression: its evaluation fails, as in flagd. */
function variantFor(name: string, { variants }: TargetedFlag): Serve {
  return variants.has(name) ? name : { logic: name };
}

/** An arm that gives null is left out: its share gets the default variant. */
function splitOf(args: Json[], isLast: boolean, flag: TargetedFlag): Serve | undefined {
  const fractional = readFractional(args, flag);
  if (fractional === undefined) return undefined;
  const arms = fractional.arms
    .filter(({ result }) => result !== null)
    .map(({ result, range }): Arm => ({ variant: variantNameOf(result), range }));
  if (arms.length === 0 || !arms.every(({ variant }) => flag.variants.has(variant as string)))
    return undefined;
  return { split: fractional.bucketing, arms, otherwise: isLast ? 'next' : flag.defaultVariant };
}
