/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { Bucketing, Condition, Json, Ref, Serve } from '../../engine/evaluation/types';
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';
/** Unless the other flag is on and serves one of the variants, this one serves its off variant */
export type AddPrerequisiteInput = {
  environmentId: string | number;
  flagKey: string;
  prerequisiteKey: string;
  variants: Array<string>;
};

export type AddRuleInput = {
  /** Last when absent */
  beforeRuleId?: string | null | undefined;
  description?: string | null | undefined;
  environmentId: string | number;
  flagKey: string;
  reason?: Reason | null | undefined;
  /** Made up when absent */
  ruleId?: string | null | undefined;
  serve?: Serve | null | undefined;
  when: Condition;
};

/** A unit has one target at most: it leaves the others */
export type AddTargetsInput = {
  environmentId: string | number;
  flagKey: string;
  keys: Array<string>;
  /** Kind of context: `user` when absent */
  kind?: string | null | undefined;
  variant: string;
};

/** At most 10,000 ids */
export type AddToListInput = {
  environmentId: string | number;
  ids: Array<string>;
  listKey: string;
};

export type ApplyChangesInput = {
  /** 1 to 5,000, applied in order, all or none */
  changes: Array<ChangeInput>;
  /** Why; kept in the history */
  comment?: string | null | undefined;
  /** Answers what would happen and writes nothing */
  dryRun?: boolean | null | undefined;
  /** What the caller had seen: a conflict when an item the change touches was written after it */
  expectedRevisions?: Array<ExpectedRevisionInput> | null | undefined;
};

/** Its keys stop; its configuration and its history stay */
export type ArchiveEnvironmentInput = {
  environmentId: string | number;
};

/** It is gone for every SDK; its key stays taken */
export type ArchiveFlagInput = {
  flagKey: string;
  projectId: string | number;
};

/** Refused while something refers to it */
export type ArchiveLayerInput = {
  layerKey: string;
  projectId: string | number;
};

/** Refused while something refers to it */
export type ArchiveListInput = {
  listKey: string;
  projectId: string | number;
};

/** Refused while something refers to it */
export type ArchiveSegmentInput = {
  projectId: string | number;
  segmentKey: string;
};

/** A point in the history of an environment */
export type AsOf =
  {   revision: string; time?: never; }
  |  { revision?: never;   /** Stands for the last revision committed by then */
  time: string; };

export type ChangeErrorCode =
  | 'CYCLE'
  | 'DUPLICATE_KEY'
  | 'INVALID'
  | 'IN_USE'
  | 'NOT_FOUND';

