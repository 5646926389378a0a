import { Field, ID, InputType } from 'type-graphql';

/** Where an intent applies; every intent's input begins with one of these. */
@InputType()
export abstract class InProjectInput {
  @Field(() => ID) projectId: string;
}

@InputType()
export abstract class InEnvironmentInput {
  @Field(() => ID) environmentId: string;
}

@InputType()
export abstract class OfFlagInput extends InEnvironmentInput {
  @Field(() => String) flagKey: string;
}

@InputType('ConfigurationSourceInput', {
  description: 'The system that something was brought from; its key is then kept as it is',
})
export class ConfigurationSourceInput {
  @Field(() => String) system: string;
  @Field(() => String, { nullable: true }) version?: string;
  @Field(() => String, { nullable: true }) sdk?: string;
}

/** What every noun of a project can be given; absent: left as it is. */
@InputType()
export abstract class NounInput extends InProjectInput {
  @Field(() => String, { nullable: true }) description?: string | null;
  @Field(() => ID, { nullable: true, description: 'A member; null: nobody' }) ownerId?: string | null;
  @Field(() => [String], { nullable: true, description: 'All tags: they replace those it has' }) tags?:
    string[] | null;
}
