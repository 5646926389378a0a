import { findSdk } from '../../../src/clients/cli/import/installed-sdk';
import { peers as knownPeers } from '../../../src/clients/cli/import/peers';
import { compareAll, isBroken, knownPeer } from './compare';
import { peers } from './peers';
import { linesOf } from './report';

const size = { unitsPerAlgorithm: 100, rulesets: 2, peoplePerRuleset: 10 };

it('compares every peer that the command line knows', () => {
  expect(peers.map(({ name }) => name).sort()).toEqual(knownPeers.map(({ name }) => name).sort());
});

describe.each(peers.map((peer) => [peer.name, peer] as const))('%s', (_, peer) => {
  const sdk = knownPeer(peer).sdk.name;
  if (findSdk(sdk)) {
    it('answers through our importer as through its own SDK', async () => {
      const comparisons = await compareAll(peer, size, 1);
      expect(comparisons.filter(isBroken).flatMap(linesOf)).toEqual([]);
      expect(comparisons.reduce((sum, { asked }) => sum + asked, 0)).toBeGreaterThan(100);
    });
  } else {
    it.skip(`is not compared: ${sdk} is not installed`, () => undefined);
  }
});
