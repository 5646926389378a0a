import { ApplyChangesDocument } from '../generated/graphql';
import { failed } from './failure';
import { request, type Server } from './graphql';
import { inBatches } from './id-batches';
import { printable, type Output } from './output';
import { findPlace } from './places';
import { formatOf, readIds, type IdFormat } from './read-ids';

export interface UploadListOptions extends Server {
  listKey: string;
  file: string;
  project?: string;
  environment?: string;
  format?: IdFormat;
  /** Of a table; absent: the first one. */
  column?: string;
  /** Take the ids out of the list instead. */
  remove: boolean;
  output: Output;
}

/**
 * Puts the ids of a file into a list, a revision for each batch. Broken off, it says how far it came; done again, it
 * changes only what is missing.
 */
export async function uploadList(options: UploadListOptions): Promise<void> {
  const { listKey, file, project, environment, format, column, remove, output, ...server } = options;
  const { environmentId, environmentKey } = await findPlace(server, project, environment);
  let uploaded = 0;
  let revision: string | null = null;
  for await (const ids of inBatches(readIds(file, format ?? formatOf(file), column))) {
    const place = { environmentId, listKey, ids };
    const change = remove ? { removeFromList: place } : { addToList: place };
    const input = { changes: [change], comment: `upload of a list` };
    const { applyChanges } = await request(server, ApplyChangesDocument, { input });
    if (applyChanges.__typename === 'ChangesInvalid') {
      const [{ message }] = applyChanges.errors;
      throw failed(`${message}; ${uploaded} ids were uploaded before`);
    }
    if (applyChanges.__typename !== 'ChangesPublished') throw failed('the server did not publish');
    uploaded += ids.length;
    revision = applyChanges.revisions[0]?.revision ?? revision;
    if (!output.isJson) output.line(`${uploaded} ids ${remove ? 'removed' : 'added'}`);
  }
  if (uploaded === 0) throw failed(`${file} has no ids`);
  if (output.isJson) output.json({ listKey, environmentKey, uploaded, revision });
  else output.line(told(listKey, environmentKey, revision));
}

const told = (listKey: string, environmentKey: string, revision: string | null): string =>
  revision === null
    ? `${printable(listKey)} in ${environmentKey} already was like this: no revision published`
    : `${printable(listKey)} in ${environmentKey} is at revision ${revision}`;
