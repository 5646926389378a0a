import type { Clock } from '../../../src/clients/sdk';

interface Timer {
  dueAt: number;
  callback: () => void;
}

/** A clock that moves only when it is told to. */
export class FakeClock implements Clock {
  private timers = new Set<Timer>();

  constructor(private time = Date.parse('2026-01-01T00:00:00.000Z')) {}

  now(): number {
    return this.time;
  }

  setTimeout(callback: () => void, delayMs: number): Timer {
    const timer = { dueAt: this.time + delayMs, callback };
    this.timers.add(timer);
    return timer;
  }

  clearTimeout(timer: unknown): void {
    this.timers.delete(timer as Timer);
  }

  /** How far away each timer is, the nearest first. */
  get pendingMs(): number[] {
    return [...this.timers].map(({ dueAt }) => dueAt - this.time).sort((a, b) => a - b);
  }

  /** Fires what falls due on the way, in order, also what is set on the way. */
  advance(ms: number): void {
    const end = this.time + ms;
    for (let timer = this.nextUntil(end); timer; timer = this.nextUntil(end)) {
      this.timers.delete(timer);
      this.time = timer.dueAt;
      timer.callback();
    }
    this.time = end;
  }

  private nextUntil(end: number): Timer | undefined {
    return [...this.timers].filter(({ dueAt }) => dueAt <= end).sort((a, b) => a.dueAt - b.dueAt)[0];
  }
}
