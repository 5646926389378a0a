import type { Client, Contender } from './contender';
import { people, type FlagName } from './workload';

const tolerance = 0.03;

/** The share of people who get each value. */
export type Shares = Map<unknown, number>;

export async function sharesOf(contender: Contender, client: Client, flag: FlagName): Promise<Shares> {
  const shares: Shares = new Map();
  for (const person of people) {
    const result = await client.evaluate(flag, contender.contextOf(person));
    const value = contender.valueOf(result as never);
    shares.set(value, (shares.get(value) ?? 0) + 1 / people.length);
  }
  return shares;
}

/** Everybody hashes in a way of their own, so people differ; how many get what must not. */
export function assertSame(name: string, flag: FlagName, shares: Shares, expected: Shares): void {
  for (const value of new Set([...shares.keys(), ...expected.keys()])) {
    const [share = 0, wanted = 0] = [shares.get(value), expected.get(value)];
    if (Math.abs(share - wanted) <= tolerance) continue;
    throw new Error(
      `${name} answers ${String(value)} to ${share.toFixed(3)} on ${flag.key}, not to ${wanted.toFixed(3)}`,
    );
  }
}
