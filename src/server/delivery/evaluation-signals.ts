import type { GoodbyeReason } from '../../engine/protocol/messages';
import type { Clock } from '../foundation/clock';
import { invalidInput } from '../foundation/errors';
import type { Operation } from '../foundation/operation';
import { affectedFlags } from './affected-flags';
import { farewells, type StreamAccess } from './config-streams';
import type { EnvironmentState } from './configuration-source';
import type { Feeds } from './feeds';
import { readToken } from './resume';
import type { ResumeTokens } from './resume-token';
import { scopeOf, type ObjectMap, type Scope } from './scope';
import type { ScopedFeed } from './scoped-feed';
import { SignalMailbox } from './signal-mailbox';
import { assertProtocol } from './stream';

export interface EvaluationSignalInput {
  protocol: number;
  environmentId?: string | null;
  resume?: string | null;
  /** Only changes of these are told; absent: of all. */
  flagKeys?: string[] | null;
}

/** That some flags may evaluate to something else now: never how. */
export interface EvaluationSignal {
  revision: number;
  resume: string;
  /** Evaluate anew at a random moment within this many ms. */
  refetchWindowMs: number;
  /** null: any flag. */
  flagKeys: readonly string[] | null;
  /** Why the stream ends with this; null: it goes on. */
  final: GoodbyeReason | null;
}

export interface EvaluationSignalNeeds {
  feeds: Feeds;
  tokens: ResumeTokens;
  access: StreamAccess;
  clock: Clock;
}

type Mailbox = SignalMailbox<GoodbyeReason>;

interface Subscriber {
  mailbox: Mailbox;
  flagKeys: ReadonlySet<string> | null;
  toldAt: number;
}

/** The subscribers that see the same of one environment. */
interface Group {
  subscribers: Set<Subscriber>;
  seen: ObjectMap;
  stop(): void;
}

const mostFlagKeys = 1_000;
const sweepEveryMs = 5_000;
const bookmarkAfterMs = 60_000;
/** A node answers the evaluations of a thousand clients in a second, so their number is the window. */
const longestWindowMs = 30_000;

/** Tells clients that hold values, and no rules, when to evaluate again. */
export class EvaluationSignals {
  private readonly groups = new Map<ScopedFeed, Group>();
  private readonly stop: () => void;
  private onEmpty = (): void => undefined;

  constructor(private readonly needs: EvaluationSignalNeeds) {
    this.stop = needs.clock.every(sweepEveryMs, () => this.sweep());
  }

  get size(): number {
    return [...this.groups.values()].reduce((sum, { subscribers }) => sum + subscribers.size, 0);
  }

  async open(
    operation: Operation,
    input: EvaluationSignalInput,
  ): Promise<AsyncIterableIterator<EvaluationSignal>> {
    const { feeds, access, clock } = this.needs;
    assertProtocol(input.protocol);
    const flagKeys = readFlagKeys(input);
    const feed = await feeds.open(await access.environmentOf(operation, input.environmentId ?? null));
    await feed.upToDate();
    const scoped = feed.inScope(scopeOf(operation.actor, input.protocol));
    const mailbox: Mailbox = new SignalMailbox();
    const subscriber: Subscriber = { mailbox, flagKeys, toldAt: clock.monotonic() };
    const group = this.join(scoped, subscriber);
    mailbox.put({ flagKeys: this.isUpToDate(scoped, input) ? [] : null, final: null });
    const leave = (): void => {
      stopFollowing();
      this.leave(scoped, subscriber);
      mailbox.close();
    };
    const stopFollowing = access.onRevoked(operation.actor, (end) => {
      mailbox.put({ flagKeys: [], final: farewells[end].reason });
    });
    operation.signal.addEventListener('abort', leave, { once: true });
    if (operation.signal.aborted) leave();
    return this.iterator(scoped, group, subscriber, leave);
  }

  /** For `resume`, of who evaluates at `state`. */
  resumeAt({ actor }: Operation, state: EnvironmentState): string {
    return this.tokenAt(state, scopeOf(actor, 1));
  }

  /** For who evaluates because of a signal, which another node may have sent: reads on to where it stood. */
  async catchUp(operation: Operation, resume: string): Promise<void> {
    const { feeds, access, tokens } = this.needs;
    const feed = await feeds.open(await access.environmentOf(operation, null));
    const position = tokens.read(resume);
    if (position?.environmentId === feed.state.environmentId) await feed.upTo(position);
  }

