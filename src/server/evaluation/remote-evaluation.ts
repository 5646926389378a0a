import { viewKey } from '../../engine/protocol/view';
import type { Bucketing, Flag, Ref } from '../../engine/evaluation';
import type { EnvironmentState } from '../delivery/configuration-source';
import type { Actor } from '../foundation/actor';
import type { EvaluatedSubject, FlagEvaluation } from './evaluate';
import { seesRules } from './visibility';

/** What OpenFeature's remote evaluation tells of a flag beside its evaluation. */
export interface RemoteEvaluation extends FlagEvaluation {
  /** null: it has none, or the caller is a client key. */
  metadata: Flag['metadata'] | null;
  /** Whether the answer stands for nobody: users are divided by their key, and the subject has none. */
  lacksTargetingKey: boolean;
}

export interface RemoteEvaluations {
  /** What was evaluated with. */
  state: EnvironmentState;
  evaluations: RemoteEvaluation[];
}

export function remoteEvaluationsOf(evaluated: EvaluatedSubject, actor: Actor): RemoteEvaluations {
  const { state } = evaluated.compiled;
  const isShown = seesRules(actor);
  const evaluations = evaluated.evaluations.map((evaluation): RemoteEvaluation => {
    const flag = evaluation.error === 'FLAG_NOT_FOUND' ? undefined : flagIn(state, evaluation.flagKey);
    return {
      ...evaluation,
      metadata: (isShown && flag?.metadata) || null,
      lacksTargetingKey: flag !== undefined && lacksTargetingKey(flag, evaluated),
    };
  });
  return { state, evaluations };
}

const flagIn = ({ objects }: EnvironmentState, key: string): Flag | undefined =>
  objects.get(viewKey('FLAG', key))?.value as Flag | undefined;

/** An imported flag answers as where it came from, which has an answer for nobody too. */
function lacksTargetingKey({ key, source }: Flag, { compiled, subject }: EvaluatedSubject): boolean {
  if (source !== undefined || subject.contexts.user?.key !== undefined) return false;
  return compiled.ruleset.unplaced(key, subject).some(dividesByTargetingKey);
}

const dividesByTargetingKey = ({ absent, unit }: Bucketing): boolean =>
  absent === 'out' && unit.some(isTargetingKey);

const isTargetingKey = (ref: Ref): boolean =>
  'path' in ref && (ref.kind ?? 'user') === 'user' && ref.path.length === 1 && ref.path[0] === 'key';