/** Exactly one intent */
export type ChangeInput =
  {   addPrerequisite: AddPrerequisiteInput; addRule?: never; addTargets?: never; addToList?: never; archiveEnvironment?: never; archiveFlag?: never; archiveLayer?: never; archiveList?: never; archiveSegment?: never; cloneFlag?: never; copyConfiguration?: never; createEnvironment?: never; createFlag?: never; createLayer?: never; createList?: never; createSegment?: never; moveRule?: never; putLayer?: never; putSegment?: never; putVariant?: never; removeFromList?: never; removePrerequisite?: never; removeRule?: never; removeTargets?: never; removeVariant?: never; replaceConfiguration?: never; restoreEnvironment?: never; restoreFlag?: never; restoreLayer?: never; restoreList?: never; restoreRevision?: never; restoreSegment?: never; setFallthrough?: never; setFlagOn?: never; setOffVariant?: never; setRollout?: never; updateEnvironment?: never; updateFlag?: never; updateLayer?: never; updateList?: never; updateRule?: never; updateSegment?: never; }
  |  { addPrerequisite?: never;   addRule: AddRuleInput; addTargets?: never; addToList?: never; archiveEnvironment?: never; archiveFlag?: never; archiveLayer?: never; archiveList?: never; archiveSegment?: never; cloneFlag?: never; copyConfiguration?: never; createEnvironment?: never; createFlag?: never; createLayer?: never; createList?: never; createSegment?: never; moveRule?: never; putLayer?: never; putSegment?: never; putVariant?: never; removeFromList?: never; removePrerequisite?: never; removeRule?: never; removeTargets?: never; removeVariant?: never; replaceConfiguration?: never; restoreEnvironment?: never; restoreFlag?: never; restoreLayer?: never; restoreList?: never; restoreRevision?: never; restoreSegment?: never; setFallthrough?: never; setFlagOn?: never; setOffVariant?: never; setRollout?: never; updateEnvironment?: never; updateFlag?: never; updateLayer?: never; updateList?: never; updateRule?: never; updateSegment?: never; }
  |  { addPrerequisite?: never; addRule?: never;   addTargets: AddTargetsInput; addToList?: never; archiveEnvironment?: never; archiveFlag?: never; archiveLayer?: never; archiveList?: never; archiveSegment?: never; cloneFlag?: never; copyConfiguration?: never; createEnvironment?: never; createFlag?: never; createLayer?: never; createList?: never; createSegment?: never; moveRule?: never; putLayer?: never; putSegment?: never; putVariant?: never; removeFromList?: never; removePrerequisite?: never; removeRule?: never; removeTargets?: never; removeVariant?: never; replaceConfiguration?: never; restoreEnvironment?: never; restoreFlag?: never; restoreLayer?: never; restoreList?: never; restoreRevision?: never; restoreSegment?: never; setFallthrough?: never; setFlagOn?: never; setOffVariant?: never; setRollout?: never; updateEnvironment?: never; updateFlag?: never; updateLayer?: never; updateList?: never; updateRule?: never; updateSegment?: never; }
  |  { addPrerequisite?: never; addRule?: never; addTargets?: never;   addToList: AddToListInput; archiveEnvironment?: never; archiveFlag?: never; archiveLayer?: never; archiveList?: never; archiveSegment?: never; cloneFlag?: never; copyConfiguration?: never; createEnvironment?: never; createFlag?: never; createLayer?: never; createList?: never; createSegment?: never; moveRule?: never; putLayer?: never; putSegment?: never; putVariant?: never; removeFromList?: never; removePrerequisite?: never; removeRule?: never; removeTargets?: never; removeVariant?: never; replaceConfiguration?: never; restoreEnvironment?: never; restoreFlag?: never; restoreLayer?: never; restoreList?: never; restoreRevision?: never; restoreSegment?: never; setFallthrough?: never; setFlagOn?: never; setOffVariant?: never; setRollout?: never; updateEnvironment?: never; updateFlag?: never; updateLayer?: never; updateList?: never; updateRule?: never; updateSegment?: never; }
  |  { addPrerequisite?: never; addRule?: never; addTargets?: never; addToList?: never;   archiveEnvironment: ArchiveEnvironmentInput; archiveFlag?: never; archiveLayer?: never; archiveList?: never; archiveSegment?: never; cloneFlag?: never; copyConfiguration?: never; createEnvironment?: never; createFlag?: never; createLayer?: never; createList?: never; createSegment?: never; moveRule?: never; putLayer?: never; putSegment?: never; putVariant?: never; removeFromList?: never; removePrerequisite?: never; removeRule?: never; removeTargets?: never; removeVariant?: never; replaceConfiguration?: never; restoreEnvironment?: never; restoreFlag?: never; restoreLayer?: never; restoreList?: never; restoreRevision?: never; restoreSegment?: never; setFallthrough?: never; setFlagOn?: never; setOffVariant?: never; setRollout?: never; updateEnvironment?: never; updateFlag?: never; updateLayer?: never; updateList?: never; updateRule?: never; updateSegment?: never; }
  |  { addPrerequisite?: never; addRule?: never; addTargets?: never; addToList?: never; archiveEnvironment?: never;   archiveFlag: ArchiveFlagInput; archiveLayer?: never; archiveList?: never; archiveSegment?: never; cloneFlag?: never; copyConfiguration?: never; createEnvironment?: never; createFlag?: never; createLayer?: never; createList?: never; createSegment?: never; moveRule?: never; putLayer?: never; putSegment?: never; putVariant?: never; removeFromList?: never; removePrerequisite?: never; removeRule?: never; removeTargets?: never; removeVariant?: never; replaceConfiguration?: never; restoreEnvironment?: never; restoreFlag?: never; restoreLayer?: never; restoreList?: never; restoreRevision?: never; restoreSegment?: never; setFallthrough?: never; setFlagOn?: never; setOffVariant?: never; setRollout?: never; updateEnvironment?: never; updateFlag?: never; updateLayer?: never; updateList?: never; updateRule?: never; updateSegment?: never; }
  |  { addPrerequisite?: never; addRule?: never; addTargets?: never; addToList?: never; archiveEnvironment?: never; archiveFlag?: never;   archiveLayer: ArchiveLayerInput; archiveList?: never; archiveSegment?: never; cloneFlag?: never; copyConfiguration?: never; createEnvironment?: never; createFlag?: never; createLayer?: never; createList?: never; createSegment?: never; moveRule?: never; putLayer?: never; putSegment?: never; putVariant?: never; removeFromList?: never; removePrerequisite?: never; removeRule?: never; removeTargets?: never; removeVariant?: never; replaceConfiguration?: never; restoreEnvironment?: never; restoreFlag?: never; restoreLayer?: never; restoreList?: never; restoreRevision?: never; restoreSegment?: never; setFallthrough?: never; setFlagOn?: never; setOffVariant?: never; setRollout?: never; updateEnvironment?: never; updateFlag?: never; updateLayer?: never; updateList?: never; updateRule?: never; updateSegment?: never; }
  |  { addPrerequisite?: never; addRule?: never; addTargets?: never; addToList?: never; archiveEnvironment?: never; archiveFlag?: never; archiveLayer?: never;   archiveList: ArchiveListInput; archiveSegment?: never; cloneFlag?: never; copyConfiguration?: never; createEnvironment?: never; createFlag?: never; createLayer?: never; createList?: never; createSegment?: never; moveRule?: never; putLayer?: never; putSegment?: never; putVariant?: never; removeFromList?: never; removePrerequisite?: never; removeRule?: never; removeTargets?: never; removeVariant?: never; replaceConfiguration?: never; restoreEnvironment?: never; restoreFlag?: never; restoreLayer?: never; restoreList?: never; restoreRevision?: never; restoreSegment?: never; setFallthrough?: never; setFlagOn?: never; setOffVariant?: never; setRollout?: never; updateEnvironment?: never; updateFlag?: never; updateLayer?: never; updateList?: never; updateRule?: never; updateSegment?: never; }
  |  { addPrerequisite?: never; addRule?: never; addTargets?: never; addToList?: never; archiveEnvironment?: never; archiveFlag?: never; archiveLayer?: never; archiveList?: never;   archiveSegment: ArchiveSegmentInput; cloneFlag?: never; copyConfiguration?: never; createEnvironment?: never; createFlag?: never; createLayer?: never; createList?: never; createSegment?: never; moveRule?: never; putLayer?: never; putSegment?: never; putVariant?: never; removeFromList?: never; removePrerequisite?: never; removeRule?: never; removeTargets?: never; removeVariant?: never; replaceConfiguration?: never; restoreEnvironment?: never; restoreFlag?: never; restoreLayer?: never; restoreList?: never; restoreRevision?: never; restoreSegment?: never; setFallthrough?: never; setFlagOn?: never; setOffVariant?: never; setRollout?: never; updateEnvironment?: never; updateFlag?: never; updateLayer?: never; updateList?: never; updateRule?: never; updateSegment?: never; }
  |  { addPrerequisite?: never; addRule?: never; addTargets?: never; addToList?: never; archiveEnvironment?: never; archiveFlag?: never; archiveLayer?: never; archiveList?: never; archiveSegment?: never;   cloneFlag: CloneFlagInput; copyConfiguration?: never; createEnvironment?: never; createFlag?: never; createLayer?: never; createList?: never; createSegment?: never; moveRule?: never; putLayer?: never; putSegment?: never; putVariant?: never; removeFromList?: never; removePrerequisite?: never; removeRule?: never; removeTargets?: never; removeVariant?: never; replaceConfiguration?: never; restoreEnvironment?: never; restoreFlag?: never; restoreLayer?: never; restoreList?: never; restoreRevision?: never; restoreSegment?: never; setFallthrough?: never; setFlagOn?: never; setOffVariant?: never; setRollout?: never; updateEnvironment?: never; updateFlag?: never; updateLayer?: never; updateList?: never; updateRule?: never; updateSegment?: never; }
  |  { addPrerequisite?: never; addRule?: never; addTargets?: never; addToList?: never; archiveEnvironment?: never; archiveFlag?: never; archiveLayer?: never; archiveList?: never; archiveSegment?: never; cloneFlag?: never;   copyConfiguration: CopyConfigurationInput; createEnvironment?: never; createFlag?: never; createLayer?: never; createList?: never; createSegment?: never; moveRule?: never; putLayer?: never; putSegment?: never; putVariant?: never; removeFromList?: never; removePrerequisite?: never; removeRule?: never; removeTargets?: never; removeVariant?: never; replaceConfiguration?: never; restoreEnvironment?: never; restoreFlag?: never; restoreLayer?: never; restoreList?: never; restoreRevision?: never; restoreSegment?: never; setFallthrough?: never; setFlagOn?: never; setOffVariant?: never; setRollout?: never; updateEnvironment?: never; updateFlag?: never; updateLayer?: never; updateList?: never; updateRule?: never; updateSegment?: never; }
  |  { addPrerequisite?: never; addRule?: never; addTargets?: never; addToList?: never; archiveEnvironment?: never; archiveFlag?: never; archiveLayer?: never; archiveList?: never; archiveSegment?: never; cloneFlag?: never; copyConfiguration?: never;   createEnvironment: CreateEnvironmentInput; createFlag?: never; createLayer?: never; createList?: never; createSegment?: never; moveRule?: never; putLayer?: never; putSegment?: never; putVariant?: never; removeFromList?: never; removePrerequisite?: never; removeRule?: never; removeTargets?: never; removeVariant?: never; replaceConfiguration?: never; restoreEnvironment?: never; restoreFlag?: never; restoreLayer?: never; restoreList?: never; restoreRevision?: never; restoreSegment?: never; setFallthrough?: never; setFlagOn?: never; setOffVariant?: never; setRollout?: never; updateEnvironment?: never; updateFlag?: never; updateLayer?: never; updateList?: never; updateRule?: never; updateSegment?: never; }
  |  { addPrerequisite?: never; addRule?: never; addTargets?: never; addToList?: never; archiveEnvironment?: never; archiveFlag?: never; archiveLayer?: never; archiveList?: never; archiveSegment?: never; cloneFlag?: never; copyConfiguration?: never; createEnvironment?: never;   createFlag: CreateFlagInput; createLayer?: never; createList?: never; createSegment?: never; moveRule?: never; putLayer?: never; putSegment?: never; putVariant?: never; removeFromList?: never; removePrerequisite?: never; removeRule?: never; removeTargets?: never; removeVariant?: never; replaceConfiguration?: never; restoreEnvironment?: never; restoreFlag?: never; restoreLayer?: never; restoreList?: never; restoreRevision?: never; restoreSegment?: never; setFallthrough?: never; setFlagOn?: never; setOffVariant?: never; setRollout?: never; updateEnvironment?: never; updateFlag?: never; updateLayer?: never; updateList?: never; updateRule?: never; updateSegment?: never; }
  |  { addPrerequisite?: never; addRule?: never; addTargets?: never; addToList?: never; archiveEnvironment?: never; archiveFlag?: never; archiveLayer?: never; archiveList?: never; archiveSegment?: never; cloneFlag?: never; copyConfiguration?: never; createEnvironment?: never; createFlag?: never;   createLayer: CreateLayerInput; createList?: never; createSegment?: never; moveRule?: never; putLayer?: never; putSegment?: never; putVariant?: never; removeFromList?: never; removePrerequisite?: never; removeRule?: never; removeTargets?: never; removeVariant?: never; replaceConfiguration?: never; restoreEnvironment?: never; restoreFlag?: never; restoreLayer?: never; restoreList?: never; restoreRevision?: never; restoreSegment?: never; setFallthrough?: never; setFlagOn?: never; setOffVariant?: never; setRollout?: never; updateEnvironment?: never; updateFlag?: never; updateLayer?: never; updateList?: never; updateRule?: never; updateSegment?: never; }
  |  { addPrerequisite?: never; addRule?: never; addTargets?: never; addToList?: never; archiveEnvironment?: never; archiveFlag?: never; archiveLayer?: never; archiveList?: never; archiveSegment?: never; cloneFlag?: never; copyConfiguration?: never; createEnvironment?: never; createFlag?: never; createLayer?: never;   createList: CreateListInput; createSegment?: never; moveRule?: never; putLayer?: never; putSegment?: never; putVariant?: never; removeFromList?: never; removePrerequisite?: never; removeRule?: never; removeTargets?: never; removeVariant?: never; replaceConfiguration?: never; restoreEnvironment?: never; restoreFlag?: never; restoreLayer?: never; restoreList?: never; restoreRevision?: never; restoreSegment?: never; setFallthrough?: never; setFlagOn?: never; setOffVariant?: never; setRollout?: never; updateEnvironment?: never; updateFlag?: never; updateLayer?: never; updateList?: never; updateRule?: never; updateSegment?: never; }
  |  { addPrerequisite?: never; addRule?: never; addTargets?: never; addToList?: never; archiveEnvironment?: never; archiveFlag?: never; archiveLayer?: never; archiveList?: never; archiveSegment?: never; cloneFlag?: never; copyConfiguration?: never; createEnvironment?: never; createFlag?: never; createLayer?: never; createList?: never;   createSegment: CreateSegmentInput; moveRule?: never; putLayer?: never; putSegment?: never; putVariant?: never; removeFromList?: never; removePrerequisite?: never; removeRule?: never; removeTargets?: never; removeVariant?: never; replaceConfiguration?: never; restoreEnvironment?: never; restoreFlag?: never; restoreLayer?: never; restoreList?: never; restoreRevision?: never; restoreSegment?: never; setFallthrough?: never; setFlagOn?: never; setOffVariant?: never; setRollout?: never; updateEnvironment?: never; updateFlag?: never; updateLayer?: never; updateList?: never; updateRule?: never; updateSegment?: never; }
  |  { addPrerequisite?: never; addRule?: never; addTargets?: never; addToList?: never; archiveEnvironment?: never; archiveFlag?: never; archiveLayer?: never; archiveList?: never; archiveSegment?: never; cloneFlag?: never; copyConfiguration?: never; createEnvironment?: never; createFlag?: never; createLayer?: never; createList?: never; createSegment?: never;   moveRule: MoveRuleInput; putLayer?: never; putSegment?: never; putVariant?: never; removeFromList?: never; removePrerequisite?: never; removeRule?: never; removeTargets?: never; removeVariant?: never; replaceConfiguration?: never; restoreEnvironment?: never; restoreFlag?: never; restoreLayer?: never; restoreList?: never; restoreRevision?: never; restoreSegment?: never; setFallthrough?: never; setFlagOn?: never; setOffVariant?: never; setRollout?: never; updateEnvironment?: never; updateFlag?: never; updateLayer?: never; updateList?: never; updateRule?: never; updateSegment?: never; }
  |  { addPrerequisite?: never; addRule?: never; addTargets?: never; addToList?: never; archiveEnvironment?: never; archiveFlag?: never; archiveLayer?: never; archiveList?: never; archiveSegment?: never; cloneFlag?: never; copyConfiguration?: never; createEnvironment?: never; createFlag?: never; createLayer?: never; createList?: never; createSegment?: never; moveRule?: never;   putLayer: PutLayerInput; putSegment?: never; putVariant?: never; removeFromList?: never; removePrerequisite?: never; removeRule?: never; removeTargets?: never; removeVariant?: never; replaceConfiguration?: never; restoreEnvironment?: never; restoreFlag?: never; restoreLayer?: never; restoreList?: never; restoreRevision?: never; restoreSegment?: never; setFallthrough?: never; setFlagOn?: never; setOffVariant?: never; setRollout?: never; updateEnvironment?: never; updateFlag?: never; updateLayer?: never; updateList?: never; updateRule?: never; updateSegment?: never; }
  |  { addPrerequisite?: never; addRule?: never; addTargets?: never; addToList?: never; archiveEnvironment?: never; archiveFlag?: never; archiveLayer?: never; archiveList?: never; archiveSegment?: never; cloneFlag?: never; copyConfiguration?: never; createEnvironment?: never; createFlag?: never; createLayer?: never; createList?: never; createSegment?: never; moveRule?: never; putLayer?: never;   putSegment: PutSegmentInput; putVariant?: never; removeFromList?: never; removePrerequisite?: never; removeRule?: never; removeTargets?: never; removeVariant?: never; replaceConfiguration?: never; restoreEnvironment?: never; restoreFlag?: never; restoreLayer?: never; restoreList?: never; restoreRevision?: never; restoreSegment?: never; setFallthrough?: never; setFlagOn?: never; setOffVariant?: never; setRollout?: never; updateEnvironment?: never; updateFlag?: never; updateLayer?: never; updateList?: never; updateRule?: never; updateSegment?: never; }
  |  { addPrerequisite?: never; addRule?: never; addTargets?: never; addToList?: never; archiveEnvironment?: never; archiveFlag?: never; archiveLayer?: never; archiveList?: never; archiveSegment?: never; cloneFlag?: never; copyConfiguration?: never; createEnvironment?: never; createFlag?: never; createLayer?: never; createList?: never; createSegment?: never; moveRule?: never; putLayer?: never; putSegment?: never;   putVariant: PutVariantInput; removeFromList?: never; removePrerequisite?: never; removeRule?: never; removeTargets?: never; removeVariant?: never; replaceConfiguration?: never; restoreEnvironment?: never; restoreFlag?: never; restoreLayer?: never; restoreList?: never; restoreRevision?: never; restoreSegment?: never; setFallthrough?: never; setFlagOn?: never; setOffVariant?: never; setRollout?: never; updateEnvironment?: never; updateFlag?: never; updateLayer?: never; updateList?: never; updateRule?: never; updateSegment?: never; }
  |  { addPrerequisite?: never; addRule?: never; addTargets?: never; addToList?: never; archiveEnvironment?: never; archiveFlag?: never; archiveLayer?: never; archiveList?: never; archiveSegment?: never; cloneFlag?: never; copyConfiguration?: never; createEnvironment?: never; createFlag?: never; createLayer?: never; createList?: never; createSegment?: never; moveRule?: never; putLayer?: never; putSegment?: never; putVariant?: never;   removeFromList: RemoveFromListInput; removePrerequisite?: never; removeRule?: never; removeTargets?: never; removeVariant?: never; replaceConfiguration?: never; restoreEnvironment?: never; restoreFlag?: never; restoreLayer?: never; restoreList?: never; restoreRevision?: never; restoreSegment?: never; setFallthrough?: never; setFlagOn?: never; setOffVariant?: never; setRollout?: never; updateEnvironment?: never; updateFlag?: never; updateLayer?: never; updateList?: never; updateRule?: never; updateSegment?: never; }
  |  { addPrerequisite?: never; addRule?: never; addTargets?: never; addToList?: never; archiveEnvironment?: never; archiveFlag?: never; archiveLayer?: never; archiveList?: never; archiveSegment?: never; cloneFlag?: never; copyConfiguration?: never; createEnvironment?: never; createFlag?: never; createLayer?: never; createList?: never; createSegment?: never; moveRule?: never; putLayer?: never; putSegment?: never; putVariant?: never; removeFromList?: never;   removePrerequisite: RemovePrerequisiteInput; removeRule?: never; removeTargets?: never; removeVariant?: never; replaceConfiguration?: never; restoreEnvironment?: never; restoreFlag?: never; restoreLayer?: never; restoreList?: never; restoreRevision?: never; restoreSegment?: never; setFallthrough?: never; setFlagOn?: never; setOffVariant?: never; setRollout?: never; updateEnvironment?: never; updateFlag?: never; updateLayer?: never; updateList?: never; updateRule?: never; updateSegment?: never; }
  |  { addPrerequisite?: never; addRule?: never; addTargets?: never; addToList?: never; archiveEnvironment?: never; archiveFlag?: never; archiveLayer?: never; archiveList?: never; archiveSegment?: never; cloneFlag?: never; copyConfiguration?: never; createEnvironment?: never; createFlag?: never; createLayer?: never; createList?: never; createSegment?: never; moveRule?: never; putLayer?: never; putSegment?: never; putVariant?: never; removeFromList?: never; removePrerequisite?: never;   removeRule: RemoveRuleInput; removeTargets?: never; removeVariant?: never; replaceConfiguration?: never; restoreEnvironment?: never; restoreFlag?: never; restoreLayer?: never; restoreList?: never; restoreRevision?: never; restoreSegment?: never; setFallthrough?: never; setFlagOn?: never; setOffVariant?: never; setRollout?: never; updateEnvironment?: never; updateFlag?: never; updateLayer?: never; updateList?: never; updateRule?: never; updateSegment?: never; }
  |  { addPrerequisite?: never; addRule?: never; addTargets?: never; addToList?: never; archiveEnvironment?: never; archiveFlag?: never; archiveLayer?: never; archiveList?: never; archiveSegment?: never; cloneFlag?: never; copyConfiguration?: never; createEnvironment?: never; createFlag?: never; createLayer?: never; createList?: never; createSegment?: never; moveRule?: never; putLayer?: never; putSegment?: never; putVariant?: never; removeFromList?: never; removePrerequisite?: never; removeRule?: never;   removeTargets: RemoveTargetsInput; removeVariant?: never; replaceConfiguration?: never; restoreEnvironment?: never; restoreFlag?: never; restoreLayer?: never; restoreList?: never; restoreRevision?: never; restoreSegment?: never; setFallthrough?: never; setFlagOn?: never; setOffVariant?: never; setRollout?: never; updateEnvironment?: never; updateFlag?: never; updateLayer?: never; updateList?: never; updateRule?: never; updateSegment?: never; }
  |  { addPrerequisite?: never; addRule?: never; addTargets?: never; addToList?: never; archiveEnvironment?: never; archiveFlag?: never; archiveLayer?: never; archiveList?: never; archiveSegment?: never; cloneFlag?: never; copyConfiguration?: never; createEnvironment?: never; createFlag?: never; createLayer?: never; createList?: never; createSegment?: never; moveRule?: never; putLayer?: never; putSegment?: never; putVariant?: never; removeFromList?: never; removePrerequisite?: never; removeRule?: never; removeTargets?: never;   removeVariant: RemoveVariantInput; replaceConfiguration?: never; restoreEnvironment?: never; restoreFlag?: never; restoreLayer?: never; restoreList?: never; restoreRevision?: never; restoreSegment?: never; setFallthrough?: never; setFlagOn?: never; setOffVariant?: never; setRollout?: never; updateEnvironment?: never; updateFlag?: never; updateLayer?: never; updateList?: never; updateRule?: never; updateSegment?: never; }
  |  { addPrerequisite?: never; addRule?: never; addTargets?: never; addToList?: never; archiveEnvironment?: never; archiveFlag?: never; archiveLayer?: never; archiveList?: never; archiveSegment?: never; cloneFlag?: never; copyConfiguration?: never; createEnvironment?: never; createFlag?: never; createLayer?: never; createList?: never; createSegment?: never; moveRule?: never; putLayer?: never; putSegment?: never; putVariant?: never; removeFromList?: never; removePrerequisite?: never; removeRule?: never; removeTargets?: never; removeVariant?: never;   replaceConfiguration: ReplaceConfigurationInput; restoreEnvironment?: never; restoreFlag?: never; restoreLayer?: never; restoreList?: never; restoreRevision?: never; restoreSegment?: never; setFallthrough?: never; setFlagOn?: never; setOffVariant?: never; setRollout?: never; updateEnvironment?: never; updateFlag?: never; updateLayer?: never; updateList?: never; updateRule?: never; updateSegment?: never; }
  |  { addPrerequisite?: never; addRule?: never; addTargets?: never; addToList?: never; archiveEnvironment?: never; archiveFlag?: never; archiveLayer?: never; archiveList?: never; archiveSegment?: never; cloneFlag?: never; copyConfiguration?: never; createEnvironment?: never; createFlag?: never; createLayer?: never; createList?: never; createSegment?: never; moveRule?: never; putLayer?: never; putSegment?: never; putVariant?: never; removeFromList?: never; removePrerequisite?: never; removeRule?: never; removeTargets?: never; removeVariant?: never; replaceConfiguration?: never;   restoreEnvironment: RestoreEnvironmentInput; restoreFlag?: never; restoreLayer?: never; restoreList?: never; restoreRevision?: never; restoreSegment?: never; setFallthrough?: never; setFlagOn?: never; setOffVariant?: never; setRollout?: never; updateEnvironment?: never; updateFlag?: never; updateLayer?: never; updateList?: never; updateRule?: never; updateSegment?: never; }
  |  { addPrerequisite?: never; addRule?: never; addTargets?: never; addToList?: never; archiveEnvironment?: never; archiveFlag?: never; archiveLayer?: never; archiveList?: never; archiveSegment?: never; cloneFlag?: never; copyConfiguration?: never; createEnvironment?: never; createFlag?: never; createLayer?: never; createList?: never; createSegment?: never; moveRule?: never; putLayer?: never; putSegment?: never; putVariant?: never; removeFromList?: never; removePrerequisite?: never; removeRule?: never; removeTargets?: never; removeVariant?: never; replaceConfiguration?: never; restoreEnvironment?: never;   restoreFlag: RestoreFlagInput; restoreLayer?: never; restoreList?: never; restoreRevision?: never; restoreSegment?: never; setFallthrough?: never; setFlagOn?: never; setOffVariant?: never; setRollout?: never; updateEnvironment?: never; updateFlag?: never; updateLayer?: never; updateList?: never; updateRule?: never; updateSegment?: never; }
  |  { addPrerequisite?: never; addRule?: never; addTargets?: never; addToList?: never; archiveEnvironment?: never; archiveFlag?: never; archiveLayer?: never; archiveList?: never; archiveSegment?: never; cloneFlag?: never; copyConfiguration?: never; createEnvironment?: never; createFlag?: never; createLayer?: never; createList?: never; createSegment?: never; moveRule?: never; putLayer?: never; putSegment?: never; putVariant?: never; removeFromList?: never; removePrerequisite?: never; removeRule?: never; removeTargets?: never; removeVariant?: never; replaceConfiguration?: never; restoreEnvironment?: never; restoreFlag?: never;   restoreLayer: RestoreLayerInput; restoreList?: never; restoreRevision?: never; restoreSegment?: never; setFallthrough?: never; setFlagOn?: never; setOffVariant?: never; setRollout?: never; updateEnvironment?: never; updateFlag?: never; updateLayer?: never; updateList?: never; updateRule?: never; updateSegment?: never; }
  |  { addPrerequisite?: never; addRule?: never; addTargets?: never; addToList?: never; archiveEnvironment?: never; archiveFlag?: never; archiveLayer?: never; archiveList?: never; archiveSegment?: never; cloneFlag?: never; copyConfiguration?: never; createEnvironment?: never; createFlag?: never; createLayer?: never; createList?: never; createSegment?: never; moveRule?: never; putLayer?: never; putSegment?: never; putVariant?: never; removeFromList?: never; removePrerequisite?: never; removeRule?: never; removeTargets?: never; removeVariant?: never; replaceConfiguration?: never; restoreEnvironment?: never; restoreFlag?: never; restoreLayer?: never;   restoreList: RestoreListInput; restoreRevision?: never; restoreSegment?: never; setFallthrough?: never; setFlagOn?: never; setOffVariant?: never; setRollout?: never; updateEnvironment?: never; updateFlag?: never; updateLayer?: never; updateList?: never; updateRule?: never; updateSegment?: never; }
  |  { addPrerequisite?: never; addRule?: never; addTargets?: never; addToList?: never; archiveEnvironment?: never; archiveFlag?: never; archiveLayer?: never; archiveList?: never; archiveSegment?: never; cloneFlag?: never; copyConfiguration?: never; createEnvironment?: never; createFlag?: never; createLayer?: never; createList?: never; createSegment?: never; moveRule?: never; putLayer?: never; putSegment?: never; putVariant?: never; removeFromList?: never; removePrerequisite?: never; removeRule?: never; removeTargets?: never; removeVariant?: never; replaceConfiguration?: never; restoreEnvironment?: never; restoreFlag?: never; restoreLayer?: never; restoreList?: never;   restoreRevision: RestoreRevisionInput; restoreSegment?: never; setFallthrough?: never; setFlagOn?: never; setOffVariant?: never; setRollout?: never; updateEnvironment?: never; updateFlag?: never; updateLayer?: never; updateList?: never; updateRule?: never; updateSegment?: never; }
  |  { addPrerequisite?: never; addRule?: never; addTargets?: never; addToList?: never; archiveEnvironment?: never; archiveFlag?: never; archiveLayer?: never; archiveList?: never; archiveSegment?: never; cloneFlag?: never; copyConfiguration?: never; createEnvironment?: never; createFlag?: never; createLayer?: never; createList?: never; createSegment?: never; moveRule?: never; putLayer?: never; putSegment?: never; putVariant?: never; removeFromList?: never; removePrerequisite?: never; removeRule?: never; removeTargets?: never; removeVariant?: never; replaceConfiguration?: never; restoreEnvironment?: never; restoreFlag?: never; restoreLayer?: never; restoreList?: never; restoreRevision?: never;   restoreSegment: RestoreSegmentInput; setFallthrough?: never; setFlagOn?: never; setOffVariant?: never; setRollout?: never; updateEnvironment?: never; updateFlag?: never; updateLayer?: never; updateList?: never; updateRule?: never; updateSegment?: never; }
  |  { addPrerequisite?: never; addRule?: never; addTargets?: never; addToList?: never; archiveEnvironment?: never; archiveFlag?: never; archiveLayer?: never; archiveList?: never; archiveSegment?: never; cloneFlag?: never; copyConfiguration?: never; createEnvironment?: never; createFlag?: never; createLayer?: never; createList?: never; createSegment?: never; moveRule?: never; putLayer?: never; putSegment?: never; putVariant?: never; removeFromList?: never; removePrerequisite?: never; removeRule?: never; removeTargets?: never; removeVariant?: never; replaceConfiguration?: never; restoreEnvironment?: never; restoreFlag?: never; restoreLayer?: never; restoreList?: never; restoreRevision?: never; restoreSegment?: never;   setFallthrough: SetFallthroughInput; setFlagOn?: never; setOffVariant?: never; setRollout?: never; updateEnvironment?: never; updateFlag?: never; updateLayer?: never; updateList?: never; updateRule?: never; updateSegment?: never; }
  |  { addPrerequisite?: never; addRule?: never; addTargets?: never; addToList?: never; archiveEnvironment?: never; archiveFlag?: never; archiveLayer?: never; archiveList?: never; archiveSegment?: never; cloneFlag?: never; copyConfiguration?: never; createEnvironment?: never; createFlag?: never; createLayer?: never; createList?: never; createSegment?: never; moveRule?: never; putLayer?: never; putSegment?: never; putVariant?: never; removeFromList?: never; removePrerequisite?: never; removeRule?: never; removeTargets?: never; removeVariant?: never; replaceConfiguration?: never; restoreEnvironment?: never; restoreFlag?: never; restoreLayer?: never; restoreList?: never; restoreRevision?: never; restoreSegment?: never; setFallthrough?: never;   setFlagOn: SetFlagOnInput; setOffVariant?: never; setRollout?: never; updateEnvironment?: never; updateFlag?: never; updateLayer?: never; updateList?: never; updateRule?: never; updateSegment?: never; }
  |  { addPrerequisite?: never; addRule?: never; addTargets?: never; addToList?: never; archiveEnvironment?: never; archiveFlag?: never; archiveLayer?: never; archiveList?: never; archiveSegment?: never; cloneFlag?: never; copyConfiguration?: never; createEnvironment?: never; createFlag?: never; createLayer?: never; createList?: never; createSegment?: never; moveRule?: never; putLayer?: never; putSegment?: never; putVariant?: never; removeFromList?: never; removePrerequisite?: never; removeRule?: never; removeTargets?: never; removeVariant?: never; replaceConfiguration?: never; restoreEnvironment?: never; restoreFlag?: never; restoreLayer?: never; restoreList?: never; restoreRevision?: never; restoreSegment?: never; setFallthrough?: never; setFlagOn?: never;   setOffVariant: SetOffVariantInput; setRollout?: never; updateEnvironment?: never; updateFlag?: never; updateLayer?: never; updateList?: never; updateRule?: never; updateSegment?: never; }
  |  { addPrerequisite?: never; addRule?: never; addTargets?: never; addToList?: never; archiveEnvironment?: never; archiveFlag?: never; archiveLayer?: never; archiveList?: never; archiveSegment?: never; cloneFlag?: never; copyConfiguration?: never; createEnvironment?: never; createFlag?: never; createLayer?: never; createList?: never; createSegment?: never; moveRule?: never; putLayer?: never; putSegment?: never; putVariant?: never; removeFromList?: never; removePrerequisite?: never; removeRule?: never; removeTargets?: never; removeVariant?: never; replaceConfiguration?: never; restoreEnvironment?: never; restoreFlag?: never; restoreLayer?: never; restoreList?: never; restoreRevision?: never; restoreSegment?: never; setFallthrough?: never; setFlagOn?: never; setOffVariant?: never;   setRollout: SetRolloutInput; updateEnvironment?: never; updateFlag?: never; updateLayer?: never; updateList?: never; updateRule?: never; updateSegment?: never; }
  |  { addPrerequisite?: never; addRule?: never; addTargets?: never; addToList?: never; archiveEnvironment?: never; archiveFlag?: never; archiveLayer?: never; archiveList?: never; archiveSegment?: never; cloneFlag?: never; copyConfiguration?: never; createEnvironment?: never; createFlag?: never; createLayer?: never; createList?: never; createSegment?: never; moveRule?: never; putLayer?: never; putSegment?: never; putVariant?: never; removeFromList?: never; removePrerequisite?: never; removeRule?: never; removeTargets?: never; removeVariant?: never; replaceConfiguration?: never; restoreEnvironment?: never; restoreFlag?: never; restoreLayer?: never; restoreList?: never; restoreRevision?: never; restoreSegment?: never; setFallthrough?: never; setFlagOn?: never; setOffVariant?: never; setRollout?: never;   updateEnvironment: UpdateEnvironmentInput; updateFlag?: never; updateLayer?: never; updateList?: never; updateRule?: never; updateSegment?: never; }
  |  { addPrerequisite?: never; addRule?: never; addTargets?: never; addToList?: never; archiveEnvironment?: never; archiveFlag?: never; archiveLayer?: never; archiveList?: never; archiveSegment?: never; cloneFlag?: never; copyConfiguration?: never; createEnvironment?: never; createFlag?: never; createLayer?: never; createList?: never; createSegment?: never; moveRule?: never; putLayer?: never; putSegment?: never; putVariant?: never; removeFromList?: never; removePrerequisite?: never; removeRule?: never; removeTargets?: never; removeVariant?: never; replaceConfiguration?: never; restoreEnvironment?: never; restoreFlag?: never; restoreLayer?: never; restoreList?: never; restoreRevision?: never; restoreSegment?: never; setFallthrough?: never; setFlagOn?: never; setOffVariant?: never; setRollout?: never; updateEnvironment?: never;   updateFlag: UpdateFlagInput; updateLayer?: never; updateList?: never; updateRule?: never; updateSegment?: never; }
  |  { addPrerequisite?: never; addRule?: never; addTargets?: never; addToList?: never; archiveEnvironment?: never; archiveFlag?: never; archiveLayer?: never; archiveList?: never; archiveSegment?: never; cloneFlag?: never; copyConfiguration?: never; createEnvironment?: never; createFlag?: never; createLayer?: never; createList?: never; createSegment?: never; moveRule?: never; putLayer?: never; putSegment?: never; putVariant?: never; removeFromList?: never; removePrerequisite?: never; removeRule?: never; removeTargets?: never; removeVariant?: never; replaceConfiguration?: never; restoreEnvironment?: never; restoreFlag?: never; restoreLayer?: never; restoreList?: never; restoreRevision?: never; restoreSegment?: never; setFallthrough?: never; setFlagOn?: never; setOffVariant?: never; setRollout?: never; updateEnvironment?: never; updateFlag?: never;   updateLayer: UpdateLayerInput; updateList?: never; updateRule?: never; updateSegment?: never; }
  |  { addPrerequisite?: never; addRule?: never; addTargets?: never; addToList?: never; archiveEnvironment?: never; archiveFlag?: never; archiveLayer?: never; archiveList?: never; archiveSegment?: never; cloneFlag?: never; copyConfiguration?: never; createEnvironment?: never; createFlag?: never; createLayer?: never; createList?: never; createSegment?: never; moveRule?: never; putLayer?: never; putSegment?: never; putVariant?: never; removeFromList?: never; removePrerequisite?: never; removeRule?: never; removeTargets?: never; removeVariant?: never; replaceConfiguration?: never; restoreEnvironment?: never; restoreFlag?: never; restoreLayer?: never; restoreList?: never; restoreRevision?: never; restoreSegment?: never; setFallthrough?: never; setFlagOn?: never; setOffVariant?: never; setRollout?: never; updateEnvironment?: never; updateFlag?: never; updateLayer?: never;   updateList: UpdateListInput; updateRule?: never; updateSegment?: never; }
  |  { addPrerequisite?: never; addRule?: never; addTargets?: never; addToList?: never; archiveEnvironment?: never; archiveFlag?: never; archiveLayer?: never; archiveList?: never; archiveSegment?: never; cloneFlag?: never; copyConfiguration?: never; createEnvironment?: never; createFlag?: never; createLayer?: never; createList?: never; createSegment?: never; moveRule?: never; putLayer?: never; putSegment?: never; putVariant?: never; removeFromList?: never; removePrerequisite?: never; removeRule?: never; removeTargets?: never; removeVariant?: never; replaceConfiguration?: never; restoreEnvironment?: never; restoreFlag?: never; restoreLayer?: never; restoreList?: never; restoreRevision?: never; restoreSegment?: never; setFallthrough?: never; setFlagOn?: never; setOffVariant?: never; setRollout?: never; updateEnvironment?: never; updateFlag?: never; updateLayer?: never; updateList?: never;   updateRule: UpdateRuleInput; updateSegment?: never; }
  |  { addPrerequisite?: never; addRule?: never; addTargets?: never; addToList?: never; archiveEnvironment?: never; archiveFlag?: never; archiveLayer?: never; archiveList?: never; archiveSegment?: never; cloneFlag?: never; copyConfiguration?: never; createEnvironment?: never; createFlag?: never; createLayer?: never; createList?: never; createSegment?: never; moveRule?: never; putLayer?: never; putSegment?: never; putVariant?: never; removeFromList?: never; removePrerequisite?: never; removeRule?: never; removeTargets?: never; removeVariant?: never; replaceConfiguration?: never; restoreEnvironment?: never; restoreFlag?: never; restoreLayer?: never; restoreList?: never; restoreRevision?: never; restoreSegment?: never; setFallthrough?: never; setFlagOn?: never; setOffVariant?: never; setRollout?: never; updateEnvironment?: never; updateFlag?: never; updateLayer?: never; updateList?: never; updateRule?: never;   updateSegment: UpdateSegmentInput; };

