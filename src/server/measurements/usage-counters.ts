import type { Subject } from '../../engine/evaluation';
import type { FlagEvaluation } from '../evaluation/evaluate';
import type { EvaluationWatch } from '../evaluation/evaluation-watch';
import type { SdkKeyActor } from '../foundation/actor';
import { hourMs, isStorable, minuteMs, startOf } from './measurement';

/** Whose usage it is. */
export interface UsagePlace {
  organizationId: string;
  projectId: string;
  environmentId: string;
}

/** What was counted in one environment since it was last taken. */
export interface EnvironmentUsage extends UsagePlace {
  /** By minute, flag and variant; null: the caller's default. */
  evaluations: Map<number, Map<string, Map<string | null, number>>>;
  /** Keys of flags that were asked for in vain. */
  unknownFlagKeys: Map<string, { times: number; minute: number }>;
  /** Names of attributes that had not been noted in this hour, by kind of context. */
  attributes: Map<string, Set<string>>;
}

/** What is kept of each kind of name for an environment, here and in the database. */
export const mostNames = { unknownFlagKeys: 250, attributes: 500 };
const longestName = 255;
/** Of all environments together: a database that is away must not fill the memory. */
const mostCounts = 200_000;

/**
 * Adds up what is evaluated, in memory: `usage-writer` takes it from here every few seconds. It stands in the way of every
 * remote evaluation, so a count is three look-ups in maps, and an attribute that is known one.
 */
export class UsageCounters implements EvaluationWatch {
  private environments = new Map<string, EnvironmentUsage>();
  /** The names of attributes that this hour has seen, by environment and kind. */
  private readonly noted = new Map<string, Map<string, Set<string>>>();
  private notedHour = 0;
  private size = 0;

  /** Whether the writer has fallen so far behind that nothing more can be counted. */
  get isFull(): boolean {
    return this.size >= mostCounts;
  }

  answered(key: SdkKeyActor, subject: Subject, evaluations: readonly FlagEvaluation[], now: number): void {
    const usage = this.usageOf(key);
    const minute = startOf(minuteMs, now);
    for (const { flagKey, variant, error } of evaluations) {
      if (error === 'FLAG_NOT_FOUND') this.addUnknown(usage, flagKey, 1, minute);
      else this.addCount(usage, flagKey, variant, 1, minute);
    }
    const { contexts } = subject;
    for (const kind in contexts) this.note(usage, kind, Object.keys(contexts[kind]), now);
  }

  evaluated(place: UsagePlace, flagKey: string, variant: string | null, times: number, minute: number): void {
    this.addCount(this.usageOf(place), flagKey, variant, times, minute);
  }

  askedInVain(place: UsagePlace, flagKey: string, times: number, minute: number): void {
    this.addUnknown(this.usageOf(place), flagKey, times, minute);
  }

  saw(place: UsagePlace, kind: string, names: readonly string[], now: number): void {
    this.note(this.usageOf(place), kind, names, now);
  }

  /** All that was counted since the last time. */
  take(): EnvironmentUsage[] {
    const taken = [...this.environments.values()];
    this.environments = new Map();
    this.size = 0;
    return taken;
  }

  /** What could not be written is counted again; what there is no room for is lost. */
  giveBack(taken: EnvironmentUsage): void {
    const usage = this.usageOf(taken);
    for (const [minute, flags] of taken.evaluations) {
      for (const [flagKey, variants] of flags) {
        for (const [variant, times] of variants) this.addCount(usage, flagKey, variant, times, minute);
      }
    }
    for (const [flagKey, { times, minute }] of taken.unknownFlagKeys) {
      this.addUnknown(usage, flagKey, times, minute);
    }
    for (const [kind, names] of taken.attributes) {
      for (const name of names) entryOf(usage.attributes, kind, () => new Set<string>()).add(name);
    }
  }

  private usageOf({ organizationId, projectId, environmentId }: UsagePlace): EnvironmentUsage {
    return entryOf(this.environments, environmentId, () => ({
      organizationId,
      projectId,
      environmentId,
      evaluations: new Map(),
      unknownFlagKeys: new Map(),
      attributes: new Map(),
    }));
  }

  private addCount(
    { evaluations }: EnvironmentUsage,
    flagKey: string,
    variant: string | null,
    times: number,
    minute: number,
  ): void {
    const flags = entryOf(evaluations, minute, () => new Map<string, Map<string | null, number>>());
    const variants = entryOf(flags, flagKey, () => new Map<string | null, number>());
    const known = variants.get(variant);
    if (known === undefined) {
      if (this.isFull) return;
      this.size += 1;
    }
    variants.set(variant, (known ?? 0) + times);
  }

  private addUnknown(
    { unknownFlagKeys }: EnvironmentUsage,
    flagKey: string,
    times: number,
    minute: number,
  ): void {
    const known = unknownFlagKeys.get(flagKey);
    if (known) {
      known.times += times;
      known.minute = Math.max(known.minute, minute);
    } else if (isName(flagKey) && unknownFlagKeys.size < mostNames.unknownFlagKeys) {
      unknownFlagKeys.set(flagKey, { times, minute });
    }
  }

  private note(usage: EnvironmentUsage, kind: string, names: readonly string[], now: number): void {
    const hour = startOf(hourMs, now);
    if (hour !== this.notedHour) {
      this.notedHour = hour;
      this.noted.clear();
    }
    const kinds = entryOf(this.noted, usage.environmentId, () => new Map<string, Set<string>>());
    for (const name of names) if (!kinds.get(kind)?.has(name)) noteNew(usage, kinds, kind, name);
  }
}

function noteNew(
  { attributes }: EnvironmentUsage,
  kinds: Map<string, Set<string>>,
  kind: string,
  name: string,
): void {
  if (!isName(kind) || !isName(name) || sizeOf(kinds) >= mostNames.attributes) return;
  entryOf(kinds, kind, () => new Set<string>()).add(name);
  entryOf(attributes, kind, () => new Set<string>()).add(name);
}

function entryOf<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  let value = map.get(key);
  if (value === undefined) map.set(key, (value = make()));
  return value;
}

const isName = (text: string): boolean => text !== '' && text.length <= longestName && isStorable(text);

const sizeOf = (kinds: ReadonlyMap<string, ReadonlySet<string>>): number =>
  [...kinds.values()].reduce((sum, { size }) => sum + size, 0);
