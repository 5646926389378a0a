/** The only door to time, so that a test can hold it still. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  /** Runs `task` once after `ms`; the answer cancels it. Never keeps the process alive. */
  after(ms: number, task: () => void): () => void;
  /** Runs `task` every `ms`; the answer cancels it. Never keeps the process alive. */
  every(ms: number, task: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  after(ms, task) {
    const timer = setTimeout(task, ms).unref();
    return () => clearTimeout(timer);
  },
  every(ms, task) {
    const timer = setInterval(task, ms).unref();
    return () => clearInterval(timer);
  },
};
