import { Field, InputType } from 'type-graphql';
import type { FlagType, Json, Serve } from '../../../../engine/evaluation/types';
import { FlagTypeEnum } from '../../../foundation/enums.types';
import { JsonScalar, ServeScalar } from '../../../foundation/scalars';
import type { FlagLifecycle, FlagLink } from '../../flags/flag.entity';
import { FlagLifecycleEnum } from '../../flags/flag.types';
import { ConfigurationSourceInput, InProjectInput, NounInput } from './place.types';

@InputType('FlagLinkInput')
export class FlagLinkInput implements FlagLink {
  @Field(() => String) title: string;
  @Field(() => String) url: string;
}

@InputType('VariantInput')
export class VariantInput {
  @Field(() => String) key: string;
  @Field(() => JsonScalar, { nullable: true, description: 'Null is a value as any other' }) value: Json;
  @Field(() => String, { nullable: true }) name?: string | null;
}

@InputType()
export abstract class FlagInput extends NounInput {
  @Field(() => [FlagLinkInput], { nullable: true, description: 'All links: they replace those it has' })
  links?: FlagLink[] | null;
  @Field(() => FlagLifecycleEnum, { nullable: true }) lifecycle?: FlagLifecycle | null;
  @Field(() => Boolean, { nullable: true, description: 'Whether client-side keys see it' }) clientSide?:
    boolean | null;
  @Field(() => JsonScalar, {
    nullable: true,
    description: 'JSON Schema 2020-12 for the values, in every environment; null: none',
  })
  jsonSchema?: Json;
}

@InputType('CreateFlagInput', { description: 'Off in every environment' })
export class CreateFlagInput extends FlagInput {
  @Field(() => String) key: string;
  @Field(() => String, { nullable: true, description: 'The key when absent' }) name?: string | null;
  @Field(() => FlagTypeEnum) type: FlagType;
  @Field(() => [VariantInput], {
    nullable: true,
    description: 'A boolean flag has `on` and `off` when absent',
  })
  variants?: VariantInput[] | null;
  @Field(() => String, {
    nullable: true,
    description: "The variant while off: the last one when absent; null: the caller's default",
  })
  off?: string | null;
  @Field(() => ServeScalar, { nullable: true, description: 'The first variant when absent' })
  fallthrough?: Serve;
  @Field(() => String, { nullable: true, description: 'What bucketing hashes: random when absent' }) seed?:
    string | null;
  @Field(() => ConfigurationSourceInput, { nullable: true }) source?: ConfigurationSourceInput | null;
}

@InputType('UpdateFlagInput')
export class UpdateFlagInput extends FlagInput {
  @Field(() => String) flagKey: string;
  @Field(() => String, { nullable: true }) name?: string | null;
}

@InputType('ArchiveFlagInput', { description: 'It is gone for every SDK; its key stays taken' })
export class ArchiveFlagInput extends InProjectInput {
  @Field(() => String) flagKey: string;
}

@InputType('RestoreFlagInput', { description: 'As it last was, but off' })
export class RestoreFlagInput extends InProjectInput {
  @Field(() => String) flagKey: string;
}

@InputType('CloneFlagInput', { description: 'A copy in every environment, off' })
export class CloneFlagInput extends InProjectInput {
  @Field(() => String) flagKey: string;
  @Field(() => String) key: string;
  @Field(() => String, { nullable: true, description: 'The key when absent' }) name?: string | null;
  @Field(() => Boolean, { nullable: true, description: 'Whether every unit keeps its variant' }) keepSeed?:
    boolean | null;
}
