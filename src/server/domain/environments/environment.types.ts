import { Directive, Field, InputType, Int, ObjectType } from 'type-graphql';
import { connectionOf } from '../../foundation/connection.types';
import { enumOf } from '../../foundation/enums.types';
import { NodeType } from '../../foundation/node.types';
import { DateTimeScalar } from '../../foundation/scalars';
import { environmentKinds, type EnvironmentEntity, type EnvironmentKind } from './environment.entity';
import type { EnvironmentFilter } from './environment.service';

export const EnvironmentKindEnum = enumOf('EnvironmentKind', environmentKinds);

@Directive('@key(fields: "id")')
@Directive('@key(fields: "project { id } key")')
@ObjectType('Environment', {
  implements: NodeType,
  description: 'Where flags are served: its configuration has a log of its own',
})
export class EnvironmentType implements Omit<EnvironmentEntity, 'organizationId' | 'projectId'> {
  id: string;
  @Field(() => String) key: string;
  @Field(() => String) name: string;
  @Field(() => EnvironmentKindEnum) kind: EnvironmentKind;
  @Field(() => Int, { description: 'Environments are shown in this order, then by key' }) position: number;
  @Field(() => Int, { description: 'Of the row: name, kind, position' }) version: number;
  @Field(() => DateTimeScalar) createdAt: number;
  @Field(() => DateTimeScalar, { nullable: true }) archivedAt: number | null;
}

export const EnvironmentConnection = connectionOf('Environment', () => EnvironmentType);

@InputType('EnvironmentFilter')
export class EnvironmentFilterInput implements EnvironmentFilter {
  @Field(() => EnvironmentKindEnum, { nullable: true }) kind?: EnvironmentKind | null;
  @Field(() => String, { nullable: true, description: 'Part of the key or the name' }) text?: string | null;

  @Field(() => Boolean, { nullable: true, description: 'Only the archived ones; otherwise only the others' })
  archived?: boolean | null;
}
