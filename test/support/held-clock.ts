import type { Clock } from '../../src/server/foundation/clock';

/** A clock that a test moves. What has fallen due by then runs once, as after a machine's sleep. */
export interface HeldClock extends Clock {
  advance(ms: number): void;
  /** The time of day is set to another, as by hand or by NTP: no timer falls due of it. */
  jump(ms: number): void;
}

interface Timer {
  at: number;
  everyMs: number | null;
  task: () => void;
}

export function heldClock(start = Date.now()): HeldClock {
  let now = start;
  let jumped = 0;
  const timers = new Set<Timer>();
  const add = (timer: Timer): (() => void) => {
    timers.add(timer);
    return () => void timers.delete(timer);
  };
  return {
    now: () => now + jumped,
    monotonic: () => now,
    after: (ms, task) => add({ at: now + ms, everyMs: null, task }),
    every: (ms, task) => add({ at: now + ms, everyMs: ms, task }),
    advance(ms) {
      now += ms;
      const due = [...timers].filter(({ at }) => at <= now).sort((one, other) => one.at - other.at);
      for (const timer of due) {
        if (timer.everyMs === null) timers.delete(timer);
        else timer.at = now + timer.everyMs;
        timer.task();
      }
    },
    jump: (ms) => void (jumped += ms),
  };
}
