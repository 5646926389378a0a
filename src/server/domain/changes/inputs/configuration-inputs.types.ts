import { Field, ID, InputType } from 'type-graphql';
import type { Json, Serve } from '../../../../engine/evaluation/types';
import { JsonScalar, RevisionScalar, ServeScalar } from '../../../foundation/scalars';
import { InEnvironmentInput, OfFlagInput } from './place.types';

@InputType('SetFlagOnInput')
export class SetFlagOnInput extends OfFlagInput {
  @Field(() => Boolean) on: boolean;
}

@InputType('PutVariantInput', { description: 'Adds a variant, or gives one another value' })
export class PutVariantInput extends OfFlagInput {
  @Field(() => String) variant: string;
  @Field(() => JsonScalar, { nullable: true, description: 'Null is a value as any other' }) value: Json;
  @Field(() => String, { nullable: true }) name?: string | null;
}

@InputType('RemoveVariantInput', { description: 'Refused while something serves it' })
export class RemoveVariantInput extends OfFlagInput {
  @Field(() => String) variant: string;
}

@InputType('SetOffVariantInput')
export class SetOffVariantInput extends OfFlagInput {
  @Field(() => String, { nullable: true, description: "Null: the caller's default" }) variant?: string | null;
}

@InputType('SetFallthroughInput')
export class SetFallthroughInput extends OfFlagInput {
  @Field(() => ServeScalar, { nullable: true }) serve: Serve;
}

@InputType('ReplaceConfigurationInput', {
  description:
    "All that is the environment's own of a flag: on, off, variants, rules, fallthrough, metadata, source",
})
export class ReplaceConfigurationInput extends OfFlagInput {
  @Field(() => JsonScalar) configuration: Json;
}

@InputType('CopyConfigurationInput', {
  description: 'What the flags are in another environment of the project',
})
export class CopyConfigurationInput extends InEnvironmentInput {
  @Field(() => ID) fromEnvironmentId: string;
  @Field(() => [String]) flagKeys: string[];
}

@InputType('RestoreRevisionInput', { description: 'Back to a past revision, as a new one' })
export class RestoreRevisionInput extends InEnvironmentInput {
  @Field(() => RevisionScalar) revision: number;
  @Field(() => [String], { nullable: true, description: 'Only these flags; absent: everything' }) flagKeys?:
    string[] | null;
}
