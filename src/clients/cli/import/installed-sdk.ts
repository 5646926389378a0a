import { createRequire } from 'node:module';
import { join } from 'node:path';
import { failed } from '../failure';
import type { Peer } from './peers';

/** `require` of where the package is: in the folder in which the command runs, so that one's own version counts, or with us. */
export function findSdk(name: string): NodeJS.Require | undefined {
  const places = [join(process.cwd(), 'package.json'), __filename];
  return places.map((place) => createRequire(place)).find((sdk) => isFound(sdk, name));
}

/** Fails with the line that installs it. */
export function requireSdk({ title, sdk: { name, version } }: Peer): NodeJS.Require {
  const sdk = findSdk(name);
  if (sdk !== undefined) return sdk;
  throw failed(`${title}'s SDK is not installed here: npm install --no-save ${name}@${version}`);
}

function isFound(sdk: NodeJS.Require, name: string): boolean {
  try {
    sdk.resolve(name);
    return true;
  } catch {
    return false;
  }
}
