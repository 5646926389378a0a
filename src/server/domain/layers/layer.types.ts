import { Field, InputType, ObjectType } from 'type-graphql';
import type { Bucketing, Ref } from '../../../engine/evaluation';
import { connectionOf } from '../../foundation/connection.types';
import { NodeType } from '../../foundation/node.types';
import { JsonScalar, RefScalar, RevisionScalar } from '../../foundation/scalars';
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
  @Field(() => RefScalar, { description: 'What is shared out' }) unit: Ref;
  @Field(() => String) seed: string;
}

export const LayerConnection = connectionOf('Layer', () => LayerType);

@InputType('LayerFilter')
export class LayerFilterInput extends OwnedFilterInput {}

@ObjectType('LayerDefinition', { simpleResolvers: true })
export class LayerDefinitionType implements LayerDefinition {
  @Field(() => JsonScalar, { description: 'From a unit to a position' }) bucketing: Bucketing;
  @Field(() => RevisionScalar, { description: 'The revision that wrote it' }) revision: number;
}
