import { Field, InputType } from 'type-graphql';
import type { Bucketing, Condition, Ref } from '../../../../engine/evaluation/types';
import { BucketingScalar, ConditionScalar, RefScalar } from '../../../foundation/scalars';
import { ConfigurationSourceInput, InEnvironmentInput, InProjectInput, NounInput } from './place.types';

@InputType('CreateSegmentInput')
export class CreateSegmentInput extends NounInput {
  @Field(() => String) key: string;
  @Field(() => String, { nullable: true, description: 'The key when absent' }) name?: string | null;
  @Field(() => ConditionScalar, { nullable: true, description: 'In every environment; nobody when absent' })
  when?: Condition;
  @Field(() => ConfigurationSourceInput, { nullable: true }) source?: ConfigurationSourceInput | null;
}

@InputType('UpdateSegmentInput')
export class UpdateSegmentInput extends NounInput {
  @Field(() => String) segmentKey: string;
  @Field(() => String, { nullable: true }) name?: string | null;
}

@InputType('ArchiveSegmentInput', { description: 'Refused while something refers to it' })
export class ArchiveSegmentInput extends InProjectInput {
  @Field(() => String) segmentKey: string;
}

@InputType('RestoreSegmentInput')
export class RestoreSegmentInput extends InProjectInput {
  @Field(() => String) segmentKey: string;
}

@InputType('PutSegmentInput', { description: 'What a segment means in one environment' })
export class PutSegmentInput extends InEnvironmentInput {
  @Field(() => String) segmentKey: string;
  @Field(() => ConditionScalar) when: Condition;
}

@InputType('CreateListInput')
export class CreateListInput extends NounInput {
  @Field(() => String) key: string;
  @Field(() => String, { nullable: true, description: 'The key when absent' }) name?: string | null;
  @Field(() => RefScalar, { nullable: true, description: 'The key of the user when absent' })
  unit?: Ref | null;
  @Field(() => ConfigurationSourceInput, { nullable: true }) source?: ConfigurationSourceInput | null;
}

@InputType('UpdateListInput')
export class UpdateListInput extends NounInput {
  @Field(() => String) listKey: string;
  @Field(() => String, { nullable: true }) name?: string | null;
}

@InputType('ArchiveListInput', { description: 'Refused while something refers to it' })
export class ArchiveListInput extends InProjectInput {
  @Field(() => String) listKey: string;
}

@InputType('RestoreListInput')
export class RestoreListInput extends InProjectInput {
  @Field(() => String) listKey: string;
}

@InputType('AddToListInput', { description: 'At most 10,000 ids' })
export class AddToListInput extends InEnvironmentInput {
  @Field(() => String) listKey: string;
  @Field(() => [String]) ids: string[];
}

@InputType('RemoveFromListInput', { description: 'At most 10,000 ids' })
export class RemoveFromListInput extends InEnvironmentInput {
  @Field(() => String) listKey: string;
  @Field(() => [String]) ids: string[];
}

@InputType('CreateLayerInput')
export class CreateLayerInput extends NounInput {
  @Field(() => String) key: string;
  @Field(() => String, { nullable: true, description: 'The key when absent' }) name?: string | null;
  @Field(() => RefScalar, { nullable: true, description: 'The key of the user when absent' })
  unit?: Ref | null;
  @Field(() => ConfigurationSourceInput, { nullable: true }) source?: ConfigurationSourceInput | null;
}

@InputType('UpdateLayerInput')
export class UpdateLayerInput extends NounInput {
  @Field(() => String) layerKey: string;
  @Field(() => String, { nullable: true }) name?: string | null;
}

@InputType('ArchiveLayerInput', { description: 'Refused while something refers to it' })
export class ArchiveLayerInput extends InProjectInput {
  @Field(() => String) layerKey: string;
}

@InputType('RestoreLayerInput')
export class RestoreLayerInput extends InProjectInput {
  @Field(() => String) layerKey: string;
}

@InputType('PutLayerInput', {
  description: 'How a layer shares out its units in one environment; another bucketing moves every unit',
})
export class PutLayerInput extends InEnvironmentInput {
  @Field(() => String) layerKey: string;
  @Field(() => BucketingScalar) bucketing: Bucketing;
}
