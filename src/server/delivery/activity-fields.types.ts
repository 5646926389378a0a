import { Field, ID, ObjectType } from 'type-graphql';
import type { ItemChange } from '../domain/configuration/history';
import { AuthorType, ItemChangeType } from '../domain/configuration/revision.types';
import type { Author } from '../foundation/actor';
import { DateTimeScalar, RevisionScalar } from '../foundation/scalars';

@ObjectType('ProjectActivity', { description: 'A change of one environment, as it is published' })
export class ProjectActivityType {
  @Field(() => ID) environmentId: string;
  @Field(() => RevisionScalar) revision: number;
  @Field(() => DateTimeScalar) committedAt: number;
  @Field(() => AuthorType) author: Author;
  @Field(() => String, { nullable: true }) comment: string | null;

  @Field(() => ID, { nullable: true, description: 'The same in every environment that one change wrote to' })
  changeId: string | null;

  @Field(() => [ItemChangeType]) changes: ItemChange[];
}
