/** The only door to time, so that a test can hold it still. */
export interface Clock {
  /** Epoch milliseconds: when something is. It may jump, both ways, and differ from node to node. */
  now(): number;
  /** Milliseconds since some moment: how long something takes. It never jumps. */
  monotonic(): number;
  /** Runs `task` once after `ms`; the answer cancels it. Never keeps the process alive. */
  after(ms: number, task: () => void): () => void;
  /** Runs `task` every `ms`; the answer cancels it. Never keeps the process alive. */
  every(ms: number, task: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after(ms, task) {
    const timer = setTimeout(task, ms).unref();
    return () => clearTimeout(timer);
  },
  every(ms, task) {
    const timer = setInterval(task, ms).unref();
    return () => clearInterval(timer);
  },
};

/** The same but for the time of day, which is `offsetMs` later. */
export const offsetClock = (clock: Clock, offsetMs: number): Clock =>
  offsetMs === 0 ? clock : { ...clock, now: () => clock.now() + offsetMs };
