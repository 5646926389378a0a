import type { List, Ruleset } from '../../../engine/evaluation';
import type { EnvironmentFile } from '../../../engine/exporters';
import { ReadListDocument, ReadRevisionDocument, ReadRulesetDocument } from '../../generated/graphql';
import { failed } from '../failure';
import { request, type Server } from '../graphql';
import { allNodes } from '../pages';
import type { Place } from '../places';
import { readWords } from './read-words';

export interface Reading {
  /** Absent: the newest. */
  atRevision?: number;
  /** What lists hold too, which only the newest revision tells. */
  withLists: boolean;
}

export interface ReadEnvironment extends EnvironmentFile {
  revision: string;
}

/** An environment as it was at one revision, in the words that its project has for it now. */
export async function readEnvironment(
  server: Server,
  place: Place,
  { atRevision, withLists }: Reading,
): Promise<ReadEnvironment> {
  const words = await readWords(server, place.projectId);
  if (withLists) return { ...(await readWithLists(server, place)), words };
  return { ...(await readRuleset(server, place, atRevision)), words, ids: {} };
}

export async function readRuleset(
  server: Server,
  { environmentId, environmentKey }: Place,
  atRevision?: number,
): Promise<{ revision: string; ruleset: Ruleset }> {
  const asOf = atRevision === undefined ? null : { revision: String(atRevision) };
  const { environment } = await request(server, ReadRulesetDocument, { environmentId, asOf });
  if (!environment) throw failed(`there is no environment ${environmentKey} any more`);
  const { revision, ruleset } = environment.ruleset;
  return { revision, ruleset: ruleset as unknown as Ruleset };
}

async function readRevision(server: Server, { environmentId }: Place): Promise<string | undefined> {
  return (await request(server, ReadRevisionDocument, { environmentId })).environment?.revision;
}

const mostAttempts = 3;

/** Lists are read page by page, as they are now: nothing may have changed from the first to the last. */
async function readWithLists(
  server: Server,
  place: Place,
): Promise<Pick<ReadEnvironment, 'revision' | 'ruleset' | 'ids'>> {
  for (let attempt = 1; attempt <= mostAttempts; attempt += 1) {
    const { revision, ruleset } = await readRuleset(server, place);
    const ids = await readLists(server, place, ruleset.lists);
    if (revision === (await readRevision(server, place))) return { revision, ruleset, ids };
  }
  throw failed(`${place.environmentKey} changes while its lists are read: try again later`);
}

export async function readLists(
  server: Server,
  place: Place,
  lists: Record<string, List>,
): Promise<Record<string, string[]>> {
  const ids: [key: string, values: string[]][] = [];
  for (const listKey of Object.keys(lists)) ids.push([listKey, await readList(server, place, listKey)]);
  return Object.fromEntries(ids);
}

async function readList(
  server: Server,
  { projectId, environmentId }: Place,
  listKey: string,
): Promise<string[]> {
  const entries = await allNodes(async (after) => {
    const where = { projectId, listKey, environmentId, after };
    const { project } = await request(server, ReadListDocument, where);
    return project?.list?.entries;
  });
  return entries.map(({ value }) => value).sort();
}
