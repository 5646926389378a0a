import { createUnionType, Field, ID, InputType, ObjectType } from 'type-graphql';
import { ConfigKindEnum, enumOf } from '../../foundation/enums.types';
import { DateTimeScalar, RevisionScalar } from '../../foundation/scalars';
import type { ConfigKind } from '../../../engine/protocol/messages';
import type { FieldChange } from '../configuration/diff';
import { FieldChangeType } from '../configuration/revision.types';
import { changeErrorCodes, type ChangeError, type ChangeErrorCode } from './change';
import type { ChangesOutcome, EnvironmentDiff } from './changes.service';
import type { ContestedItem, ExpectedRevision } from './expected-revisions';
import { ChangeInput } from './inputs/change-input.types';

@InputType('ExpectedRevisionInput')
export class ExpectedRevisionInput implements ExpectedRevision {
  @Field(() => ID) environmentId: string;
  @Field(() => RevisionScalar) revision: number;
}

@InputType('ApplyChangesInput')
export class ApplyChangesInput {
  @Field(() => [ChangeInput], { description: '1 to 5,000, applied in order, all or none' })
  changes: ChangeInput[];

  @Field(() => String, { nullable: true, description: 'Why; kept in the history' })
  comment?: string | null;

  @Field(() => Boolean, { nullable: true, description: 'Answers what would happen and writes nothing' })
  dryRun?: boolean | null;

  @Field(() => [ExpectedRevisionInput], {
    nullable: true,
    description: 'What the caller had seen: a conflict when an item the change touches was written after it',
  })
  expectedRevisions?: ExpectedRevisionInput[] | null;
}

@ObjectType('PublishedRevision')
export class PublishedRevisionType {
  @Field(() => ID) environmentId: string;
  @Field(() => RevisionScalar) revision: number;
  @Field(() => DateTimeScalar) committedAt: number;
}

@ObjectType('EnvironmentDiff', { description: 'What a change makes different in one environment' })
export class EnvironmentDiffType implements EnvironmentDiff {
  @Field(() => ID) environmentId: string;
  @Field(() => [FieldChangeType]) changes: FieldChange[];
}

@ObjectType('ChangesPublished', {
  description: 'SDKs are being told; no revisions: nothing they see is different',
})
export class ChangesPublishedType {
  @Field(() => ID) changeId: string;
  @Field(() => [PublishedRevisionType]) revisions: PublishedRevisionType[];
  @Field(() => [EnvironmentDiffType]) diff: EnvironmentDiff[];
}

@ObjectType('ChangesPreviewed', { description: 'The answer to a dry run' })
export class ChangesPreviewedType {
  @Field(() => [EnvironmentDiffType]) diff: EnvironmentDiff[];
}

@ObjectType('ContestedItem', { description: 'Written by somebody else after what the caller had seen' })
export class ContestedItemType implements ContestedItem {
  @Field(() => ID) environmentId: string;
  @Field(() => ConfigKindEnum) kind: ConfigKind;
  @Field(() => String) key: string;
  @Field(() => RevisionScalar, { description: 'The revision that wrote it' }) revision: number;
  @Field(() => [String], { description: 'The paths that were written since then' }) contestedPaths: string[];
  @Field(() => [FieldChangeType], { description: 'What was written since then' }) theirs: FieldChange[];
  @Field(() => [FieldChangeType], { description: 'What this change would do to it now' })
  yours: FieldChange[];
}

@ObjectType('ChangesConflicted', { description: 'Nothing was written: look again, and decide anew' })
export class ChangesConflictedType {
  @Field(() => [ContestedItemType]) conflicts: ContestedItem[];
}

const ChangeErrorCodeEnum = enumOf<ChangeErrorCode>('ChangeErrorCode', changeErrorCodes);

@ObjectType('ChangeError')
export class ChangeErrorType implements ChangeError {
  @Field(() => ChangeErrorCodeEnum) code: ChangeErrorCode;

  @Field(() => String, {
    description:
      'In the input (`changes[0].addRule.when.op`) or in what it would make (`production.flag.checkout.rules[0]`)',
  })
  path: string;

  @Field(() => String) message: string;
}

@ObjectType('ChangesInvalid', { description: 'Nothing was written; every fault that was found' })
export class ChangesInvalidType {
  @Field(() => [ChangeErrorType]) errors: ChangeError[];
}

const members = {
  PUBLISHED: ChangesPublishedType,
  PREVIEWED: ChangesPreviewedType,
  CONFLICTED: ChangesConflictedType,
  INVALID: ChangesInvalidType,
};

export const ApplyChangesPayload = createUnionType({
  name: 'ApplyChangesPayload',
  types: () =>
    [ChangesPublishedType, ChangesPreviewedType, ChangesConflictedType, ChangesInvalidType] as const,
  resolveType: (outcome: unknown) => members[(outcome as ChangesOutcome).outcome],
});
