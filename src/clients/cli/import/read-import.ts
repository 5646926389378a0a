import { ImportError, type Import } from '../../../engine/importers';
import { failed } from '../failure';
import type { Peer } from './peers';
import { publishable } from './publishable';
import { readDefinition } from './read-file';

export interface ImportSource {
  peer: Peer;
  file: string;
  /** Of the peer's importer. */
  options: object;
}

/** The file, and what of it a server would take. Fails where it is no such file, or has no flag. */
export function readImport({ peer, file, options }: ImportSource): Import & { source: unknown } {
  const source = readDefinition(file);
  try {
    const imported = publishable(peer.load().import(source, options));
    if (imported.report.flags.length === 0) throw failed(`${file} has no flag to import`);
    return { source, ...imported };
  } catch (error) {
    throw error instanceof ImportError ? failed(`${file}: ${error.message}`) : error;
  }
}
