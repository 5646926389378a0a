import DataLoader from 'dataloader';
import type { Evaluation, EvaluationErrorKind, Json, Reason, Subject } from '../../engine/evaluation';
import type { EnvironmentRef } from '../delivery/configuration-source';
import type { AsOf } from '../foundation/as-of.types';
import { limitExceeded } from '../foundation/errors';
import type { LoaderMaker, Operation } from '../foundation/operation';
import type { EvaluationWatch } from './evaluation-watch';
import type { CompiledState, RulesetCache } from './ruleset-cache';
import { seesRules, visibleFlags, type VisibleFlags } from './visibility';

/** One subject against some flags; `flagKeys` null: against all that the caller sees. */
export interface EvaluationRequest {
  environment: EnvironmentRef;
  asOf: AsOf | null;
  /** Epoch milliseconds; null: the commit of an `asOf` revision, an `asOf` time itself, else the operation's now. */
  now: number | null;
  subject: Subject;
  flagKeys: readonly string[] | null;
}

export interface SubjectEvaluations {
  revision: number;
  evaluations: FlagEvaluation[];
}

/** With what it was evaluated, for those in this house who tell more of a flag. */
export interface EvaluatedSubject extends SubjectEvaluations {
  compiled: CompiledState;
  /** With the time that schedules saw. */
  subject: Subject;
}

export interface FlagEvaluation {
  flagKey: string;
  /** null with `variant` null: the caller's default. */
  value: Json | null;
  variant: string | null;
  reason: Reason;
  /** Always null for a client key. */
  ruleId: string | null;
  error: EvaluationErrorKind | null;
}

/**
 * Evaluations in one operation at most. Client keys are public, and an answer is built at once: what a browser asks for,
 * one subject and all its flags, stays far below.
 */
export const evaluationLimit = 100_000;
export const clientEvaluationLimit = 5_000;

const limitOf = ({ actor }: Operation): number =>
  actor.kind === 'SDK_KEY' && actor.keyKind === 'CLIENT' ? clientEvaluationLimit : evaluationLimit;

/**
 * Makes the loader that every evaluation of an operation goes through, wherever it was selected: all of them read one
 * compiled ruleset per environment and point in time, in one pass. It trusts its caller to have authorised the
 * environment, and itself holds back what the caller's key does not show. `watch` is told what SDKs are answered at the
 * head: what a member looks up, and what somebody asks of the past, is no use of a flag.
 */
export const evaluationLoader =
  (rulesets: RulesetCache, watch: EvaluationWatch): LoaderMaker<EvaluationRequest, EvaluatedSubject> =>
  (operation) => {
    const { actor, now } = operation;
    const limit = limitOf(operation);
    let evaluated = 0;
    const evaluateBatch = async (requests: readonly EvaluationRequest[]): Promise<Answers> => {
      const states = await statesOf(rulesets, requests, now);
      const tasks = requests.map((request, position) => taskOf(request, states[position], operation));
      for (const task of tasks) if (!(task instanceof Error)) evaluated += task.flagKeys.length;
      if (evaluated > limit) throw tooMany(limit, evaluated);
      return tasks.map((task, position) => {
        if (task instanceof Error) return task;
        const answer = run(task);
        if (actor.kind === 'SDK_KEY' && requests[position].asOf === null) {
          watch.answered(actor, task.subject, answer.evaluations, now);
        }
        return answer;
      });
    };
    return new DataLoader(evaluateBatch, { cache: false });
  };

type Answers = (EvaluatedSubject | Error)[];

const tooMany = (limit: number, evaluations: number): Error =>
  limitExceeded(
    `One operation takes at most ${limit} evaluations (subjects times flags); this one asks for ${evaluations}`,
  );

/** For each request its ruleset, or why there is none; requests for the same one share a promise. */
function statesOf(
  rulesets: RulesetCache,
  requests: readonly EvaluationRequest[],
  now: number,
): Promise<(CompiledState | Error)[]> {
  const states = new Map<string, Promise<CompiledState | Error>>();
  return Promise.all(
    requests.map(({ environment, asOf }) => {
      const place = `${environment.environmentId} ${JSON.stringify(asOf)}`;
      let state = states.get(place);
      if (state === undefined) {
        state = rulesets.at(environment, asOf, now).catch((error: Error) => error);
        states.set(place, state);
      }
      return state;
    }),
  );
}

interface Task {
  compiled: CompiledState;
  subject: Subject;
  flagKeys: readonly string[];
  visible: VisibleFlags;
  showsRules: boolean;
}

function taskOf(
  request: EvaluationRequest,
  compiled: CompiledState | Error,
  operation: Operation,
): Task | Error {
  if (compiled instanceof Error) return compiled;
  const { state, ruleset } = compiled;
  const visible = visibleFlags(operation.actor, state);
  return {
    compiled,
    subject: { ...request.subject, now: nowOf(request, state.committedAt, operation.now) },
    flagKeys: request.flagKeys ?? [...(visible ?? Object.keys(ruleset.ruleset.flags))],
    visible,
    showsRules: seesRules(operation.actor),
  };
}

/** History is seen with the clock of its time, unless the caller says otherwise: schedules then stand as they stood. */
export function nowOf(
  { asOf, now }: Pick<EvaluationRequest, 'asOf' | 'now'>,
  committedAt: number,
  present: number,
): number {
  if (now !== null) return now;
  if (asOf === null) return present;
  return 'time' in asOf ? asOf.time : committedAt;
}

function run({ compiled, subject, flagKeys, visible, showsRules }: Task): EvaluatedSubject {
  const { state, ruleset } = compiled;
  const evaluations = flagKeys.map((flagKey) =>
    visible === null || visible.has(flagKey)
      ? answerOf(flagKey, ruleset.evaluate(flagKey, subject), showsRules)
      : flagNotFound(flagKey),
  );
  return { revision: state.revision, evaluations, compiled, subject };
}

export const answerOf = (flagKey: string, evaluation: Evaluation, showsRules: boolean): FlagEvaluation => ({
  flagKey,
  value: evaluation.value ?? null,
  variant: evaluation.variant,
  reason: evaluation.reason,
  ruleId: (showsRules && evaluation.rule) || null,
  error: evaluation.error ?? null,
});

/** What may not be seen does not exist: the same answer as the engine's for a key that no flag has. */
const flagNotFound = (flagKey: string): FlagEvaluation => ({
  flagKey,
  value: null,
  variant: null,
  reason: 'ERROR',
  ruleId: null,
  error: 'FLAG_NOT_FOUND',
});
