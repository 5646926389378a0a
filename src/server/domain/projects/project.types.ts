import { Directive, Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { connectionOf } from '../../foundation/connection.types';
import { NodeType } from '../../foundation/node.types';
import { DateTimeScalar } from '../../foundation/scalars';
import { UserErrorType } from '../../foundation/user-error.types';
import type { UserError } from '../../foundation/user-errors';
import type { ProjectEntity } from './project.entity';
import type { ProjectFilter } from './project.service';

@Directive('@key(fields: "id")')
@Directive('@key(fields: "organization { id } key")')
@ObjectType('Project', {
  implements: NodeType,
  description: 'A product or team: its flags, segments, lists, layers and environments',
})
export class ProjectType implements Omit<ProjectEntity, 'organizationId'> {
  id: string;
  @Field(() => String, { description: 'For ever; the name can change' }) key: string;
  @Field(() => String) name: string;
  @Field(() => String) description: string;
  @Field(() => Int) version: number;
  @Field(() => DateTimeScalar) createdAt: number;
  @Field(() => DateTimeScalar, { nullable: true }) archivedAt: number | null;
}

export const ProjectConnection = connectionOf('Project', () => ProjectType);

@InputType('ProjectFilter')
export class ProjectFilterInput implements ProjectFilter {
  @Field(() => String, { nullable: true, description: 'Part of the key or the name' }) text?: string | null;

  @Field(() => Boolean, { nullable: true, description: 'Only the archived ones; otherwise only the others' })
  archived?: boolean | null;
}

@InputType('CreateProjectInput')
export class CreateProjectInput {
  @Field(() => String, { description: 'a-z, 0-9, `.`, `_`, `-`, at most 128 characters; never used twice' })
  key: string;

  @Field(() => String) name: string;
  @Field(() => String, { nullable: true }) description?: string | null;
}

@InputType('ProjectInput')
export class ProjectInput {
  @Field(() => ID) projectId: string;
  @Field(() => Int, { nullable: true, description: 'Refused when the project has another version by now' })
  expectedVersion?: number | null;
}

@InputType('UpdateProjectInput', { description: 'What is absent stays as it is' })
export class UpdateProjectInput extends ProjectInput {
  @Field(() => String, { nullable: true }) name?: string | null;
  @Field(() => String, { nullable: true }) description?: string | null;
}

@ObjectType('ProjectPayload')
export class ProjectPayload {
  @Field(() => ProjectType, { nullable: true }) project?: ProjectEntity;
  @Field(() => Int, { nullable: true }) version?: number;
  @Field(() => [UserErrorType]) userErrors: UserError[];
}
