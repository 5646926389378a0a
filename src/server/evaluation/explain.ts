import type { Explanation, RuleExplanation, ServeExplanation } from '../../engine/evaluation';
import type { Operation } from '../foundation/operation';
import { answerOf, nowOf, type EvaluationRequest, type FlagEvaluation } from './evaluate';
import type { RulesetCache } from './ruleset-cache';
import { seesRules, visibleFlags } from './visibility';

/** An evaluation with all that led to it. The engine's own words, but for the names that the API has elsewhere. */
export interface FlagExplanation {
  flagKey: string;
  revision: number;
  /** What schedules saw, epoch milliseconds. */
  now: number;
  on: boolean;
  evaluation: FlagEvaluation;
  /** What went wrong, where the reason is ERROR. */
  message: string | null;
  rules: ExplainedRule[];
  fallthrough: ServeExplanation | null;
}

export interface ExplainedRule extends Omit<RuleExplanation, 'rule'> {
  ruleId: string;
}

export type ExplanationRequest = Omit<EvaluationRequest, 'flagKeys'> & { flagKey: string };

/** null for a flag that does not exist or that the caller does not see. */
export async function explainFlag(
  rulesets: RulesetCache,
  operation: Operation,
  request: ExplanationRequest,
): Promise<FlagExplanation | null> {
  const { environment, asOf, flagKey, subject } = request;
  const { state, ruleset } = await rulesets.at(environment, asOf, operation.now);
  const visible = visibleFlags(operation.actor, state);
  if (visible?.has(flagKey) === false) return null;
  const now = nowOf(request, state.committedAt, operation.now);
  const { on, ...explanation } = ruleset.explain(flagKey, { ...subject, now });
  return on === null ? null : { flagKey, on, now, revision: state.revision, ...told(explanation, operation) };
}

function told(
  { flag, evaluation, message, rules, fallthrough }: Omit<Explanation, 'on'>,
  { actor }: Operation,
): Pick<FlagExplanation, 'evaluation' | 'message' | 'rules' | 'fallthrough'> {
  return {
    evaluation: answerOf(flag, evaluation, seesRules(actor)),
    message: message ?? null,
    rules: rules.map(({ rule, ...explained }) => ({ ruleId: rule, ...explained })),
    fallthrough,
  };
}
