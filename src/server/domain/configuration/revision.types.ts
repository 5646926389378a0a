import { Field, ID, ObjectType } from 'type-graphql';
import type { Json } from '../../../engine/evaluation/types';
import type { ChangeOp, ConfigKind } from '../../../engine/protocol/messages';
import type { Author } from '../../foundation/actor';
import { connectionOf } from '../../foundation/connection.types';
import { ChangeOpEnum, ConfigKindEnum, enumOf } from '../../foundation/enums.types';
import { DateTimeScalar, JsonScalar, RevisionScalar } from '../../foundation/scalars';
import { AuthorKindEnum } from '../organizations/audit-entry.types';
import { fieldChangeOps, type FieldChange, type FieldChangeOp } from './diff';
import type { ItemChange, Revision } from './history';

const FieldChangeOpEnum = enumOf(
  'FieldChangeOp',
  fieldChangeOps,
  'MOVED: only the order of the rules changed',
);

@ObjectType('Author', { description: 'Who did something, under the name of that time' })
export class AuthorType implements Author {
  @Field(() => AuthorKindEnum) kind: Author['kind'];
  @Field(() => ID, { nullable: true }) id: string | null;
  @Field(() => String) name: string;
}

@ObjectType('ItemChange', { description: 'An object that a revision wrote' })
export class ItemChangeType implements ItemChange {
  @Field(() => ConfigKindEnum) kind: ConfigKind;
  @Field(() => String) key: string;
  @Field(() => ChangeOpEnum) op: ChangeOp;
}

@ObjectType('FieldChange', { description: 'One thing that differs between two states of an object' })
export class FieldChangeType implements FieldChange {
  @Field(() => ConfigKindEnum) kind: ConfigKind;
  @Field(() => String) key: string;

  @Field(() => String, {
    description: '`on`, `rules[<id>].when`, `variants[<name>].value`; empty for the object as a whole',
  })
  path: string;

  @Field(() => FieldChangeOpEnum) op: FieldChangeOp;
  @Field(() => JsonScalar, { nullable: true, description: 'Null on ADDED; the old position on MOVED' })
  before: Json;
  @Field(() => JsonScalar, { nullable: true, description: 'Null on REMOVED; the new position on MOVED' })
  after: Json;
}

@ObjectType('EnvironmentRevision', { description: 'One committed change of an environment' })
export class RevisionType implements Omit<Revision, 'environmentId'> {
  @Field(() => RevisionScalar) revision: number;
  @Field(() => DateTimeScalar) committedAt: number;
  @Field(() => AuthorType) author: Author;
  @Field(() => String, { nullable: true }) comment: string | null;

  @Field(() => ID, { nullable: true, description: 'The same in every environment that one change wrote to' })
  changeId: string | null;

  @Field(() => String, { description: 'What was asked for, e.g. `applyChanges`' }) action: string;
  @Field(() => [ItemChangeType]) changes: ItemChange[];
}

export const RevisionConnection = connectionOf('EnvironmentRevision', () => RevisionType);