/** A copy in every environment, off */
export type CloneFlagInput = {
  flagKey: string;
  /** Whether every unit keeps its variant */
  keepSeed?: boolean | null | undefined;
  key: string;
  /** The key when absent */
  name?: string | null | undefined;
  projectId: string | number;
};

/** The kinds of what an SDK sees */
export type ConfigKind =
  | 'FLAG'
  | 'LAYER'
  | 'LIST'
  | 'SEGMENT';

/** The system that something was brought from; its key is then kept as it is */
export type ConfigurationSourceInput = {
  sdk?: string | null | undefined;
  system: string;
  version?: string | null | undefined;
};

/** What the flags are in another environment of the project */
export type CopyConfigurationInput = {
  environmentId: string | number;
  flagKeys: Array<string>;
  fromEnvironmentId: string | number;
};

/** Without an environment to copy, its flags are off and have no rules */
export type CreateEnvironmentInput = {
  copyFromEnvironmentId?: string | number | null | undefined;
  key: string;
  kind: EnvironmentKind;
  /** The key when absent */
  name?: string | null | undefined;
  /** After the last one when absent */
  position?: number | null | undefined;
  projectId: string | number;
};

/** Off in every environment */
export type CreateFlagInput = {
  /** Whether client-side keys see it */
  clientSide?: boolean | null | undefined;
  description?: string | null | undefined;
  /** The first variant when absent */
  fallthrough?: Serve | null | undefined;
  /** JSON Schema 2020-12 for the values, in every environment; null: none */
  jsonSchema?: Json | null | undefined;
  key: string;
  lifecycle?: FlagLifecycle | null | undefined;
  /** All links: they replace those it has */
  links?: Array<FlagLinkInput> | null | undefined;
  /** The key when absent */
  name?: string | null | undefined;
  /** The variant while off: the last one when absent; null: the caller's default */
  off?: string | null | undefined;
  /** A member; null: nobody */
  ownerId?: string | number | null | undefined;
  projectId: string | number;
  /** What bucketing hashes: random when absent */
  seed?: string | null | undefined;
  source?: ConfigurationSourceInput | null | undefined;
  /** All tags: they replace those it has */
  tags?: Array<string> | null | undefined;
  type: FlagType;
  /** A boolean flag has `on` and `off` when absent */
  variants?: Array<VariantInput> | null | undefined;
};

