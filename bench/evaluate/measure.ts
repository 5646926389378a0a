/** One contender's part in one workload. */
export interface Turn {
  name: string;
  /** Runs once, or as often as fills a round, and says how long one run took. */
  nsPerRun(): number | Promise<number>;
}

const rounds = 7;
const roundNs = 60_000_000;

/**
 * The figures of every round, by contender. They take turns within a round, so that all meet the same moods of the
 * machine.
 */
export async function takeTurns(turns: Turn[]): Promise<Map<string, number[]>> {
  const figures = new Map<string, number[]>(turns.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const { name, nsPerRun } of turns) figures.get(name)!.push(await nsPerRun());
  }
  return figures;
}

/** Where results go, so that no compiler finds out that nobody needs them. */
export const sink: { last: unknown } = { last: undefined };

/** Asks for one input after the other, and again from the first. Warms up and finds how many runs fill a round. */
export async function cycled<Input>(
  inputs: Input[],
  run: (input: Input) => unknown,
): Promise<Turn['nsPerRun']> {
  const isAsync = run(inputs[0]) instanceof Promise;
  const time = isAsync ? timeAsync : timeSync;
  let runs = 1;
  for (;;) {
    const ns = await time(inputs, run, runs);
    if (ns * runs > roundNs / 4) {
      const filling = Math.max(1, Math.round(roundNs / ns));
      return () => time(inputs, run, filling);
    }
    runs *= 2;
  }
}

function timeSync<Input>(inputs: Input[], run: (input: Input) => unknown, runs: number): number {
  const start = process.hrtime.bigint();
  for (let count = 0, at = 0; count < runs; count += 1) {
    sink.last = run(inputs[at]);
    at = at + 1 === inputs.length ? 0 : at + 1;
  }
  return Number(process.hrtime.bigint() - start) / runs;
}

async function timeAsync<Input>(
  inputs: Input[],
  run: (input: Input) => unknown,
  runs: number,
): Promise<number> {
  const start = process.hrtime.bigint();
  for (let count = 0, at = 0; count < runs; count += 1) {
    sink.last = await run(inputs[at]);
    at = at + 1 === inputs.length ? 0 : at + 1;
  }
  return Number(process.hrtime.bigint() - start) / runs;
}

export function median(numbers: number[]): number {
  return [...numbers].sort((left, right) => left - right)[numbers.length >> 1];
}

/** How many times the other a figure is: the median of the rounds' own ratios. */
export function ratio(of: number[], to: number[]): number {
  return median(of.map((ns, round) => ns / to[round]));
}
