import { viewKey } from '../../engine/protocol/view';
import type { EnvironmentState } from '../delivery/configuration-source';
import type { CurrentStates } from '../evaluation/ruleset-cache';
import type { EnvironmentAccess } from '../evaluation/evaluation.service';
import { visibleFlags } from '../evaluation/visibility';
import { invalidInput, limitExceeded } from '../foundation/errors';
import type { Operation } from '../foundation/operation';
import type { UserError } from '../foundation/user-errors';
import { dayMs } from './measurement';
import { readMeasurements, type GivenMeasurements } from './read-measurements';
import type { Recorder } from './recorder';
import type { UsageCounters, UsagePlace } from './usage-counters';

export interface MeasurementsNeeds {
  recorder: Recorder;
  counters: UsageCounters;
  feeds: CurrentStates;
  access: EnvironmentAccess;
  keptDays: number;
}

export interface GivenCall extends GivenMeasurements {
  environmentId: string | null;
  /** What the client's clock showed when it sent this; null: it did not say. */
  sentAt: number | null;
}

/** What became of the entries of a call: each is one of the three. */
export interface Recorded {
  accepted: number;
  duplicates: number;
  rejected: number;
  userErrors: UserError[];
}

const mostEntries = 1_000;
const retryAfterMs = 5_000;

/** Takes what SDKs report. */
export class MeasurementsService {
  constructor(private readonly needs: MeasurementsNeeds) {}

  /**
   * Exposures and metric events are durable when this resolves, each written once; the rest is counted in memory, and
   * only after them, so that a call which is refused and sent again counts once. Throws LIMIT_EXCEEDED, with a delay, when
   * more is sent than can be written: nothing of the call is recorded then.
   */
  async record(operation: Operation, given: GivenCall): Promise<Recorded> {
    const place = await this.needs.access(operation, given.environmentId);
    const entries = assertFew(given);
    const { recorder, counters, feeds, keptDays } = this.needs;
    if (counters.isFull)
      throw limitExceeded('The counts could not be written of late', { reason: 'PRESSURE', retryAfterMs });
    const state = await feeds.current(place);
    const flagKeys = visibleFlags(operation.actor, state);
    const clocks = { receivedAt: operation.now, sentAt: given.sentAt, keptMs: keptDays * dayMs };
    const read = readMeasurements(given, { ...clocks, flagKeys });
    const { exposures, metrics, evaluations, attributes, refused } = read;
    const written = await recorder.write(place, exposures, metrics, operation.now);
    this.count(place, read, (key) => flagKeys?.has(key) ?? isFlag(state, key), operation.now);
    return {
      accepted: written + evaluations.length + attributes.length,
      duplicates: exposures.length + metrics.length - written,
      rejected: entries - (exposures.length + metrics.length + evaluations.length + attributes.length),
      userErrors: refused,
    };
  }

  private count(
    place: UsagePlace,
    { evaluations, attributes }: Pick<GivenMeasurements, 'evaluations' | 'attributes'>,
    isKnown: (flagKey: string) => boolean,
    now: number,
  ): void {
    const { counters } = this.needs;
    for (const { flagKey, variant, count, minute } of evaluations) {
      if (isKnown(flagKey)) counters.evaluated(place, flagKey, variant, count, minute);
      else counters.askedInVain(place, flagKey, count, minute);
    }
    for (const { kind, names } of attributes) counters.saw(place, kind, names, now);
  }
}

function assertFew({ exposures, metrics, evaluations, attributes }: GivenMeasurements): number {
  const entries = exposures.length + metrics.length + evaluations.length + attributes.length;
  if (entries <= mostEntries) return entries;
  throw invalidInput(
    `A call takes at most ${mostEntries} exposures, metrics, evaluations and attributes together, ${entries} were given`,
    { field: ['input'] },
  );
}

const isFlag = ({ objects }: EnvironmentState, key: string): boolean => objects.has(viewKey('FLAG', key));