export type CreateLayerInput = {
  description?: string | null | undefined;
  key: string;
  /** The key when absent */
  name?: string | null | undefined;
  /** A member; null: nobody */
  ownerId?: string | number | null | undefined;
  projectId: string | number;
  source?: ConfigurationSourceInput | null | undefined;
  /** All tags: they replace those it has */
  tags?: Array<string> | null | undefined;
  /** The key of the user when absent */
  unit?: Ref | null | undefined;
};

export type CreateListInput = {
  description?: string | null | undefined;
  key: string;
  /** The key when absent */
  name?: string | null | undefined;
  /** A member; null: nobody */
  ownerId?: string | number | null | undefined;
  projectId: string | number;
  source?: ConfigurationSourceInput | null | undefined;
  /** All tags: they replace those it has */
  tags?: Array<string> | null | undefined;
  /** The key of the user when absent */
  unit?: Ref | null | undefined;
};

export type CreateSdkKeyInput = {
  environmentId: string | number;
  /** null: never */
  expiresAt?: string | null | undefined;
  kind: SdkKeyKind;
  name: string;
  /** Sees only flags with one of these; null: all flags */
  tags?: Array<string> | null | undefined;
};

export type CreateSegmentInput = {
  description?: string | null | undefined;
  key: string;
  /** The key when absent */
  name?: string | null | undefined;
  /** A member; null: nobody */
  ownerId?: string | number | null | undefined;
  projectId: string | number;
  source?: ConfigurationSourceInput | null | undefined;
  /** All tags: they replace those it has */
  tags?: Array<string> | null | undefined;
  /** In every environment; nobody when absent */
  when?: Condition | null | undefined;
};

