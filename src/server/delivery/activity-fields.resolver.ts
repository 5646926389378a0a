import { Arg, FieldResolver, ID, Resolver, Root, Subscription } from 'type-graphql';
import type { FieldChange } from '../domain/configuration/diff';
import { FieldChangeType } from '../domain/configuration/revision.types';
import type { Operation } from '../foundation/operation';
import { differencesOf, type ProjectActivities, type ProjectActivity } from './activity-fields.service';
import { ProjectActivityType } from './activity-fields.types';

interface SubscriptionData {
  args: { projectId: string };
  context: Operation;
}

@Resolver(() => ProjectActivityType)
export class ActivityResolver {
  constructor(private readonly activities: ProjectActivities) {}

  @Subscription(() => ProjectActivityType, {
    topics: 'projectActivity',
    topicId: ({ args, context }: SubscriptionData) => ({ projectId: args.projectId, operation: context }),
    description:
      'The changes of a project as they are published, in the environments that there are at its start',
  })
  projectActivity(
    @Root() activity: ProjectActivity,
    @Arg('projectId', () => ID) _projectId: string,
  ): ProjectActivityType {
    return activity;
  }

  /** Where the events come from. */
  projectActivityEvents(request: {
    projectId: string;
    operation: Operation;
  }): Promise<AsyncIterable<ProjectActivity>> {
    return this.activities.watch(request.operation, request.projectId);
  }

  @FieldResolver(() => [FieldChangeType], { description: 'What it changed, field by field' })
  diff(@Root() activity: ProjectActivity): FieldChange[] {
    return differencesOf(activity);
  }
}
