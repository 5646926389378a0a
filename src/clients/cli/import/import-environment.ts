import { ImportError, importSignalbox, type SignalboxImport } from '../../../engine/importers';
import { readLists, readRuleset } from '../export/read-environment';
import { readWords } from '../export/read-words';
import { failed } from '../failure';
import type { Server } from '../graphql';
import { inBatches } from '../id-batches';
import { printable, type Output } from '../output';
import { findPlace, type Place } from '../places';
import { applySteps } from './apply-steps';
import type { ImportTarget, Step } from './changes';
import { contradictionIn, environmentSteps, listSteps, otherSeeds, type Existing } from './environment-steps';
import { readDefinition } from './read-file';
import { printDiff, publishedText } from './tables';

export interface ImportEnvironmentOptions extends Server {
  file: string;
  project?: string;
  environment?: string;
  dryRun: boolean;
  output: Output;
}

/** Reads an environment file and brings it into an environment; what is there and not in the file stays. */
export async function importEnvironment(options: ImportEnvironmentOptions): Promise<void> {
  const { url, credential, dryRun, output } = options;
  const file = read(options.file);
  const server = { url, credential };
  const place = await findPlace(server, options.project, options.environment);
  const words = await readWords(server, place.projectId);
  const existing = { ...(await readRuleset(server, place)), words };
  const contradiction = contradictionIn(file, existing);
  if (contradiction !== undefined) throw failed(`${options.file}: ${printable(contradiction)}`);
  const steps = [
    ...environmentSteps(file, existing, targetOf(place, existing)),
    ...(await listContents(server, place, file, existing)),
  ];
  if (steps.length === 0) throw failed(`${options.file} has nothing to import`);
  const { outcomes, failure } = await applySteps(server, steps, {
    comment: 'import of an environment file',
    dryRun,
  });
  if (output.isJson) output.json({ outcomes });
  if (failure !== undefined) throw failure;
  if (output.isJson) return;
  tellLeftBehind(file, existing, output);
  if (dryRun) printDiff(outcomes, place.environmentKeys, output);
  else output.line(publishedText(outcomes, place));
}

function read(path: string): SignalboxImport {
  try {
    return importSignalbox(readDefinition(path));
  } catch (error) {
    throw error instanceof ImportError ? failed(`${path}: ${error.message}`) : error;
  }
}

function targetOf({ projectId, environmentId }: Place, { words }: Existing): ImportTarget {
  const known = {
    flags: new Set(Object.keys(words.flags)),
    segments: new Set(Object.keys(words.segments)),
    layers: new Set(Object.keys(words.layers)),
    lists: new Set(Object.keys(words.lists)),
  };
  return { projectId, environmentId, known, system: 'signalbox' };
}

/** What makes the lists hold what the file says they hold. */
async function listContents(
  server: Server,
  place: Place,
  { ruleset, ids }: SignalboxImport,
  { ruleset: there }: Existing,
): Promise<Step[]> {
  const told = Object.keys(ids).filter((key) => Object.hasOwn(there.lists, key));
  const held = await readLists(
    server,
    place,
    Object.fromEntries(told.map((key) => [key, ruleset.lists[key]])),
  );
  const steps: Step[] = [];
  for (const [key, wanted] of Object.entries(ids)) {
    const before = new Set(Object.hasOwn(held, key) ? held[key] : []);
    const after = new Set(wanted);
    const add = await batched(wanted.filter((id) => !before.has(id)));
    const remove = await batched([...before].filter((id) => !after.has(id)));
    steps.push(...listSteps(place.environmentId, key, { add, remove }));
  }
  return steps;
}

async function batched(ids: string[]): Promise<string[][]> {
  const batches: string[][] = [];
  for await (const batch of inBatches(ids)) batches.push(batch);
  return batches;
}

function tellLeftBehind({ ruleset, ids, words }: SignalboxImport, existing: Existing, output: Output): void {
  for (const key of otherSeeds({ ruleset, words }, existing)) {
    output.line(`${printable(key)} keeps the seed it has there, which a flag keeps for life`);
  }
  const { lists } = existing.ruleset;
  for (const [key, { size }] of Object.entries(ruleset.lists)) {
    const isHeld = Object.hasOwn(ids, key) || size === (Object.hasOwn(lists, key) ? lists[key].size : 0);
    if (!isHeld)
      output.line(`the ids of the list ${printable(key)} are not in the file: export it with --with-lists`);
  }
}
