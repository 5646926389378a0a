import { Field, ID, InputType, Int } from 'type-graphql';
import type { EnvironmentKind } from '../../environments/environment.entity';
import { EnvironmentKindEnum } from '../../environments/environment.types';
import { InEnvironmentInput, InProjectInput } from './place.types';

@InputType('CreateEnvironmentInput', {
  description: 'Without an environment to copy, its flags are off and have no rules',
})
export class CreateEnvironmentInput extends InProjectInput {
  @Field(() => String) key: string;
  @Field(() => String, { nullable: true, description: 'The key when absent' }) name?: string | null;
  @Field(() => EnvironmentKindEnum) kind: EnvironmentKind;
  @Field(() => Int, { nullable: true, description: 'After the last one when absent' }) position?:
    number | null;
  @Field(() => ID, { nullable: true }) copyFromEnvironmentId?: string | null;
}

@InputType('UpdateEnvironmentInput')
export class UpdateEnvironmentInput extends InEnvironmentInput {
  @Field(() => String, { nullable: true }) name?: string | null;
  @Field(() => EnvironmentKindEnum, { nullable: true }) kind?: EnvironmentKind | null;
  @Field(() => Int, { nullable: true }) position?: number | null;
}

@InputType('ArchiveEnvironmentInput', {
  description: 'Its keys stop; its configuration and its history stay',
})
export class ArchiveEnvironmentInput extends InEnvironmentInput {}

@InputType('RestoreEnvironmentInput')
export class RestoreEnvironmentInput extends InEnvironmentInput {}
