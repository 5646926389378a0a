import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { DateTimeScalar } from '../../foundation/scalars';
import type { OwnedFilter, Traits } from './owned';

/** The fields that flags, segments, lists and layers have alike. */
@ObjectType()
export abstract class OwnedType {
  id: string;

  @Field(() => String, { description: 'How rules and SDKs name it; never changes' })
  key: string;

  @Field(() => String) name: string;
  @Field(() => String) description: string;
  @Field(() => [String]) tags: string[];
  @Field(() => Int, { description: 'Of the row, not of what environments make of it' }) version: number;
  @Field(() => DateTimeScalar) createdAt: number;
  @Field(() => DateTimeScalar, { nullable: true }) archivedAt: number | null;
}

@InputType()
export abstract class TraitsInput implements Traits {
  @Field(() => String, { nullable: true, description: 'Part of the key, the name or the description' })
  text?: string | null;

  @Field(() => String, { nullable: true }) tag?: string | null;
  @Field(() => ID, { nullable: true, description: 'A member' }) ownerId?: string | null;
}

@InputType()
export abstract class OwnedFilterInput extends TraitsInput implements OwnedFilter {
  @Field(() => Boolean, { nullable: true, description: 'Only the archived ones; otherwise only the others' })
  archived?: boolean | null;
}
