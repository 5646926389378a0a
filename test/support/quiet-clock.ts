import { systemClock, type Clock } from '../../src/server/foundation/clock';

/** The time of day without any timer: nothing happens, no statement is sent, but for what the test does. */
export const quietClock: Clock = {
  ...systemClock,
  after: () => () => undefined,
  every: () => () => undefined,
};
