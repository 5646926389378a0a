import type { Subject } from '../../engine/evaluation';
import type { EnvironmentRef } from '../delivery/configuration-source';
import type { Actor } from '../foundation/actor';
import type { AsOf } from '../foundation/as-of.types';
import { forbidden, notFound } from '../foundation/errors';
import { assertAtMost } from '../foundation/ids';
import type { LoaderMaker, Operation } from '../foundation/operation';
import {
  evaluationLoader,
  type EvaluatedSubject,
  type EvaluationRequest,
  type FlagEvaluation,
  type SubjectEvaluations,
} from './evaluate';
import type { EvaluationWatch } from './evaluation-watch';
import { explainFlag, type FlagExplanation } from './explain';
import { remoteEvaluationsOf, type RemoteEvaluations } from './remote-evaluation';
import type { RulesetCache } from './ruleset-cache';

/** The environment that an evaluation is about, and the project it belongs to. */
export interface EvaluationPlace extends EnvironmentRef {
  projectId: string;
}

/**
 * Finds and authorises the environment: an SDK key implies its own and must match it, all others must name one. Comes in
 * from the composition, since a relay knows no database.
 */
export type EnvironmentAccess = (
  operation: Operation,
  environmentId: string | null,
) => Promise<EvaluationPlace>;

/** When and on which revision to evaluate. */
export interface Moment {
  asOf: AsOf | null;
  now: number | null;
}

export interface EvaluateArguments extends Moment {
  environmentId: string | null;
  subjects: Subject[];
  flagKeys: string[] | null;
}

export interface FlagArguments extends Moment {
  environmentId: string | null;
  flagKey: string;
  subject: Subject;
}

export class EvaluationService {
  private readonly loader: LoaderMaker<EvaluationRequest, EvaluatedSubject>;

  constructor(
    private readonly rulesets: RulesetCache,
    private readonly access: EnvironmentAccess,
    watch: EvaluationWatch,
  ) {
    this.loader = evaluationLoader(rulesets, watch);
  }

  /** One entry per subject, in order. */
  async evaluate(operation: Operation, given: EvaluateArguments): Promise<SubjectEvaluations[]> {
    const environment = await this.access(operation, given.environmentId);
    assertMayChoose(operation.actor, given);
    assertAtMost(250, given.subjects, 'subjects');
    assertAtMost(250, given.flagKeys ?? [], 'flagKeys');
    const { asOf, now, flagKeys } = given;
    const loader = operation.load(this.loader);
    return Promise.all(
      given.subjects.map((subject) => loader.load({ environment, asOf, now, subject, flagKeys })),
    );
  }

  /** One flag of `projectId`; an environment of another project is one that does not exist. */
  async evaluateFlag(operation: Operation, projectId: string, given: FlagArguments): Promise<FlagEvaluation> {
    const environment = await this.access(operation, given.environmentId);
    assertMayChoose(operation.actor, given);
    if (environment.projectId !== projectId) throw notFound('Environment');
    const { asOf, now, subject, flagKey } = given;
    const request = { environment, asOf, now, subject, flagKeys: [flagKey] };
    const { evaluations } = await operation.load(this.loader).load(request);
    return evaluations[0];
  }

  /** One subject, at present and where the caller's key belongs, for OpenFeature; `flagKey` null: every flag it shows. */
  async evaluateRemotely(
    operation: Operation,
    subject: Subject,
    flagKey: string | null,
  ): Promise<RemoteEvaluations> {
    const environment = await this.access(operation, null);
    const flagKeys = flagKey === null ? null : [flagKey];
    const request = { environment, asOf: null, now: null, subject, flagKeys };
    return remoteEvaluationsOf(await operation.load(this.loader).load(request), operation.actor);
  }

  /** null for a flag that does not exist or that the caller does not see. */
  async explain(operation: Operation, given: FlagArguments): Promise<FlagExplanation | null> {
    const environment = await this.access(operation, given.environmentId);
    if (isClientKey(operation.actor))
      throw forbidden('A client key may evaluate flags, not see how they work');
    return explainFlag(this.rulesets, operation, { ...given, environment });
  }
}

const isClientKey = (actor: Actor): boolean => actor.kind === 'SDK_KEY' && actor.keyKind === 'CLIENT';

/** A client that could choose its clock or its revision would read schedules and history through the answers. */
function assertMayChoose(actor: Actor, { asOf, now }: Moment): void {
  if (isClientKey(actor) && (asOf !== null || now !== null)) {
    throw forbidden('A client key evaluates the newest revision at the present: leave out `asOf` and `now`');
  }
}
