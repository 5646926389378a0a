import type { Evaluation, Flag, Json } from '../../evaluation';
import { originalId } from '../rule-ids';

/** What Statsig's SDKs answer: a gate's truth value, or the parameters of a configuration or layer. */
export interface StatsigResult {
  value: Json;
  ruleID: string;
  groupName: string | null;
}

/** Our evaluation of an imported flag in Statsig's words. */
export function statsigResult(
  { value = null, reason, rule: id }: Evaluation,
  flag: Flag | undefined,
): StatsigResult {
  if (reason === 'ERROR') return { value, ruleID: '', groupName: null };
  if (reason === 'OFF') return { value, ruleID: 'disabled', groupName: null };
  if (id === undefined) return { value, ruleID: 'default', groupName: null };
  const group = flag?.rules.find((rule) => rule.id === id)?.description;
  return { value, ruleID: originalId(id), groupName: group ?? null };
}
