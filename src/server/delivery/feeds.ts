import type { Clock } from '../foundation/clock';
import type { Logger } from '../foundation/logger';
import type {
  ConfigurationSource,
  EnvironmentRef,
  EnvironmentState,
  HeadNotice,
} from './configuration-source';
import { EnvironmentFeed } from './environment-feed';

interface OpenFeed {
  environment: EnvironmentRef;
  opening: Promise<EnvironmentFeed>;
  /** null while it is loaded. */
  feed: EnvironmentFeed | null;
  /** What was heard meanwhile. */
  missed: HeadNotice | null;
  usedAt: number;
}

const keptIdleMs = 10 * 60_000;
const sweepEveryMs = 60_000;

/** The feeds of the environments that somebody asks about; one that nobody needs for ten minutes is closed. */
export class Feeds {
  private readonly feeds = new Map<string, OpenFeed>();
  private readonly stops: (() => void)[];

  constructor(
    private readonly source: ConfigurationSource,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {
    this.stops = [
      source.onChange((notice) => this.notice(notice)),
      clock.every(sweepEveryMs, () => this.closeIdle()),
    ];
  }

  /** The feed of an environment that the caller is known to see; all who ask at once wait for one load. */
  open(environment: EnvironmentRef): Promise<EnvironmentFeed> {
    const place = placeOf(environment);
    let open = this.feeds.get(place);
    if (!open) {
      this.feeds.set(place, (open = this.begin(environment)));
      open.opening.catch(() => this.close(environment));
    }
    open.usedAt = this.clock.monotonic();
    return open.opening;
  }

  /** The newest state, in which the caller finds what was published on this node before. */
  async current(environment: EnvironmentRef): Promise<EnvironmentState> {
    return (await this.open(environment)).upToDate();
  }

  /** Follows nothing any more. */
  stop(): void {
    for (const stop of this.stops) stop();
    for (const { environment } of [...this.feeds.values()]) this.close(environment);
  }

  private begin(environment: EnvironmentRef): OpenFeed {
    this.source.watch(environment, () => open.feed?.state ?? null);
    const open: OpenFeed = {
      environment,
      opening: this.source.load(environment).then((state) => {
        open.feed = new EnvironmentFeed(this.source, this.clock, this.logger, state);
        if (open.missed) open.feed.notice(open.missed);
        return open.feed;
      }),
      feed: null,
      missed: null,
      usedAt: this.clock.monotonic(),
    };
    return open;
  }

  private notice(notice: HeadNotice): void {
    const open = this.feeds.get(placeOf(notice));
    if (open?.feed) open.feed.notice(notice);
    else if (open) open.missed = notice;
  }

  private closeIdle(): void {
    const now = this.clock.monotonic();
    for (const open of [...this.feeds.values()]) {
      if (open.feed?.isFollowed) open.usedAt = now;
      if (now - open.usedAt >= keptIdleMs) this.close(open.environment);
    }
  }

  private close(environment: EnvironmentRef): void {
    this.feeds.delete(placeOf(environment));
    this.source.unwatch(environment);
  }
}

const placeOf = ({ organizationId, environmentId }: EnvironmentRef): string =>
  `${organizationId}/${environmentId}`;
