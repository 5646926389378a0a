import { compareAll, isBroken } from './compare';
import { isInstalled } from './installed';
import { peers } from './peers';
import { linesOf } from './report';

const size = { unitsPerAlgorithm: 100, rulesets: 2, peoplePerRuleset: 10 };

describe.each(peers.map((peer) => [peer.name, peer] as const))('%s', (_, peer) => {
  if (isInstalled(peer.sdk)) {
    it('answers through our importer as through its own SDK', async () => {
      const comparisons = await compareAll(peer, size, 1);
      expect(comparisons.filter(isBroken).flatMap(linesOf)).toEqual([]);
      expect(comparisons.reduce((sum, { asked }) => sum + asked, 0)).toBeGreaterThan(100);
    });
  } else {
    it.skip(`is not compared: ${peer.sdk} is not installed`, () => undefined);
  }
});
