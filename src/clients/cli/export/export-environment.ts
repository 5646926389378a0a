import { writeFile } from 'node:fs/promises';
import type { ExportReport } from '../../../engine/exporters';
import { failed, wrongUsage } from '../failure';
import type { Server } from '../graphql';
import type { Output } from '../output';
import { findPlace } from '../places';
import { formats, notationOf, textIn, type Format, type FormatName, type Notation } from './formats';
import { printNotes } from './notes';
import { readEnvironment, type Reading } from './read-environment';

export interface ExportOptions extends Server, Reading {
  as: FormatName;
  format?: Notation;
  project?: string;
  environment?: string;
  /** Absent: it is printed. */
  out?: string;
  /** Export the others when some flags are refused. */
  skipRefused: boolean;
  print(text: string): unknown;
  /** For what is not part of the file. */
  notes: Output;
}

/** Writes an environment as a file in one of the formats. */
export async function exportEnvironment(options: ExportOptions): Promise<void> {
  const { as, url, credential, atRevision, withLists, notes } = options;
  refuseUnmeant(options);
  const format: Format = formats[as];
  const server = { url, credential };
  const place = await findPlace(server, options.project, options.environment);
  const environment = await readEnvironment(server, place, { atRevision, withLists });
  const { document, report } = format.export(environment);
  printNotes(report, notes);
  refuseWhenRefused(report, options);
  const text = textIn[options.format ?? notationOf(options.out) ?? format.notation](document);
  if (options.out === undefined) return void options.print(text);
  await write(options.out, text);
  const { projectKey, environmentKey } = place;
  notes.line(`${projectKey}/${environmentKey} at revision ${environment.revision}: ${options.out}`);
}

function refuseUnmeant({ as, atRevision, withLists }: ExportOptions): void {
  if (!withLists) return;
  if (as !== 'signalbox') throw wrongUsage(`--with-lists goes with --as signalbox, not with ${as}`);
  if (atRevision !== undefined) {
    throw wrongUsage('--with-lists does not go with --at-revision: only what lists hold now can be read');
  }
}

function refuseWhenRefused({ flags }: ExportReport, { skipRefused }: ExportOptions): void {
  const refused = flags.filter(({ outcome }) => outcome === 'refused');
  if (refused.length === 0 || skipRefused) return;
  throw failed(
    `${refused.length} of ${flags.length} flags refused, nothing exported; --skip-refused exports the others`,
  );
}

async function write(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text);
  } catch (error) {
    throw failed(`cannot write ${path}: ${(error as Error).message}`);
  }
}
