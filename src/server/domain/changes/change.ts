import type {
  Bucketing,
  Condition,
  Flag,
  FlagType,
  Json,
  Reason,
  Ref,
  Serve,
} from '../../../engine/evaluation/types';
import type { EnvironmentKind } from '../environments/environment.entity';
import type { FlagLifecycle, FlagLink } from '../flags/flag.entity';

/**
 * The intents of which every change is made: each says one small thing, addresses what it is about by its key, and
 * replaces no list that it does not name. Field names are the schema's (`ChangeInput`).
 */
export interface Intents {
  createEnvironment: InProject & {
    key: string;
    name?: string | null;
    kind: EnvironmentKind;
    position?: number | null;
    copyFromEnvironmentId?: string | null;
  };
  updateEnvironment: InEnvironment & {
    name?: string | null;
    kind?: EnvironmentKind | null;
    position?: number | null;
  };
  archiveEnvironment: InEnvironment;
  restoreEnvironment: InEnvironment;

  createFlag: InProject &
    NewNoun &
    FlagFields &
    Partial<FlagStart> & {
      type: FlagType;
      seed?: string | null;
    };
  updateFlag: InProject & { flagKey: string; name?: string | null } & FlagFields;
  archiveFlag: InProject & { flagKey: string };
  restoreFlag: InProject & { flagKey: string };
  cloneFlag: InProject & { flagKey: string; key: string; name?: string | null; keepSeed?: boolean | null };

  setFlagOn: OfFlag & { on: boolean };
  putVariant: OfFlag & { variant: string; value: Json; name?: string | null };
  removeVariant: OfFlag & { variant: string };
  setOffVariant: OfFlag & { variant?: string | null };
  setFallthrough: OfFlag & { serve: Serve };
  setRollout: OfFlag & { ruleId?: string | null; weights: Weight[]; unit?: Ref | null };
  addRule: OfFlag & {
    ruleId?: string | null;
    description?: string | null;
    reason?: Reason | null;
    when: Condition;
    serve: Serve;
    beforeRuleId?: string | null;
  };
  updateRule: OfFlag & {
    ruleId: string;
    description?: string | null;
    when?: Condition;
    serve?: Serve;
  };
  moveRule: OfFlag & { ruleId: string; beforeRuleId?: string | null };
  removeRule: OfFlag & { ruleId: string };
  addTargets: OfFlag & { variant: string; kind?: string | null; keys: string[] };
  removeTargets: OfFlag & { kind?: string | null; keys: string[] };
  addPrerequisite: OfFlag & { prerequisiteKey: string; variants: string[] };
  removePrerequisite: OfFlag & { prerequisiteKey: string };
  replaceConfiguration: OfFlag & { configuration: Json };
  copyConfiguration: InEnvironment & { fromEnvironmentId: string; flagKeys: string[] };
  restoreRevision: InEnvironment & { revision: number; flagKeys?: string[] | null };

  createSegment: InProject & NewNoun & NounFields & { when?: Condition };
  updateSegment: InProject & { segmentKey: string; name?: string | null } & NounFields;
  archiveSegment: InProject & { segmentKey: string };
  restoreSegment: InProject & { segmentKey: string };
  putSegment: InEnvironment & { segmentKey: string; when: Condition };

  createList: InProject & NewNoun & NounFields & { unit?: Ref | null };
  updateList: InProject & { listKey: string; name?: string | null } & NounFields;
  archiveList: InProject & { listKey: string };
  restoreList: InProject & { listKey: string };
  addToList: InEnvironment & { listKey: string; ids: string[] };
  removeFromList: InEnvironment & { listKey: string; ids: string[] };

  createLayer: InProject & NewNoun & NounFields & { unit?: Ref | null };
  updateLayer: InProject & { layerKey: string; name?: string | null } & NounFields;
  archiveLayer: InProject & { layerKey: string };
  restoreLayer: InProject & { layerKey: string };
  putLayer: InEnvironment & { layerKey: string; bucketing: Bucketing };
}

interface InProject {
  projectId: string;
}

export interface InEnvironment {
  environmentId: string;
}

export interface OfFlag extends InEnvironment {
  flagKey: string;
}

export interface NewNoun {
  key: string;
  name?: string | null;
  /** Where it was brought from: its key is then kept exactly as it was. */
  source?: Flag['source'] | null;
}

/** What updates leave alone when it is absent; null clears it where the schema lets it be null. */
export interface NounFields {
  description?: string | null;
  ownerId?: string | null;
  tags?: string[] | null;
}

export interface FlagFields extends NounFields {
  links?: FlagLink[] | null;
  lifecycle?: FlagLifecycle | null;
  clientSide?: boolean | null;
  jsonSchema?: Json;
}

interface FlagStart {
  variants: { key: string; value: Json; name?: string | null }[] | null;
  off: string | null;
  fallthrough: Serve;
}

export interface Weight {
  variant: string;
  /** Thousandths of a percent: all weights of a rollout add up to 100,000. */
  weight: number;
}

export type IntentName = keyof Intents;

/** One intent with what only chance can give it, drawn once so that deciding twice decides the same. */
export type Change = {
  [Name in IntentName]: { name: Name; intent: Intents[Name]; fresh: Fresh };
}[IntentName];

export interface Fresh {
  id: string;
  seed: string;
}

/** The one key of the input object; null unless there is exactly one. */
export function intentOf(input: object): { name: IntentName; intent: unknown } | null {
  const given = Object.entries(input).filter(([, intent]) => intent != null);
  return given.length === 1 ? { name: given[0][0] as IntentName, intent: given[0][1] } : null;
}

/** What is wrong with a change, where, in words for whoever made it. */
export interface ChangeError {
  code: ChangeErrorCode;
  /** From the input's root, e.g. `changes[2].addRule.when.all[0].op`. */
  path: string;
  message: string;
}

export const changeErrorCodes = ['INVALID', 'NOT_FOUND', 'DUPLICATE_KEY', 'IN_USE', 'CYCLE'] as const;
export type ChangeErrorCode = (typeof changeErrorCodes)[number];

/** Thrown by an intent's code and caught by `applyChange`, which knows the intent's place. */
export class ChangeProblem extends Error {
  constructor(
    readonly code: ChangeErrorCode,
    /** Within the intent. */
    readonly path: string,
    message: string,
  ) {
    super(message);
  }
}
