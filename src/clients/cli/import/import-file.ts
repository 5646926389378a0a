import type { ImportReport } from '../../../engine/importers';
import { failed } from '../failure';
import type { Server } from '../graphql';
import type { Output } from '../output';
import { findPlace } from '../places';
import { applySteps } from './apply-steps';
import { stepsOf } from './changes';
import { findKnownKeys } from './known-keys';
import { readImport, type ImportSource } from './read-import';
import { printDiff, printReport, publishedText } from './tables';

export interface ImportFileOptions extends ImportSource, Server {
  project?: string;
  environment?: string;
  dryRun: boolean;
  /** Publish the others when some flags are refused. */
  skipRefused: boolean;
  output: Output;
}

/** Reads a peer's file, and brings what it holds into an environment. */
export async function importFile(options: ImportFileOptions): Promise<void> {
  const { peer, url, credential, dryRun, output } = options;
  const { ruleset, report } = readImport(options);
  if (!output.isJson) printReport(report, output);
  refuseWhenRefused(report, options);
  const server = { url, credential };
  const place = await findPlace(server, options.project, options.environment);
  const known = await findKnownKeys(server, place.projectId);
  const steps = stepsOf(ruleset, { ...place, known, system: peer.name });
  if (steps.length === 0) throw failed('there is nothing to publish: every flag is refused');
  const { outcomes, failure } = await applySteps(server, steps, {
    comment: `import of ${peer.title}`,
    dryRun,
  });
  if (output.isJson) output.json({ flags: report.flags, outcomes });
  if (failure !== undefined) throw failure;
  if (output.isJson) return;
  if (dryRun) printDiff(outcomes, place.environmentKeys, output);
  else output.line(publishedText(outcomes, place));
}

function refuseWhenRefused({ flags }: ImportReport, { skipRefused, output }: ImportFileOptions): void {
  const refused = flags.filter(({ outcome }) => outcome === 'refused');
  if (refused.length === 0 || skipRefused) return;
  if (output.isJson) output.json({ flags, outcomes: [] });
  throw failed(
    `${refused.length} of ${flags.length} flags refused, nothing published; --skip-refused imports the others`,
  );
}
