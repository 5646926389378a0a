import { findSdk } from '../../../src/clients/cli/import/installed-sdk';
import { peers as knownPeers } from '../../../src/clients/cli/import/peers';
import { compareAll, isBroken, knownPeer, type Comparison } from './compare';
import { peers } from './peers';
import { linesOf } from './report';

const size = { unitsPerAlgorithm: 100, rulesets: 2, peoplePerRuleset: 10 };

it('compares every peer that the command line knows', () => {
  expect(peers.map(({ name }) => name).sort()).toEqual(knownPeers.map(({ name }) => name).sort());
});

describe.each(peers.map((peer) => [peer.name, peer] as const))('%s', (_, peer) => {
  const sdk = knownPeer(peer).sdk.name;
  if (findSdk(sdk)) {
    let comparisons: Comparison[];
    beforeAll(async () => {
      comparisons = await compareAll(peer, size, 1);
    });

    it('answers through our importer as through its own SDK', () => {
      expect(comparisons.filter(isBroken).flatMap(linesOf)).toEqual([]);
      expect(comparisons.reduce((sum, { asked }) => sum + asked, 0)).toBeGreaterThan(100);
    });

    it('answers otherwise where it is known to', () => {
      const differing = comparisons.filter(({ differences }) => differences.length > 0);
      const explained = differing.map(({ trap }) => trap);
      expect(explained).toEqual(expect.arrayContaining(Object.keys(peer.known ?? {})));
    });
  } else {
    it.skip(`is not compared: ${sdk} is not installed`, () => undefined);
  }
});