export type EnvironmentKind =
  | 'DEVELOPMENT'
  | 'PRODUCTION'
  | 'STAGING'
  | 'TEST';

/** Why there is no answer but the caller's default */
export type EvaluationError =
  | 'FLAG_NOT_FOUND'
  | 'MALFORMED'
  | 'PARSE_ERROR'
  | 'TYPE_MISMATCH';

export type ExpectedRevisionInput = {
  environmentId: string | number;
  revision: string;
};

/** MOVED: only the order of the rules changed */
export type FieldChangeOp =
  | 'ADDED'
  | 'CHANGED'
  | 'MOVED'
  | 'REMOVED';

export type FlagLifecycle =
  | 'COMPLETED'
  | 'DEPRECATED'
  | 'IN_DEVELOPMENT'
  | 'LIVE';

export type FlagLinkInput = {
  title: string;
  url: string;
};

/** What the values of a flag are */
export type FlagType =
  | 'BOOLEAN'
  | 'JSON'
  | 'NUMBER'
  | 'STRING';

export type MoveRuleInput = {
  /** Last when absent */
  beforeRuleId?: string | null | undefined;
  environmentId: string | number;
  flagKey: string;
  ruleId: string;
};

/** How a layer shares out its units in one environment; another bucketing moves every unit */
export type PutLayerInput = {
  bucketing: Bucketing;
  environmentId: string | number;
  layerKey: string;
};

