import { differences } from '../../../src/clients/cli/import/compare-answers';
import { requireSdk } from '../../../src/clients/cli/import/installed-sdk';
import { peers as knownPeers, type Peer as KnownPeer } from '../../../src/clients/cli/import/peers';
import type { Json } from '../../../src/engine/evaluation';
import type { Definition, Difference, KnownDifference, Peer } from './peer';
import { attributesOf, unitKinds, unitOf } from './people';
import { Random } from './random';

/** How much is asked. */
export interface Size {
  unitsPerAlgorithm: number;
  rulesets: number;
  peoplePerRuleset: number;
}

export interface Comparison {
  peer: string;
  /** The way to bucket and the kind of units, the random rulesets, or a known difference. */
  kind: string;
  asked: number;
  differences: Difference[];
  /** The known reason for which they may differ. */
  trap?: string;
}

/** Every comparison of a peer: of each way to bucket with each kind of units, random rulesets, known differences. */
export async function compareAll(peer: Peer, size: Size, seed: number): Promise<Comparison[]> {
  const random = new Random(seed);
  const comparisons: Comparison[] = [];
  for (const [algorithm, define] of Object.entries(peer.algorithms)) {
    for (const kind of unitKinds) {
      const definition = define(random);
      const contexts = Array.from({ length: size.unitsPerAlgorithm }, () =>
        peer.contextOf(unitOf(kind, random), {}),
      );
      const compared = await compare(peer, definition, contexts);
      const trap = peer.trap?.(kind);
      comparisons.push({
        ...compared,
        kind: `${algorithm}, ${kind} ids`,
        ...(trap !== undefined && { trap }),
      });
    }
  }
  comparisons.push(await compareRulesets(peer, size, random));
  for (const [trap, define] of Object.entries(peer.known ?? {})) {
    comparisons.push(...(await compareKnown(peer, define(random), size, random, trap)));
  }
  return comparisons;
}

const contextsPerKnown = 1_000;

/** What a known difference explains and, if there is any, what it does not. */
async function compareKnown(
  peer: Peer,
  difference: KnownDifference,
  size: Size,
  random: Random,
  trap: string,
): Promise<Comparison[]> {
  const length = Math.min(contextsPerKnown, size.unitsPerAlgorithm);
  const contexts = Array.from({ length }, () => difference.contextOf(random));
  const compared = await compare(peer, difference, contexts);
  const isExplained = (each: Difference): boolean => difference.explains(each);
  const explained = compared.differences.filter(isExplained);
  const others = compared.differences.filter((each) => !isExplained(each));
  return [
    { ...compared, kind: 'a known difference', differences: explained, trap },
    ...(others.length > 0 ? [{ ...compared, kind: 'beside a known difference', differences: others }] : []),
  ];
}

async function compareRulesets(peer: Peer, size: Size, random: Random): Promise<Comparison> {
  const total: Comparison = { peer: peer.name, kind: 'random rulesets', asked: 0, differences: [] };
  for (let count = 0; count < size.rulesets; count += 1) {
    const definition = peer.flags(random);
    const contexts = Array.from({ length: size.peoplePerRuleset }, () =>
      peer.contextOf(unitOf('ASCII', random), attributesOf(random)),
    );
    const { asked, differences } = await compare(peer, definition, contexts);
    total.asked += asked;
    total.differences.push(...differences);
  }
  return total;
}

async function compare(
  peer: Peer,
  { source, flags }: Definition,
  contexts: Json[],
): Promise<Pick<Comparison, 'peer' | 'asked' | 'differences'>> {
  const known = knownPeer(peer);
  const adapter = known.load();
  const ours = adapter.ours(source, peer.options);
  const oracle = await adapter.theirs(source, peer.options, requireSdk(known));
  const found: Difference[] = [];
  try {
    for await (const { context, ...difference } of differences({ flags, contexts, ours, oracle })) {
      found.push({ ...difference, context: contexts[context] });
    }
  } finally {
    await oracle.close();
  }
  return { peer: peer.name, asked: contexts.length * flags.length, differences: found };
}

/** The row of the command line's table. */
export function knownPeer({ name }: Pick<Peer, 'name'>): KnownPeer {
  return knownPeers.find((peer) => peer.name === name) as KnownPeer;
}

/** Whether there is a difference that nothing explains. */
export function isBroken({ differences, trap }: Comparison): boolean {
  return differences.length > 0 && trap === undefined;
}
