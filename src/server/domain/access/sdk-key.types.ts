import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { sdkKeyKinds, type SdkKeyKind } from '../../foundation/actor';
import { connectionOf } from '../../foundation/connection.types';
import { enumOf } from '../../foundation/enums.types';
import { NodeType } from '../../foundation/node.types';
import { DateTimeScalar } from '../../foundation/scalars';
import { UserErrorType } from '../../foundation/user-error.types';
import type { UserError } from '../../foundation/user-errors';
import type { SdkKeyEntity } from './sdk-key.entity';
import type { SdkKeyFilter } from './sdk-key.service';

export const SdkKeyKindEnum = enumOf(
  'SdkKeyKind',
  sdkKeyKinds,
  'SERVER: secret, gets the whole configuration. CLIENT: public, gets values of client-side flags',
);

type Columns = Omit<SdkKeyEntity, 'organizationId' | 'projectId' | 'environmentId'>;

@ObjectType('SdkKey', { implements: NodeType, description: 'Lets SDKs read one environment' })
export class SdkKeyType implements Columns {
  id: string;
  @Field(() => SdkKeyKindEnum) kind: SdkKeyKind;
  @Field(() => String) name: string;
  @Field(() => String, { description: 'What follows `sbx_srv_` or `sbx_cli_`' }) publicId: string;

  @Field(() => [String], {
    nullable: true,
    description: 'Sees only flags with one of these; null: all flags',
  })
  tags: string[] | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'null: never' }) expiresAt: number | null;
  @Field(() => DateTimeScalar, { nullable: true }) revokedAt: number | null;
  @Field(() => DateTimeScalar, { nullable: true, description: 'To the minute' }) lastUsedAt: number | null;
  @Field(() => Int) version: number;
  @Field(() => DateTimeScalar) createdAt: number;
}

export const SdkKeyConnection = connectionOf('SdkKey', () => SdkKeyType);

@InputType('SdkKeyFilter')
export class SdkKeyFilterInput implements SdkKeyFilter {
  @Field(() => SdkKeyKindEnum, { nullable: true }) kind?: SdkKeyKind | null;
  @Field(() => String, { nullable: true, description: 'Part of the name' }) text?: string | null;

  @Field(() => Boolean, { nullable: true, description: 'Only the revoked ones; otherwise only the others' })
  revoked?: boolean | null;
}

@InputType('CreateSdkKeyInput')
export class CreateSdkKeyInput {
  @Field(() => ID) environmentId: string;
  @Field(() => SdkKeyKindEnum) kind: SdkKeyKind;
  @Field(() => String) name: string;

  @Field(() => [String], {
    nullable: true,
    description: 'Sees only flags with one of these; null: all flags',
  })
  tags?: string[] | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'null: never' }) expiresAt?: number | null;
}

@InputType('SdkKeyInput')
export class SdkKeyInput {
  @Field(() => ID) sdkKeyId: string;
  @Field(() => Int, { nullable: true, description: 'Refused when the key has another version by now' })
  expectedVersion?: number | null;
}

@InputType('UpdateSdkKeyInput', { description: 'What is absent stays as it is' })
export class UpdateSdkKeyInput extends SdkKeyInput {
  @Field(() => String, { nullable: true }) name?: string | null;
  @Field(() => [String], { nullable: true, description: 'null: all flags' }) tags?: string[] | null;
  @Field(() => DateTimeScalar, { nullable: true, description: 'null: never' }) expiresAt?: number | null;
}

@InputType('RotateSdkKeyInput')
export class RotateSdkKeyInput extends SdkKeyInput {
  @Field(() => Int, {
    description: 'How long the secret before it still works: 0 (it ends at once) to 720 (30 days)',
  })
  overlapHours: number;
}

@ObjectType('SdkKeyPayload')
export class SdkKeyPayload {
  @Field(() => SdkKeyType, { nullable: true }) sdkKey?: SdkKeyEntity;
  @Field(() => Int, { nullable: true }) version?: number;
  @Field(() => [UserErrorType]) userErrors: UserError[];
}

@ObjectType('IssuedSdkKeyPayload')
export class IssuedSdkKeyPayload extends SdkKeyPayload {
  @Field(() => String, { nullable: true, description: 'The key itself; a server key is shown here only' })
  secret?: string;
}
