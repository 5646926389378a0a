import { Args, Ctx, Query, Resolver } from 'type-graphql';
import type { Operation } from '../foundation/operation';
import type { SubjectEvaluations } from './evaluate';
import type { EvaluationService } from './evaluation.service';
import { EvaluateArgs, ExplainArgs, momentOf, SubjectEvaluationsType } from './evaluation.types';
import type { FlagExplanation } from './explain';
import { ExplanationType } from './explanation.types';
import { readSubject, readSubjects } from './read-subject';

@Resolver()
export class EvaluationResolver {
  constructor(private readonly evaluations: EvaluationService) {}

  @Query(() => [SubjectEvaluationsType], {
    description: 'Evaluates flags for subjects: an entry for each subject, in order',
  })
  evaluate(
    @Args(() => EvaluateArgs, { validate: false }) given: EvaluateArgs,
    @Ctx() operation: Operation,
  ): Promise<SubjectEvaluations[]> {
    return this.evaluations.evaluate(operation, {
      environmentId: given.environmentId ?? null,
      subjects: readSubjects(given.subjects, 'subjects'),
      flagKeys: given.flagKeys ?? null,
      ...momentOf(given),
    });
  }

  @Query(() => ExplanationType, {
    nullable: true,
    description: 'One evaluation with all that led to it; null for a flag that does not exist',
  })
  explain(
    @Args(() => ExplainArgs, { validate: false }) given: ExplainArgs,
    @Ctx() operation: Operation,
  ): Promise<FlagExplanation | null> {
    return this.evaluations.explain(operation, {
      environmentId: given.environmentId ?? null,
      flagKey: given.flagKey,
      subject: readSubject(given.subject, 'subject'),
      ...momentOf(given),
    });
  }
}
