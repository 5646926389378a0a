import { Arg, Args, ArgsType, Ctx, Field, FieldResolver, ID, Resolver, Root } from 'type-graphql';
import type { FlagConfiguration } from '../domain/flags/flag-configuration';
import { FlagConfigurationType } from '../domain/flags/flag-configuration.types';
import type { FlagEntity } from '../domain/flags/flag.entity';
import { FlagType } from '../domain/flags/flag.types';
import { toGlobalId } from '../foundation/ids';
import type { Operation } from '../foundation/operation';
import { DateTimeScalar, SubjectScalar } from '../foundation/scalars';
import type { FlagEvaluation } from './evaluate';
import type { EvaluationService } from './evaluation.service';
import { EvaluationType, MomentArgs, momentOf } from './evaluation.types';
import { readSubject } from './read-subject';

@ArgsType()
class FlagEvaluateArgs extends MomentArgs {
  @Field(() => ID) environmentId: string;
  @Field(() => SubjectScalar) subject: unknown;
}

@Resolver(() => FlagType)
export class FlagEvaluationResolver {
  constructor(private readonly evaluations: EvaluationService) {}

  @FieldResolver(() => EvaluationType, { description: 'What it answers a subject in an environment' })
  evaluate(
    @Root() flag: FlagEntity,
    @Args(() => FlagEvaluateArgs, { validate: false }) given: FlagEvaluateArgs,
    @Ctx() operation: Operation,
  ): Promise<FlagEvaluation> {
    return this.evaluations.evaluateFlag(operation, flag.projectId, {
      environmentId: given.environmentId,
      flagKey: flag.key,
      subject: readSubject(given.subject, 'subject'),
      ...momentOf(given),
    });
  }
}

@Resolver(() => FlagConfigurationType)
export class FlagConfigurationEvaluationResolver {
  constructor(private readonly evaluations: EvaluationService) {}

  @FieldResolver(() => EvaluationType, { description: 'What it answers a subject, now or at its revision' })
  evaluate(
    @Root() { environment, flag, asOfRevision }: FlagConfiguration,
    @Arg('subject', () => SubjectScalar) subject: unknown,
    @Arg('now', () => DateTimeScalar, { nullable: true }) now: number | null,
    @Ctx() operation: Operation,
  ): Promise<FlagEvaluation> {
    return this.evaluations.evaluateFlag(operation, flag.projectId, {
      environmentId: toGlobalId('Environment', environment.id),
      flagKey: flag.key,
      subject: readSubject(subject, 'subject'),
      asOf: asOfRevision === null ? null : { revision: asOfRevision },
      now: now ?? null,
    });
  }
}
