import {
  canonicalJson,
  type Flag,
  type Json,
  type Rule,
  type Ruleset,
  type Variant,
} from '../../engine/evaluation';
import type { ObjectName } from '../../engine/protocol';
import { gateShare, percentText, serveText, summaryText } from './describe-serve';
import { printable } from './output';

/** What became different in one object between two rulesets, a few words for each thing. */
export function describeChange(before: Ruleset, after: Ruleset, { kind, key }: ObjectName): string[] {
  if (kind === 'FLAG') return describe(before.flags[key], after.flags[key], describeNewFlag, describeFlag);
  if (kind === 'LIST')
    return describe(
      before.lists[key],
      after.lists[key],
      ({ size }) => [`added with ${size} ids`],
      sizeChange,
    );
  const [old, now] = kind === 'SEGMENT' ? [before.segments, after.segments] : [before.layers, after.layers];
  return describe<object>(
    old[key],
    now[key],
    () => ['added'],
    () => ['changed'],
  );
}

function describe<Body>(
  before: Body | undefined,
  after: Body | undefined,
  describeNew: (after: Body) => string[],
  describeChanged: (before: Body, after: Body) => string[],
): string[] {
  if (after === undefined) return ['removed'];
  return before === undefined ? describeNew(after) : describeChanged(before, after);
}

function describeNewFlag(flag: Flag): string[] {
  return [`added, ${summaryText(flag)}`];
}

function describeFlag(before: Flag, after: Flag): string[] {
  const words = [
    ...(before.on === after.on ? [] : [after.on ? 'switched on' : 'switched off']),
    ...arrow(labelOf(before, after), serveText(before.fallthrough), serveText(after.fallthrough)),
    ...arrow('while off', serveText(before.off), serveText(after.off)),
    ...describeRules(before.rules, after.rules),
    ...describeVariants(before.variants, after.variants),
    ...otherFields.filter((field) => differs(before[field], after[field])).map((field) => `${field} changed`),
  ];
  return words.length > 0 ? words : ['changed'];
}

const otherFields = ['type', 'clientSide', 'tags', 'metadata', 'source'] as const;

function labelOf(before: Flag, after: Flag): string {
  const isSplit = [before, after].some(
    ({ fallthrough }) => typeof fallthrough === 'object' && fallthrough !== null,
  );
  return isSplit ? 'rollout' : 'default';
}

function arrow(label: string, before: string, after: string): string[] {
  return before === after ? [] : [`${label}: ${before} → ${after}`];
}

function describeRules(before: Rule[], after: Rule[]): string[] {
  const old = new Map(before.map((rule) => [rule.id, rule]));
  const now = new Map(after.map((rule) => [rule.id, rule]));
  const stayed = (rules: Rule[]): string[] =>
    rules.map(({ id }) => id).filter((id) => old.has(id) && now.has(id));
  return [
    ...before.filter(({ id }) => !now.has(id)).map(({ id }) => `${ruleName(id)} removed`),
    ...after.flatMap((rule) => describeRule(old.get(rule.id), rule)),
    ...(differs(stayed(before), stayed(after)) ? ['rules in another order'] : []),
  ];
}

function describeRule(before: Rule | undefined, after: Rule): string[] {
  const name = ruleName(after.id);
  if (before === undefined) return [`${name} added: ${serveText(after.serve)}`];
  if (!differs(before, after)) return [];
  const words = [
    ...arrow(name, serveText(before.serve), serveText(after.serve)),
    ...describeCondition(name, before, after),
  ];
  return words.length > 0 ? words : [`${name} changed`];
}

function describeCondition(name: string, before: Rule, after: Rule): string[] {
  if (!differs(before.when, after.when)) return [];
  const [old, now] = [gateShare(before.when), gateShare(after.when)];
  const isGate = old !== undefined && now !== undefined && old !== now;
  return isGate ? [`${name}: gate ${percentText(old)} → ${percentText(now)}`] : [`${name}: other condition`];
}

function ruleName(id: string): string {
  return `rule ${printable(id)}`;
}

function describeVariants(before: Record<string, Variant>, after: Record<string, Variant>): string[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names.flatMap((name) => {
    const label = `variant ${printable(name)}`;
    if (!Object.hasOwn(before, name)) return [`${label} added: ${valueText(after[name].value)}`];
    if (!Object.hasOwn(after, name)) return [`${label} removed`];
    if (differs(before[name].value, after[name].value))
      return arrow(label, valueText(before[name].value), valueText(after[name].value));
    return differs(before[name], after[name]) ? [`${label} changed`] : [];
  });
}

const longestValue = 60;

export function valueText(value: Json): string {
  const text = printable(JSON.stringify(value));
  return text.length > longestValue ? `${text.slice(0, longestValue - 1)}…` : text;
}

function sizeChange(before: { size: number }, after: { size: number }): string[] {
  return before.size === after.size ? ['other ids'] : [`${before.size} → ${after.size} ids`];
}

function differs(before: unknown, after: unknown): boolean {
  return canonicalJson((before ?? null) as Json) !== canonicalJson((after ?? null) as Json);
}
