import { compile, type CompiledRuleset } from '../../engine/evaluation';
import type { ConfigurationSource, EnvironmentRef, EnvironmentState } from '../delivery/configuration-source';
import type { AsOf } from '../foundation/as-of.types';
import type { Clock } from '../foundation/clock';
import { invalidInput } from '../foundation/errors';
import { random } from '../foundation/ids';
import { RecentlyUsed } from '../foundation/recently-used';
import { changesBetween, rulesetOf } from './ruleset-changes';

export interface CompiledState {
  state: EnvironmentState;
  ruleset: CompiledRuleset;
}

/** Where the newest state of an environment is kept: see `delivery/environment-feed`. */
export interface CurrentStates {
  current(environment: EnvironmentRef): Promise<EnvironmentState>;
}

export interface CacheSizes {
  heads: number;
  past: number;
}

/**
 * Compiled rulesets: one per environment at its head, moved on by what changed since, and the past ones that were asked
 * for last. Compiling is synchronous, so no two callers ever compile the same head; past states are loaded once for all.
 */
export class RulesetCache {
  /** What this cache has done so far; for metrics. */
  readonly counts = { compiled: 0, advanced: 0 };
  private readonly heads: RecentlyUsed<string, CompiledState>;
  private readonly past: RecentlyUsed<string, Promise<CompiledState>>;

  constructor(
    private readonly feeds: CurrentStates,
    private readonly source: Pick<ConfigurationSource, 'load'>,
    private readonly clock: Clock,
    sizes: CacheSizes = { heads: 256, past: 16 },
  ) {
    this.heads = new RecentlyUsed(sizes.heads);
    this.past = new RecentlyUsed(sizes.past);
  }

  /** `asOf` null: the head. Throws INVALID_INPUT for a revision or a time that has not been yet. */
  async at(environment: EnvironmentRef, asOf: AsOf | null, now: number): Promise<CompiledState> {
    const head = await this.feeds.current(environment);
    if (asOf === null) return this.advance(head);
    assertNotAhead(head, asOf, now);
    return isHead(head, asOf) ? this.advance(head) : this.atPast(environment, head.epoch, asOf);
  }

  private advance(state: EnvironmentState): CompiledState {
    const known = this.heads.get(state.environmentId);
    if (known === undefined || known.state.epoch !== state.epoch) return this.keep(this.compile(state));
    if (known.state.revision >= state.revision) return known;
    this.counts.advanced += 1;
    const ruleset = known.ruleset.apply(changesBetween(known.state, state), Object.fromEntries(state.lists));
    return this.keep({ state, ruleset });
  }

  private keep(compiled: CompiledState): CompiledState {
    this.heads.set(compiled.state.environmentId, compiled);
    return compiled;
  }

  /** What was committed before the head never changes, so its place in time is as good a key as its revision. */
  private atPast(environment: EnvironmentRef, epoch: string, asOf: AsOf): Promise<CompiledState> {
    const key = [environment.environmentId, epoch, JSON.stringify(asOf)].join(' ');
    const known = this.past.get(key);
    if (known) return known;
    const loading = this.source.load(environment, asOf).then((state) => this.compile(state));
    this.past.set(key, loading);
    loading.catch(() => this.past.delete(key));
    return loading;
  }

  private compile(state: EnvironmentState): CompiledState {
    this.counts.compiled += 1;
    const lists = Object.fromEntries(state.lists);
    const ruleset = compile(rulesetOf(state), { now: () => this.clock.now(), random, lists });
    return { state, ruleset };
  }
}

/** A time between the head's commit and now, whichever is later, is a time at which the head was in force. */
function assertNotAhead(head: EnvironmentState, asOf: AsOf, now: number): void {
  if ('revision' in asOf && asOf.revision > head.revision) {
    throw invalidInput(`Revision ${asOf.revision} does not exist yet; the newest is ${head.revision}`, {
      field: ['asOf', 'revision'],
    });
  }
  if ('time' in asOf && asOf.time > Math.max(now, head.committedAt)) {
    throw invalidInput(`${new Date(asOf.time).toISOString()} lies in the future`, {
      field: ['asOf', 'time'],
    });
  }
}

const isHead = (head: EnvironmentState, asOf: AsOf): boolean =>
  'revision' in asOf ? asOf.revision === head.revision : asOf.time >= head.committedAt;
