import { Field, ID, ObjectType } from 'type-graphql';
import { enumOf } from '../../foundation/enums.types';
import { DateTimeScalar } from '../../foundation/scalars';

export const ViewerKindEnum = enumOf('ViewerKind', ['MEMBER', 'SERVICE_TOKEN']);

@ObjectType('Viewer', { description: 'Whose credential this is' })
export class ViewerType {
  @Field(() => ViewerKindEnum) kind: 'MEMBER' | 'SERVICE_TOKEN';
  @Field(() => String) name: string;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Of the credential; null: never' })
  expiresAt: number | null;

  @Field(() => ID, { description: 'Of the member or the service token' }) id: string;
}
