import type { Condition, Json, Rule } from '../../evaluation';
import { not } from '../combine';
import type { Dependency, Feature } from './feature';
import { outcomesOf, type Outcomes } from './variants';

/**
 * The rule that turns a feature off where its parent is not as it must be. Unleash knows one level of dependencies only:
 * a parent that is missing, or depends on something itself, is never as it must be.
 */
export function dependencyRule(
  dependency: Dependency,
  parent: Feature | undefined,
  off: string | null,
  id: string,
): Rule {
  return { id, reason: 'PREREQUISITE', when: failureOf(dependency, parent), serve: off };
}

/** Why a parent is never as it must be. */
export function parentFault(name: string, parent: Feature | undefined): string | undefined {
  if (parent === undefined) return `it depends on ${name}, which does not exist: off for everybody`;
  if (parent.dependencies.length === 0) return undefined;
  return `it depends on ${name}, which depends on another: off for everybody`;
}

function failureOf({ feature, isEnabled, variants }: Dependency, parent: Feature | undefined): Condition {
  if (parent === undefined || parent.dependencies.length > 0) return true;
  const outcomes = outcomesOf(parent);
  if (!isEnabled) return { flag: feature, where: isOn(outcomes) };
  return not({ flag: feature, where: variants.length === 0 ? isOn(outcomes) : isOneOf(variants, outcomes) });
}

function isOn({ off }: Outcomes): Condition {
  if (off === null) return { attr: { kind: 'flag', path: ['variant'] }, op: 'exists' };
  return { attr: { kind: 'flag', path: ['value'] }, op: 'eq', values: [true] };
}

function isOneOf(names: string[], { variants, on, off }: Outcomes): Condition {
  const enabled = Object.keys(variants).filter((variant) => variant !== off);
  const wanted = enabled.filter((variant) => {
    // what Unleash calls the variant of a feature that is enabled and has none
    const name = variant === on ? 'disabled' : nameIn(variants[variant].extra);
    return names.includes(name);
  });
  return { attr: { kind: 'flag', path: ['variant'] }, op: 'eq', values: wanted };
}

function nameIn(extra: Json | undefined): string {
  return (extra as { name: string }).name;
}
