import { Directive, Field, ID, InputType, ObjectType } from 'type-graphql';
import type { Condition, Flag, Json, Reason, Rule, Serve } from '../../../engine/evaluation';
import { connectionOf } from '../../foundation/connection.types';
import { ReasonEnum } from '../../foundation/enums.types';
import { NodeType } from '../../foundation/node.types';
import { ConditionScalar, JsonScalar, RevisionScalar, ServeScalar } from '../../foundation/scalars';
import type { FlagConfiguration, FlagConfigurationFilter, NamedVariant } from './flag-configuration';
import { TraitsInput } from './owned.types';

@ObjectType('Variant', { simpleResolvers: true })
export class VariantType implements NamedVariant {
  @Field(() => String, { description: 'How rules name it' }) key: string;
  @Field(() => String, { nullable: true }) name?: string;
  @Field(() => JsonScalar, { nullable: true }) value: Json;

  @Field(() => JsonScalar, { nullable: true, description: 'What another system returned beside the value' })
  extra?: Json;
}

@ObjectType('Rule', { description: 'The first that serves something wins', simpleResolvers: true })
export class RuleType implements Rule {
  @Field(() => ID, { description: 'Unique within the flag and kept for life' }) id: string;
  @Field(() => String, { nullable: true }) description?: string;

  @Field(() => ReasonEnum, {
    nullable: true,
    description: 'What it stands for, e.g. TARGET for chosen subjects',
  })
  reason?: Reason;

  @Field(() => ConditionScalar) when: Condition;
  @Field(() => ServeScalar, { nullable: true, description: "Null: the caller's default" }) serve: Serve;
}

type Source = NonNullable<Flag['source']>;

@ObjectType('ConfigurationSource', { description: 'Where it was imported from', simpleResolvers: true })
export class ConfigurationSourceType implements Source {
  @Field(() => String) system: string;
  @Field(() => String, { nullable: true }) version?: string;
  @Field(() => String, { nullable: true }) sdk?: string;
}

@Directive('@key(fields: "id")')
@Directive('@key(fields: "environment { id } flag { id }")')
@ObjectType('FlagConfiguration', {
  implements: NodeType,
  description: 'What a flag is in one environment, now or at a revision; the past has ids of its own',
})
export class FlagConfigurationType implements Omit<
  FlagConfiguration,
  'environment' | 'flag' | 'asOfRevision'
> {
  id: string;
  @Field(() => RevisionScalar, { description: 'The revision that wrote it' }) revision: number;
  @Field(() => Boolean) on: boolean;

  @Field(() => String, { nullable: true, description: "Served while off; null: the caller's default" })
  off: string | null;

  @Field(() => [VariantType]) variants: NamedVariant[];
  @Field(() => [RuleType]) rules: Rule[];

  @Field(() => ServeScalar, { nullable: true, description: 'Served when no rule does' })
  fallthrough: Serve;

  @Field(() => JsonScalar, { nullable: true }) metadata?: Flag['metadata'];
  @Field(() => ConfigurationSourceType, { nullable: true }) source?: Flag['source'];
}

export const FlagConfigurationConnection = connectionOf('FlagConfiguration', () => FlagConfigurationType);

@InputType('FlagConfigurationFilter')
export class FlagConfigurationFilterInput extends TraitsInput implements FlagConfigurationFilter {
  @Field(() => Boolean, { nullable: true }) on?: boolean | null;
}
