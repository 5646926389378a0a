import type { Arm, Condition, Rule, Serve } from '../../evaluation';
import { allOf } from '../combine';
import { passBucketing, passShare } from './bucketing';
import { conditionOf } from './condition';
import { readSpec, type Spec, type SpecBody, type SpecRule } from './definition';
import { whenOf } from './segment';
import type { Surroundings } from './surroundings';
import { choicesOf, type Choices } from './variants';

/** What a spec serves: the first rule that holds decides, whether or not it lets one pass. */
export interface Decision {
  variants: Choices['variants'];
  rules: Rule[];
  /** To whom no rule holds. */
  otherwise: string;
}

/** `path` leads from the layer that delegates down to this spec. */
export function decisionOf(spec: Spec, body: SpecBody, around: Surroundings, path = [spec]): Decision {
  const { variants, pass, fail } = choicesOf(spec, body, prefixOf(path));
  if (body.isActive && body.rules.some((rule) => isTracked(rule, spec))) around.notes.ask(storageQuestion);
  const parts = body.rules.map((rule, at) => {
    const delegate = rule.delegate === undefined ? undefined : around.configs.get(rule.delegate);
    return delegate === undefined
      ? { variants: {}, rules: [ownRule(rule, { spec, salt: body.salt, pass: pass[at], fail }, around)] }
      : delegated(rule, delegate, around, path);
  });
  return {
    variants: Object.assign(variants, ...parts.map((part) => part.variants)) as Decision['variants'],
    rules: parts.flatMap((part) => part.rules),
    otherwise: fail,
  };
}

const storageQuestion =
  'was the SDK used without user persistent storage? assignments in it are not in the specs';

function isTracked({ isExperimentGroup }: SpecRule, { kind }: Spec): boolean {
  return isExperimentGroup && kind !== 'gate';
}

/** Variants of what is delegated to are told by its name. */
function prefixOf([, ...delegates]: Spec[]): string {
  return delegates.map(({ name }) => `${name}.`).join('');
}

/** A layer's rule that hands over to an experiment: all of the experiment, for those to whom the rule holds. */
function delegated(
  rule: SpecRule,
  delegate: Spec,
  around: Surroundings,
  path: Spec[],
): Omit<Decision, 'otherwise'> {
  if (path.includes(delegate)) throw delegate.place.fault('delegates to itself');
  const body = readSpec(delegate);
  const when = whenOf(rule, around);
  const { variants, rules, otherwise } = decisionOf(delegate, body, around, [...path, delegate]);
  const last: Rule = { id: body.isEnabled ? 'default' : 'disabled', when, serve: otherwise };
  const inner = body.isEnabled ? rules.map((each) => ({ ...each, when: allOf([when, each.when]) })) : [];
  return { variants, rules: [...inner, last] };
}

interface Owner {
  spec: Spec;
  salt: string;
  pass: string;
  fail: string;
}

function ownRule(rule: SpecRule, owner: Owner, around: Surroundings): Rule {
  const { id, groupName } = rule;
  const group = isTracked(rule, owner.spec) ? experimentGroup(rule, owner, around) : undefined;
  const { when, serve } = group ?? { when: whenOf(rule, around), serve: serveOf(rule, owner) };
  return { id, ...(groupName !== undefined && { description: groupName }), when, serve };
}

/** Whoever holds the rule and does not pass it gets what nobody's rule gives: no later rule is tried. */
function serveOf(rule: SpecRule, { spec, salt, pass, fail }: Owner): Serve {
  const share = passShare(rule.passPercentage);
  const isWhole = typeof share === 'boolean';
  if (share === false || (isWhole && !isTracked(rule, spec))) return share ? pass : fail;
  const split = passBucketing(salt, rule);
  return {
    split,
    arms: [{ variant: pass, range: isWhole ? [0, split.span] : share }],
    otherwise: fail,
    ...(isTracked(rule, spec) && { experiment: spec.name }),
  };
}

/** A group of an experiment is some user buckets: an arm of a split, so that its exposures are told. */
function experimentGroup(
  rule: SpecRule,
  { spec, pass }: Owner,
  around: Surroundings,
): { when: Condition; serve: Serve } | undefined {
  const parts = rule.conditions.map((condition) => conditionOf(condition, around));
  const at = rule.conditions.findIndex(({ type }) => type === 'user_bucket');
  const buckets = at < 0 ? undefined : parts[at];
  if (passShare(rule.passPercentage) !== true || typeof buckets !== 'object' || !('within' in buckets))
    return undefined;
  const arms = buckets.ranges.map((range): Arm => ({ variant: pass, range }));
  return {
    when: allOf(parts.filter((_, index) => index !== at)),
    serve: { split: buckets.within, arms, otherwise: 'next', experiment: spec.name },
  };
}
