/** Where several nodes of a test meet; empty where no server answers (`global-setup.ts` finds out). */
export const natsServer = process.env.TEST_NATS_URL ?? '';

/** Skipped, with the reason, where there is no NATS server. */
export const onNats: (name: string, suite: () => void) => void = natsServer
  ? (name, suite) => describe(name, suite)
  : (name, suite) => describe.skip(`${name} (skipped: no NATS server answered)`, suite);

let used = 0;

/** Subjects that nobody else has. */
export const aNatsPrefix = (): string =>
  `test.${process.env.TEST_RUN}.${process.env.JEST_WORKER_ID ?? '1'}.${process.pid}-${(used += 1)}`;
