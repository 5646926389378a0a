import { findSdk } from '../../../src/clients/cli/import/installed-sdk';
import { compareAll, isBroken, knownPeer } from './compare';
import { peers } from './peers';
import { linesOf } from './report';

const size = { unitsPerAlgorithm: 20_000, rulesets: 40, peoplePerRuleset: 50 };

/**
 * `npm run conformance:differential [seed] [peer…]`: the importers beside the peers' own SDKs. The last line counts what
 * nothing explains.
 */
async function main([seedText = String(Date.now() % 2 ** 32), ...names]: string[]): Promise<number> {
  const seed = Number(seedText);
  console.log(`seed ${seed}`);
  let unexplained = 0;
  for (const peer of peers.filter(({ name }) => names.length === 0 || names.includes(name))) {
    const sdk = knownPeer(peer).sdk.name;
    if (!findSdk(sdk)) {
      console.log(`${peer.name.padEnd(14)} skipped: ${sdk} is not installed`);
      continue;
    }
    for (const comparison of await compareAll(peer, size, seed)) {
      for (const line of linesOf(comparison)) console.log(line);
      if (isBroken(comparison)) unexplained += comparison.differences.length;
    }
  }
  console.log(`${unexplained} unexplained differences`);
  return unexplained === 0 ? 0 : 1;
}

void main(process.argv.slice(2)).then((code) => process.exit(code));
