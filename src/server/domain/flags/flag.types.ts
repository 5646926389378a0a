import { Directive, Field, InputType, ObjectType } from 'type-graphql';
import type { Json, FlagType as ValueType } from '../../../engine/evaluation';
import { connectionOf } from '../../foundation/connection.types';
import { enumOf, FlagTypeEnum } from '../../foundation/enums.types';
import { NodeType } from '../../foundation/node.types';
import { DateTimeScalar, JsonScalar } from '../../foundation/scalars';
import { flagLifecycles, type FlagEntity, type FlagLifecycle, type FlagLink } from './flag.entity';
import type { FlagFilter } from './flag.service';
import { OwnedFilterInput, OwnedType } from './owned.types';

export const FlagLifecycleEnum = enumOf('FlagLifecycle', flagLifecycles);

@ObjectType('FlagLink')
export class FlagLinkType implements FlagLink {
  @Field(() => String) title: string;
  @Field(() => String) url: string;
}

@Directive('@key(fields: "id")')
@Directive('@key(fields: "project { id } key")')
@ObjectType('Flag', {
  implements: NodeType,
  description: 'What a flag is everywhere; what it does in an environment is its configuration there',
})
export class FlagType
  extends OwnedType
  implements Omit<FlagEntity, 'organizationId' | 'projectId' | 'ownerId'>
{
  @Field(() => FlagTypeEnum) type: ValueType;

  @Field(() => JsonScalar, {
    nullable: true,
    description: 'Every value, in every environment, is valid under it',
  })
  jsonSchema: Json | null;

  @Field(() => [FlagLinkType]) links: FlagLink[];
  @Field(() => FlagLifecycleEnum) lifecycle: FlagLifecycle;
  @Field(() => Boolean, { description: 'Whether client-side keys may evaluate it' }) clientSide: boolean;
  @Field(() => String, { description: 'What its bucketing is seeded with' }) seed: string;
}

export const FlagConnection = connectionOf('Flag', () => FlagType);

@InputType('FlagFilter')
export class FlagFilterInput extends OwnedFilterInput implements FlagFilter {
  @Field(() => FlagTypeEnum, { nullable: true }) type?: ValueType | null;
  @Field(() => FlagLifecycleEnum, { nullable: true }) lifecycle?: FlagLifecycle | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'Made before, and not evaluated in any environment since, as far as SDKs have told',
  })
  staleSince?: number | null;
}
