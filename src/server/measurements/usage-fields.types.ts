import { Field, Float, ObjectType } from 'type-graphql';
import { DateTimeScalar } from '../foundation/scalars';
import type { AttributesSeen, UnknownFlagKey } from './usage-fields.service';
import type { VariantUsage } from './usage-reader';

@ObjectType('FlagUsage', {
  description:
    'What is known of the evaluations of a flag in an environment: those that SDKs report, and remote ones',
})
export class FlagUsageType {}

@ObjectType('VariantUsage', { simpleResolvers: true })
export class VariantUsageType implements VariantUsage {
  @Field(() => String, { nullable: true, description: "null: the caller's default" }) variant: string | null;
  @Field(() => Float, { description: 'A whole number' }) count: number;
}

@ObjectType('UnknownFlagKey', {
  description: 'A key that SDKs asked for, and that no flag of the environment has',
  simpleResolvers: true,
})
export class UnknownFlagKeyType implements UnknownFlagKey {
  @Field(() => String) key: string;
  @Field(() => Float, { description: 'How often; a whole number' }) count: number;
  @Field(() => DateTimeScalar, { description: 'To the minute' }) lastSeenAt: number;
}

@ObjectType('AttributesSeen', {
  description: 'The attributes that subjects of a kind had; their values are kept nowhere',
  simpleResolvers: true,
})
export class AttributesSeenType implements AttributesSeen {
  @Field(() => String, { description: 'Of context: `user`' }) kind: string;
  @Field(() => [String]) names: string[];
}
