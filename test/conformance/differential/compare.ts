import { differences } from '../../../src/clients/cli/import/compare-answers';
import { requireSdk } from '../../../src/clients/cli/import/installed-sdk';
import { peers as knownPeers, type Peer as KnownPeer } from '../../../src/clients/cli/import/peers';
import type { Definition, Peer } from './peer';
import { attributesOf, unitKinds, unitOf, type Attributes, type Unit } from './people';
import { Random } from './random';

/** How much is asked. */
export interface Size {
  unitsPerAlgorithm: number;
  rulesets: number;
  peoplePerRuleset: number;
}

export interface Comparison {
  peer: string;
  /** The way to bucket and the kind of units, or the random rulesets. */
  kind: string;
  asked: number;
  differences: Difference[];
  /** The known reason for which they may differ. */
  trap?: string;
}

export interface Difference {
  flag: string;
  unit: Unit;
  attributes: Attributes;
  ours: unknown;
  theirs: unknown;
}

interface Person {
  unit: Unit;
  attributes: Attributes;
}

/** Every comparison of a peer: of each way to bucket with each kind of units, and of random rulesets. */
export async function compareAll(peer: Peer, size: Size, seed: number): Promise<Comparison[]> {
  const random = new Random(seed);
  const comparisons: Comparison[] = [];
  for (const [algorithm, define] of Object.entries(peer.algorithms)) {
    for (const kind of unitKinds) {
      const definition = define(random);
      const people = Array.from({ length: size.unitsPerAlgorithm }, () => ({
        unit: unitOf(kind, random),
        attributes: {},
      }));
      const compared = await compare(peer, definition, people);
      const trap = peer.trap?.(kind);
      comparisons.push({
        ...compared,
        kind: `${algorithm}, ${kind} ids`,
        ...(trap !== undefined && { trap }),
      });
    }
  }
  return [...comparisons, await compareRulesets(peer, size, random)];
}

async function compareRulesets(peer: Peer, size: Size, random: Random): Promise<Comparison> {
  const total: Comparison = { peer: peer.name, kind: 'random rulesets', asked: 0, differences: [] };
  for (let count = 0; count < size.rulesets; count += 1) {
    const definition = peer.flags(random);
    const people = Array.from({ length: size.peoplePerRuleset }, () => ({
      unit: unitOf('ASCII', random),
      attributes: attributesOf(random),
    }));
    const { asked, differences } = await compare(peer, definition, people);
    total.asked += asked;
    total.differences.push(...differences);
  }
  return total;
}

async function compare(
  peer: Peer,
  { source, flags }: Definition,
  people: Person[],
): Promise<Pick<Comparison, 'peer' | 'asked' | 'differences'>> {
  const known = knownPeer(peer);
  const adapter = known.load();
  const ours = adapter.ours(source, peer.options);
  const oracle = await adapter.theirs(source, peer.options, requireSdk(known));
  const contexts = people.map(({ unit, attributes }) => peer.contextOf(unit, attributes));
  const found: Difference[] = [];
  try {
    for await (const { context, ...difference } of differences({ flags, contexts, ours, oracle })) {
      found.push({ ...people[context], ...difference });
    }
  } finally {
    await oracle.close();
  }
  return { peer: peer.name, asked: people.length * flags.length, differences: found };
}

/** The row of the command line's table. */
export function knownPeer({ name }: Pick<Peer, 'name'>): KnownPeer {
  return knownPeers.find((peer) => peer.name === name) as KnownPeer;
}

/** Whether there is a difference that nothing explains. */
export function isBroken({ differences, trap }: Comparison): boolean {
  return differences.length > 0 && trap === undefined;
}