/** What a segment means in one environment */
export type PutSegmentInput = {
  environmentId: string | number;
  segmentKey: string;
  when: Condition;
};

/** Adds a variant, or gives one another value */
export type PutVariantInput = {
  environmentId: string | number;
  flagKey: string;
  name?: string | null | undefined;
  /** Null is a value as any other */
  value?: Json | null | undefined;
  variant: string;
};

/** Why a value was served */
export type Reason =
  | 'DEFAULT'
  | 'ERROR'
  | 'HOLDOUT'
  | 'OFF'
  | 'OVERRIDE'
  | 'PREREQUISITE'
  | 'RULE'
  | 'SPLIT'
  | 'STATIC'
  | 'STICKY'
  | 'TARGET';

/** At most 10,000 ids */
export type RemoveFromListInput = {
  environmentId: string | number;
  ids: Array<string>;
  listKey: string;
};

export type RemovePrerequisiteInput = {
  environmentId: string | number;
  flagKey: string;
  prerequisiteKey: string;
};

export type RemoveRuleInput = {
  environmentId: string | number;
  flagKey: string;
  ruleId: string;
};

export type RemoveTargetsInput = {
  environmentId: string | number;
  flagKey: string;
  keys: Array<string>;
  /** Kind of context: `user` when absent */
  kind?: string | null | undefined;
};

