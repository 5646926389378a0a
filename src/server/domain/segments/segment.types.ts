import { Directive, Field, InputType, ObjectType } from 'type-graphql';
import type { Condition } from '../../../engine/evaluation';
import { connectionOf } from '../../foundation/connection.types';
import { NodeType } from '../../foundation/node.types';
import { ConditionScalar, RevisionScalar } from '../../foundation/scalars';
import type { FlagEntity } from '../flags/flag.entity';
import { FlagType } from '../flags/flag.types';
import { OwnedFilterInput, OwnedType } from '../flags/owned.types';
import type { SegmentEntity } from './segment.entity';
import type { SegmentDefinition, SegmentUse } from './segment.service';

@Directive('@key(fields: "id")')
@Directive('@key(fields: "project { id } key")')
@ObjectType('Segment', {
  implements: NodeType,
  description: 'A reusable audience; whom it holds is defined per environment',
})
export class SegmentType
  extends OwnedType
  implements Omit<SegmentEntity, 'organizationId' | 'projectId' | 'ownerId'> {}

export const SegmentConnection = connectionOf('Segment', () => SegmentType);

@InputType('SegmentFilter')
export class SegmentFilterInput extends OwnedFilterInput {}

@ObjectType('SegmentDefinition', { simpleResolvers: true })
export class SegmentDefinitionType implements SegmentDefinition {
  @Field(() => ConditionScalar) when: Condition;
  @Field(() => RevisionScalar, { description: 'The revision that wrote it' }) revision: number;
}

@ObjectType('SegmentUse', { description: 'What names the segment: one of the two', simpleResolvers: true })
export class SegmentUseType implements SegmentUse {
  @Field(() => FlagType, { nullable: true }) flag: FlagEntity | null;
  @Field(() => SegmentType, { nullable: true }) segment: SegmentEntity | null;
}

export const SegmentUseConnection = connectionOf('SegmentUse', () => SegmentUseType);
