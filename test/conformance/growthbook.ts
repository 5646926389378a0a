import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Case, Suite } from './suite';
import { growthBookGroups } from './growthbook-groups';

/** Utilities of a client: the address of a page, a cipher, and what a page shows. */
const refusedGroups = new Set(['getQueryStringOverride', 'decrypt', 'urlRedirect']);

/** The cases that GrowthBook's SDKs share, a group for each function that an SDK has. */
export const growthBook: Suite = {
  name: 'growthbook',
  folder: 'growthbook',
  cases: (folder) =>
    readdirSync(folder)
      .filter((file) => file.endsWith('.json'))
      .map((file) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as Record<string, unknown>)
      .flatMap((groups) => Object.entries(groups).flatMap(([group, cases]) => casesOf(group, cases))),
};

/** Whatever stands beside the groups, such as the version of their format, is no list. */
function casesOf(group: string, cases: unknown): Case[] {
  if (!Array.isArray(cases)) return [];
  return cases.map((tuple: unknown[], at) => ({
    name: `${group}: ${typeof tuple[0] === 'string' && tuple[0] !== '' ? tuple[0] : `case ${at + 1}`}`,
    ...(refusedGroups.has(group) && { refused: group }),
    run: () => runCase(group, tuple),
  }));
}

function runCase(group: string, tuple: unknown[]): void {
  const run = Object.hasOwn(growthBookGroups, group) ? growthBookGroups[group] : undefined;
  if (run === undefined) throw new Error(`nothing runs the group ${group}`);
  run(...(tuple as never[]));
}
