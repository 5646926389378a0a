import { Field, ObjectType } from 'type-graphql';
import type { UserError } from './user-errors';

@ObjectType('UserError', {
  description: 'Why a mutation changed nothing, in a way that its caller can act on',
})
export class UserErrorType implements UserError {
  @Field(() => String, { description: 'For programs: `INVALID_INPUT`, `CONFLICT`, or what is more exact' })
  code: string;

  @Field(() => [String], { nullable: true, description: 'Where in the arguments: `["input", "key"]`' })
  field: string[] | null;

  @Field(() => String, { description: 'For people: which rule, what was given, what to do' })
  message: string;
}