/** Refused while something serves it */
export type RemoveVariantInput = {
  environmentId: string | number;
  flagKey: string;
  variant: string;
};

/** All that is the environment's own of a flag: on, off, variants, rules, fallthrough, metadata, source */
export type ReplaceConfigurationInput = {
  configuration: Json;
  environmentId: string | number;
  flagKey: string;
};

export type RestoreEnvironmentInput = {
  environmentId: string | number;
};

/** As it last was, but off */
export type RestoreFlagInput = {
  flagKey: string;
  projectId: string | number;
};

export type RestoreLayerInput = {
  layerKey: string;
  projectId: string | number;
};

export type RestoreListInput = {
  listKey: string;
  projectId: string | number;
};

/** Back to a past revision, as a new one */
export type RestoreRevisionInput = {
  environmentId: string | number;
  /** Only these flags; absent: everything */
  flagKeys?: Array<string> | null | undefined;
  revision: string;
};

export type RestoreSegmentInput = {
  projectId: string | number;
  segmentKey: string;
};

/** SERVER: secret, gets the whole configuration. CLIENT: public, gets values of client-side flags */
export type SdkKeyKind =
  | 'CLIENT'
  | 'SERVER';

export type SetFallthroughInput = {
  environmentId: string | number;
  flagKey: string;
  serve?: Serve | null | undefined;
};

export type SetFlagOnInput = {
  environmentId: string | number;
  flagKey: string;
  on: boolean;
};

export type SetOffVariantInput = {
  environmentId: string | number;
  flagKey: string;
  /** Null: the caller's default */
  variant?: string | null | undefined;
};

/** Shares of a rule, or of the fallthrough */
export type SetRolloutInput = {
  environmentId: string | number;
  flagKey: string;
  /** Absent: the fallthrough */
  ruleId?: string | null | undefined;
  /** What is bucketed: the key of the user when absent */
  unit?: Ref | null | undefined;
  weights: Array<WeightInput>;
};

export type UpdateEnvironmentInput = {
  environmentId: string | number;
  kind?: EnvironmentKind | null | undefined;
  name?: string | null | undefined;
  position?: number | null | undefined;
};

export type UpdateFlagInput = {
  /** Whether client-side keys see it */
  clientSide?: boolean | null | undefined;
  description?: string | null | undefined;
  flagKey: string;
  /** JSON Schema 2020-12 for the values, in every environment; null: none */
  jsonSchema?: Json | null | undefined;
  lifecycle?: FlagLifecycle | null | undefined;
  /** All links: they replace those it has */
  links?: Array<FlagLinkInput> | null | undefined;
  name?: string | null | undefined;
  /** A member; null: nobody */
  ownerId?: string | number | null | undefined;
  projectId: string | number;
  /** All tags: they replace those it has */
  tags?: Array<string> | null | undefined;
};

export type UpdateLayerInput = {
  description?: string | null | undefined;
  layerKey: string;
  name?: string | null | undefined;
  /** A member; null: nobody */
  ownerId?: string | number | null | undefined;
  projectId: string | number;
  /** All tags: they replace those it has */
  tags?: Array<string> | null | undefined;
};

export type UpdateListInput = {
  description?: string | null | undefined;
  listKey: string;
  name?: string | null | undefined;
  /** A member; null: nobody */
  ownerId?: string | number | null | undefined;
  projectId: string | number;
  /** All tags: they replace those it has */
  tags?: Array<string> | null | undefined;
};

export type UpdateRuleInput = {
  description?: string | null | undefined;
  environmentId: string | number;
  flagKey: string;
  ruleId: string;
  serve?: Serve | null | undefined;
  when?: Condition | null | undefined;
};

export type UpdateSegmentInput = {
  description?: string | null | undefined;
  name?: string | null | undefined;
  /** A member; null: nobody */
  ownerId?: string | number | null | undefined;
  projectId: string | number;
  segmentKey: string;
  /** All tags: they replace those it has */
  tags?: Array<string> | null | undefined;
};

export type VariantInput = {
  key: string;
  name?: string | null | undefined;
  /** Null is a value as any other */
  value?: Json | null | undefined;
};

export type WeightInput = {
  variant: string;
  /** Thousandths of a percent; all add up to 100000 */
  weight: number;
};

export type ApplyChangesMutationVariables = Exact<{
  input: ApplyChangesInput;
}>;


export type ApplyChangesMutation = { applyChanges:
    | { __typename: 'ChangesConflicted', conflicts: Array<{ environmentId: string, kind: ConfigKind, key: string, revision: string }> }
    | { __typename: 'ChangesInvalid', errors: Array<{ code: ChangeErrorCode, path: string, message: string }> }
    | { __typename: 'ChangesPreviewed', diff: Array<{ environmentId: string, changes: Array<{ kind: ConfigKind, key: string, path: string, op: FieldChangeOp, before: Json | null, after: Json | null }> }> }
    | { __typename: 'ChangesPublished', changeId: string, revisions: Array<{ environmentId: string, revision: string, committedAt: string }> }
   };

export type CreateSdkKeyMutationVariables = Exact<{
  input: CreateSdkKeyInput;
}>;


export type CreateSdkKeyMutation = { createSdkKey: { secret: string | null, userErrors: Array<{ code: string, message: string }> } };

export type EvaluateFlagQueryVariables = Exact<{
  flagKeys: Array<string> | string;
  subjects: Array<unknown> | unknown;
}>;


export type EvaluateFlagQuery = { evaluate: Array<{ revision: string, evaluations: Array<{ flagKey: string, value: Json | null, variant: string | null, reason: Reason, ruleId: string | null, error: EvaluationError | null }> }> };

export type FindEnvironmentsQueryVariables = Exact<{ [key: string]: never; }>;


