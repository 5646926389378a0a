import type { Evaluation, Flag, Json } from '../../evaluation';
import { originalId } from '../rule-ids';
import { prerequisiteIn } from './rules';

/** What LaunchDarkly's SDKs answer: an evaluation detail. */
export interface LaunchDarklyDetail {
  value: Json;
  /** Absent: the value is the caller's default. */
  variationIndex?: number;
  reason: LaunchDarklyReason;
}

export type LaunchDarklyReason =
  | { kind: 'OFF' | 'TARGET_MATCH' }
  | { kind: 'FALLTHROUGH'; inExperiment?: true }
  | { kind: 'RULE_MATCH'; ruleIndex: number; ruleId: string; inExperiment?: true }
  | { kind: 'PREREQUISITE_FAILED'; prerequisiteKey: string }
  | { kind: 'ERROR'; errorKind: 'FLAG_NOT_FOUND' | 'MALFORMED_FLAG' | 'WRONG_TYPE' };

/** What a caller asked for: a default, and whether the value must be of one type. */
export interface LaunchDarklyQuestion {
  default: Json;
  type?: 'boolean' | 'number' | 'string';
}

/** Our evaluation of an imported flag in LaunchDarkly's words. */
export function launchDarklyDetail(
  evaluation: Evaluation,
  flag: Flag | undefined,
  question: LaunchDarklyQuestion,
): LaunchDarklyDetail {
  const { variant, value = null } = evaluation;
  if (evaluation.reason === 'ERROR') return errorDetail(evaluation, question);
  const reason = reasonOf(evaluation, flag);
  if (variant === null) return { value: question.default, reason };
  if (question.type !== undefined && typeof value !== question.type) {
    return errorDetail({ ...evaluation, error: 'TYPE_MISMATCH' }, question);
  }
  return { value, variationIndex: Number(variant), reason };
}

const errorKinds = {
  FLAG_NOT_FOUND: 'FLAG_NOT_FOUND',
  TYPE_MISMATCH: 'WRONG_TYPE',
  MALFORMED: 'MALFORMED_FLAG',
  PARSE_ERROR: 'MALFORMED_FLAG',
} as const;

function errorDetail(
  { error = 'MALFORMED' }: Evaluation,
  question: LaunchDarklyQuestion,
): LaunchDarklyDetail {
  return { value: question.default, reason: { kind: 'ERROR', errorKind: errorKinds[error] } };
}

function reasonOf(evaluation: Evaluation, flag: Flag | undefined): LaunchDarklyReason {
  const { reason, rule: ruleId, prerequisite, inExperiment } = evaluation;
  const experiment = inExperiment && { inExperiment };
  if (reason === 'OFF') return { kind: 'OFF' };
  if (ruleId === undefined) return { kind: 'FALLTHROUGH', ...experiment };
  if (reason === 'TARGET') return { kind: 'TARGET_MATCH' };
  if (reason === 'PREREQUISITE') {
    return { kind: 'PREREQUISITE_FAILED', prerequisiteKey: prerequisite ?? prerequisiteIn(ruleId) };
  }
  const rules = flag?.rules.filter((rule) => rule.reason === undefined) ?? [];
  const ruleIndex = rules.findIndex(({ id }) => id === ruleId);
  return { kind: 'RULE_MATCH', ruleIndex, ruleId: originalId(ruleId), ...experiment };
}