  /** Tells everybody to go elsewhere; resolves when all were told, or `deadlineMs` has passed. */
  async drain(deadlineMs: number): Promise<void> {
    for (const { subscribers } of this.groups.values()) {
      for (const { mailbox } of subscribers) mailbox.put({ flagKeys: [], final: 'DRAINING' });
    }
    if (this.size === 0) return;
    await new Promise<void>((resolve) => {
      const cancel = this.needs.clock.after(deadlineMs, resolve);
      this.onEmpty = () => (cancel(), resolve());
    });
  }

  close(): void {
    this.stop();
    for (const group of this.groups.values()) group.stop();
    this.groups.clear();
  }

  private join(feed: ScopedFeed, subscriber: Subscriber): Group {
    let group = this.groups.get(feed);
    if (!group) this.groups.set(feed, (group = this.begin(feed)));
    group.subscribers.add(subscriber);
    return group;
  }

  private begin(feed: ScopedFeed): Group {
    const group: Group = {
      subscribers: new Set(),
      seen: feed.head.view.objects,
      stop: feed.subscribe({
        advanced: () => {
          const { view, scope } = feed.head;
          const affected = affectedFlags(group.seen, view.objects, scope);
          group.seen = view.objects;
          if (affected.length > 0) tell(group, affected);
        },
        restarted: () => {
          group.seen = feed.head.view.objects;
          for (const { mailbox } of group.subscribers) mailbox.put({ flagKeys: null, final: null });
        },
      }),
    };
    return group;
  }

  private leave(feed: ScopedFeed, subscriber: Subscriber): void {
    const group = this.groups.get(feed);
    if (!group?.subscribers.delete(subscriber) || group.subscribers.size > 0) return;
    group.stop();
    this.groups.delete(feed);
    if (this.groups.size === 0) this.onEmpty();
  }

  /** Whether nothing that the client has evaluated can have changed since. */
  private isUpToDate(scoped: ScopedFeed, { resume }: EvaluationSignalInput): boolean {
    const position = readToken(this.needs.tokens, resume ?? null, scoped);
    return 'revision' in position && position.chainHash === scoped.state.chainHash;
  }

  /** Keeps idle clients inside the resume window, and shows them that the stream lives. */
  private sweep(): void {
    const now = this.needs.clock.monotonic();
    for (const { subscribers } of this.groups.values()) {
      for (const { mailbox, toldAt } of subscribers) {
        if (now - toldAt >= bookmarkAfterMs && mailbox.isEmpty) mailbox.put({ flagKeys: [], final: null });
      }
    }
  }

  private iterator(
    feed: ScopedFeed,
    { subscribers }: Group,
    subscriber: Subscriber,
    leave: () => void,
  ): AsyncIterableIterator<EvaluationSignal> {
    let isOver = false;
    return {
      next: async () => {
        // The last one has been sent by the time that another is asked for.
        if (isOver) leave();
        const pending = await subscriber.mailbox.take();
        if (pending === null) return { done: true, value: undefined };
        subscriber.toldAt = this.needs.clock.monotonic();
        isOver = pending.final !== null;
        const refetchWindowMs = Math.min(longestWindowMs, subscribers.size);
        const { state, scope } = feed;
        const resume = this.tokenAt(state, scope);
        const signal = { revision: state.revision, resume, refetchWindowMs, ...pending };
        return { done: false, value: signal };
      },
      return: async () => {
        leave();
        return { done: true, value: undefined };
      },
      [Symbol.asyncIterator]() {
        return this;
      },
    };
  }

  private tokenAt({ environmentId, epoch, revision, chainHash }: EnvironmentState, { hash }: Scope): string {
    return this.needs.tokens.write({ environmentId, epoch, revision, chainHash, scopeHash: hash });
  }
}

function tell({ subscribers }: Group, affected: readonly string[]): void {
  for (const { mailbox, flagKeys: wanted } of subscribers) {
    const flagKeys = wanted === null ? affected : affected.filter((key) => wanted.has(key));
    if (flagKeys.length > 0) mailbox.put({ flagKeys, final: null });
  }
}

function readFlagKeys({ flagKeys }: EvaluationSignalInput): ReadonlySet<string> | null {
  if (flagKeys == null) return null;
  if (flagKeys.length <= mostFlagKeys) return new Set(flagKeys);
  throw invalidInput(`\`flagKeys\` takes at most ${mostFlagKeys} keys, ${flagKeys.length} were given`, {
    field: ['input', 'flagKeys'],
  });
}