export type FindEnvironmentsQuery = { organization: { projects: { nodes: Array<{ id: string, key: string, environments: { nodes: Array<{ id: string, key: string, kind: EnvironmentKind }> } }> } } };

export type FindKeysQueryVariables = Exact<{
  projectId: string | number;
  after?: string | null | undefined;
  flags: boolean;
  segments: boolean;
  layers: boolean;
  lists: boolean;
}>;


export type FindKeysQuery = { project: { flags?: { nodes: Array<{ key: string }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } }, segments?: { nodes: Array<{ key: string }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } }, layers?: { nodes: Array<{ key: string }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } }, lists?: { nodes: Array<{ key: string }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } } | null };

export type ReadListQueryVariables = Exact<{
  projectId: string | number;
  listKey: string;
  environmentId: string | number;
  after?: string | null | undefined;
}>;


export type ReadListQuery = { project: { list: { entries: { nodes: Array<{ value: string }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } } | null } | null };

export type ReadRevisionQueryVariables = Exact<{
  environmentId: string | number;
}>;


export type ReadRevisionQuery = { environment: { revision: string } | null };

export type ReadRulesetQueryVariables = Exact<{
  environmentId: string | number;
  asOf?: AsOf | null | undefined;
}>;


export type ReadRulesetQuery = { environment: { ruleset: { revision: string, ruleset: Json } } | null };

export type ReadWordsQueryVariables = Exact<{
  projectId: string | number;
  after?: string | null | undefined;
  flags: boolean;
  segments: boolean;
  layers: boolean;
  lists: boolean;
}>;


export type ReadWordsQuery = { project: { flags?: { nodes: Array<{ key: string, name: string, description: string, lifecycle: FlagLifecycle, jsonSchema: Json | null, links: Array<{ title: string, url: string }> }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } }, segments?: { nodes: Array<{ key: string, name: string, description: string, tags: Array<string> }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } }, layers?: { nodes: Array<{ key: string, name: string, description: string, tags: Array<string> }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } }, lists?: { nodes: Array<{ key: string, name: string, description: string, tags: Array<string> }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } } | null };


export const ApplyChangesDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"ApplyChanges"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ApplyChangesInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"applyChanges"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ChangesPublished"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"changeId"}},{"kind":"Field","name":{"kind":"Name","value":"revisions"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"environmentId"}},{"kind":"Field","name":{"kind":"Name","value":"revision"}},{"kind":"Field","name":{"kind":"Name","value":"committedAt"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ChangesPreviewed"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"diff"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"environmentId"}},{"kind":"Field","name":{"kind":"Name","value":"changes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"op"}},{"kind":"Field","name":{"kind":"Name","value":"before"}},{"kind":"Field","name":{"kind":"Name","value":"after"}}]}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ChangesConflicted"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"conflicts"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"environmentId"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"revision"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ChangesInvalid"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"errors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]}}]} as unknown as DocumentNode<ApplyChangesMutation, ApplyChangesMutationVariables>;
export const CreateSdkKeyDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"CreateSdkKey"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"CreateSdkKeyInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"createSdkKey"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"secret"}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]} as unknown as DocumentNode<CreateSdkKeyMutation, CreateSdkKeyMutationVariables>;
export const EvaluateFlagDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"EvaluateFlag"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"flagKeys"}},"type":{"kind":"NonNullType","type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"subjects"}},"type":{"kind":"NonNullType","type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Subject"}}}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"evaluate"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"flagKeys"},"value":{"kind":"Variable","name":{"kind":"Name","value":"flagKeys"}}},{"kind":"Argument","name":{"kind":"Name","value":"subjects"},"value":{"kind":"Variable","name":{"kind":"Name","value":"subjects"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"revision"}},{"kind":"Field","name":{"kind":"Name","value":"evaluations"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"flagKey"}},{"kind":"Field","name":{"kind":"Name","value":"value"}},{"kind":"Field","name":{"kind":"Name","value":"variant"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"ruleId"}},{"kind":"Field","name":{"kind":"Name","value":"error"}}]}}]}}]}}]} as unknown as DocumentNode<EvaluateFlagQuery, EvaluateFlagQueryVariables>;
export const FindEnvironmentsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"FindEnvironments"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"organization"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"projects"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"100"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"environments"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"100"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}}]}}]}}]}}]}}]}}]}}]} as unknown as DocumentNode<FindEnvironmentsQuery, FindEnvironmentsQueryVariables>;
export const FindKeysDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"FindKeys"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"projectId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"flags"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Boolean"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"segments"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Boolean"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"layers"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Boolean"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"lists"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Boolean"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"project"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"projectId"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"flags"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"100"}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"directives":[{"kind":"Directive","name":{"kind":"Name","value":"include"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"if"},"value":{"kind":"Variable","name":{"kind":"Name","value":"flags"}}}]}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"segments"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"100"}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"directives":[{"kind":"Directive","name":{"kind":"Name","value":"include"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"if"},"value":{"kind":"Variable","name":{"kind":"Name","value":"segments"}}}]}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"layers"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"100"}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"directives":[{"kind":"Directive","name":{"kind":"Name","value":"include"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"if"},"value":{"kind":"Variable","name":{"kind":"Name","value":"layers"}}}]}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"lists"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"100"}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"directives":[{"kind":"Directive","name":{"kind":"Name","value":"include"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"if"},"value":{"kind":"Variable","name":{"kind":"Name","value":"lists"}}}]}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}}]}}]} as unknown as DocumentNode<FindKeysQuery, FindKeysQueryVariables>;
export const ReadListDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"ReadList"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"projectId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"listKey"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"environmentId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"project"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"projectId"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"list"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"key"},"value":{"kind":"Variable","name":{"kind":"Name","value":"listKey"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"entries"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"environmentId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"environmentId"}}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"100"}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"value"}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}}]}}]}}]} as unknown as DocumentNode<ReadListQuery, ReadListQueryVariables>;
export const ReadRevisionDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"ReadRevision"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"environmentId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"environment"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"environmentId"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"revision"}}]}}]}}]} as unknown as DocumentNode<ReadRevisionQuery, ReadRevisionQueryVariables>;
export const ReadRulesetDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"ReadRuleset"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"environmentId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"asOf"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"AsOf"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"environment"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"environmentId"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"ruleset"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"asOf"},"value":{"kind":"Variable","name":{"kind":"Name","value":"asOf"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"revision"}},{"kind":"Field","name":{"kind":"Name","value":"ruleset"}}]}}]}}]}}]} as unknown as DocumentNode<ReadRulesetQuery, ReadRulesetQueryVariables>;
export const ReadWordsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"ReadWords"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"projectId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"flags"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Boolean"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"segments"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Boolean"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"layers"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Boolean"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"lists"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Boolean"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"project"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"projectId"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"flags"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"100"}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"directives":[{"kind":"Directive","name":{"kind":"Name","value":"include"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"if"},"value":{"kind":"Variable","name":{"kind":"Name","value":"flags"}}}]}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"description"}},{"kind":"Field","name":{"kind":"Name","value":"lifecycle"}},{"kind":"Field","name":{"kind":"Name","value":"links"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"url"}}]}},{"kind":"Field","name":{"kind":"Name","value":"jsonSchema"}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"segments"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"100"}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"directives":[{"kind":"Directive","name":{"kind":"Name","value":"include"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"if"},"value":{"kind":"Variable","name":{"kind":"Name","value":"segments"}}}]}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"description"}},{"kind":"Field","name":{"kind":"Name","value":"tags"}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"layers"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"100"}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"directives":[{"kind":"Directive","name":{"kind":"Name","value":"include"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"if"},"value":{"kind":"Variable","name":{"kind":"Name","value":"layers"}}}]}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"description"}},{"kind":"Field","name":{"kind":"Name","value":"tags"}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"lists"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"100"}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"directives":[{"kind":"Directive","name":{"kind":"Name","value":"include"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"if"},"value":{"kind":"Variable","name":{"kind":"Name","value":"lists"}}}]}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"description"}},{"kind":"Field","name":{"kind":"Name","value":"tags"}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}}]}}]} as unknown as DocumentNode<ReadWordsQuery, ReadWordsQueryVariables>;