import { Field, InputType, ObjectType } from 'type-graphql';
import type { Bucketing, Ref } from '../../../engine/evaluation';
import { connectionOf } from '../../foundation/connection.types';
import { NodeType } from '../../foundation/node.types';
import { BucketingScalar, RefScalar, RevisionScalar } from '../../foundation/scalars';
import { OwnedFilterInput, OwnedType } from '../flags/owned.types';
import type { LayerEntity } from './layer.entity';
import type { LayerDefinition } from './layer.service';

@ObjectType('Layer', {
  implements: NodeType,
  description: 'Mutual exclusion: what holds disjoint ranges of one layer never meets in one unit',
})
export class LayerType
  extends OwnedType
  implements Omit<LayerEntity, 'organizationId' | 'projectId' | 'ownerId'>
{
  @Field(() => RefScalar, { description: 'What is shared out where its definition says nothing else' })
  unit: Ref;

  @Field(() => String, { description: 'What is hashed with it where its definition says nothing else' })
  seed: string;
}

export const LayerConnection = connectionOf('Layer', () => LayerType);

@InputType('LayerFilter')
export class LayerFilterInput extends OwnedFilterInput {}

@ObjectType('LayerDefinition', { simpleResolvers: true })
export class LayerDefinitionType implements LayerDefinition {
  @Field(() => BucketingScalar) bucketing: Bucketing;
  @Field(() => RevisionScalar, { description: 'The revision that wrote it' }) revision: number;
}
