import {
  importFlagd,
  ImportError,
  type Generation,
  type Import,
  type ImportReport,
} from '../../../engine/importers';
import { ApplyChangesDocument, type ApplyChangesMutation } from '../../generated/graphql';
import { failed, wrongUsage } from '../failure';
import { request, type Server } from '../graphql';
import { changesOf } from './changes';
import { printDiff, printReport } from './tables';
import { printable, type Output } from '../output';
import { findFlagKeys, findPlace, type Place } from '../places';
import { readDefinitionFile } from './read-definition';

export interface ImportFlagdOptions extends Server {
  file: string;
  project?: string;
  environment?: string;
  /** Absent: not known, which matters only where a flag splits users. */
  generation?: Generation;
  sdk?: string;
  dryRun: boolean;
  /** Publish the others when some flags are refused. */
  skipRefused: boolean;
  output: Output;
}

/** Reads a flagd definition and publishes it in one change: all of it, or nothing. */
export async function importFlagdFile(options: ImportFlagdOptions): Promise<void> {
  const { file, dryRun, output, project, environment, ...server } = options;
  const { ruleset, report } = convert(await readDefinitionFile(file), options);
  if (!output.isJson) printReport(report, output);
  refuseWhenRefused(report, options);
  const place = await findPlace(server, project, environment);
  const knownKeys = await findFlagKeys(server, place.projectId);
  const changes = changesOf(ruleset, { ...place, knownKeys });
  if (changes.length === 0) throw failed(`${file} has no flag to import`);
  const input = { changes, comment: `import of a flagd definition`, dryRun };
  const { applyChanges } = await request(server, ApplyChangesDocument, { input });
  printOutcome(applyChanges, place, report, output);
}

function convert(source: unknown, { file, generation, sdk }: ImportFlagdOptions): Import {
  try {
    const converted = importFlagd(source, { generation: generation ?? 'v2', sdk });
    const asks = converted.report.flags.some((flag) => flag.outcome === 'exact-if');
    if (generation === undefined && asks) throw generationNeeded();
    return converted;
  } catch (error) {
    throw error instanceof ImportError ? failed(`${file}: ${error.message}`) : error;
  }
}

function generationNeeded(): Error {
  return wrongUsage(
    'this file splits users, and flagd has done that in three ways: --generation v1 (percentages in floats), v2 (weights in integers) or v3 (CBOR)',
  );
}

function refuseWhenRefused({ flags }: ImportReport, { skipRefused, output }: ImportFlagdOptions): void {
  const refused = flags.filter(({ outcome }) => outcome === 'refused');
  if (refused.length === 0 || skipRefused) return;
  if (output.isJson) output.json({ flags, outcome: 'REFUSED' });
  throw failed(
    `${refused.length} of ${flags.length} flags refused, nothing published; --skip-refused imports the others`,
  );
}

type Outcome = ApplyChangesMutation['applyChanges'];

function printOutcome(outcome: Outcome, place: Place, { flags }: ImportReport, output: Output): void {
  if (output.isJson) output.json({ flags, outcome });
  switch (outcome.__typename) {
    case 'ChangesPublished':
      if (!output.isJson) output.line(publishedText(outcome, place));
      return;
    case 'ChangesPreviewed':
      if (!output.isJson) printDiff(outcome.diff, place.environmentKeys, output);
      return;
    case 'ChangesConflicted':
      throw failed(
        `somebody else changed ${outcome.conflicts.map(({ key }) => printable(key)).join(', ')}; nothing published`,
      );
    case 'ChangesInvalid':
      throw failed(
        `nothing published: ${outcome.errors.map(({ path, message }) => `${path}: ${message}`).join('; ')}`,
      );
  }
}

function publishedText(
  { revisions }: Extract<Outcome, { __typename: 'ChangesPublished' }>,
  place: Place,
): string {
  if (revisions.length === 0) return 'nothing is different: no revision published';
  const written = revisions.map(
    ({ environmentId, revision }) =>
      `${place.environmentKeys.get(environmentId) ?? environmentId} at revision ${revision}`,
  );
  return `published in ${place.projectKey}: ${written.join(', ')}`;
}
