import { Directive, Field, InputType, Int, ObjectType } from 'type-graphql';
import { NodeType } from '../../foundation/node.types';
import { DateTimeScalar } from '../../foundation/scalars';
import { UserErrorType } from '../../foundation/user-error.types';
import type { UserError } from '../../foundation/user-errors';
import type { OrganizationEntity } from './organization.entity';

@Directive('@key(fields: "id")')
@Directive('@key(fields: "slug")')
@ObjectType('Organization', {
  implements: NodeType,
  description: 'The tenant: one credential sees one of them',
})
export class OrganizationType implements OrganizationEntity {
  id: string;
  @Field(() => String) slug: string;
  @Field(() => String) name: string;
  @Field(() => Int) version: number;
  @Field(() => DateTimeScalar) createdAt: number;
  @Field(() => DateTimeScalar, { nullable: true }) archivedAt: number | null;
}

@InputType('OrganizationInput', { description: 'The organization is the caller’s own' })
export class OrganizationInput {
  @Field(() => Int, {
    nullable: true,
    description: 'Refused when the organization has another version by now',
  })
  expectedVersion?: number | null;
}

@InputType('UpdateOrganizationInput')
export class UpdateOrganizationInput extends OrganizationInput {
  @Field(() => String) name: string;
}

@ObjectType('OrganizationPayload')
export class OrganizationPayload {
  @Field(() => OrganizationType, { nullable: true }) organization?: OrganizationEntity;
  @Field(() => Int, { nullable: true }) version?: number;
  @Field(() => [UserErrorType]) userErrors: UserError[];
}
