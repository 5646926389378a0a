const everyMs = 20;

/** Waits until it is so; throws with what was waited for when `deadlineMs` is over. */
export async function until(
  what: string | (() => string),
  isSo: () => boolean | Promise<boolean>,
  deadlineMs = 60_000,
): Promise<void> {
  const deadline = Date.now() + deadlineMs;
  while (!(await isSo())) {
    if (Date.now() > deadline) {
      throw new Error(`After ${deadlineMs} ms still not: ${typeof what === 'string' ? what : what()}`);
    }
    await pause(everyMs);
  }
}

/** For a fault whose length is the fault, and for the pace of writers. */
export const pause = (ms: number): Promise<void> => new Promise((over) => setTimeout(over, ms));
