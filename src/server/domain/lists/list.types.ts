import { Field, InputType, ObjectType } from 'type-graphql';
import type { Ref } from '../../../engine/evaluation';
import { connectionOf } from '../../foundation/connection.types';
import { NodeType } from '../../foundation/node.types';
import { RefScalar, RevisionScalar } from '../../foundation/scalars';
import { OwnedFilterInput, OwnedType } from '../flags/owned.types';
import type { ListEntity } from './list.entity';
import type { ListEntry } from './list.service';

@ObjectType('List', {
  implements: NodeType,
  description: 'Many ids, which conditions look a value up in; what it holds is per environment',
})
export class ListType
  extends OwnedType
  implements Omit<ListEntity, 'organizationId' | 'projectId' | 'ownerId'>
{
  @Field(() => RefScalar, { description: 'The value that is looked up' }) unit: Ref;
}

export const ListConnection = connectionOf('List', () => ListType);

@InputType('ListFilter')
export class ListFilterInput extends OwnedFilterInput {}

@ObjectType('ListEntry', { simpleResolvers: true })
export class ListEntryType implements ListEntry {
  @Field(() => String) value: string;
  @Field(() => RevisionScalar, { description: 'The revision that put it in' }) addedRevision: number;
}

export const ListEntryConnection = connectionOf('ListEntry', () => ListEntryType);
