import type { Flag } from '../../../src/engine/evaluation';
import type { ChangeOp, ConfigKind } from '../../../src/engine/protocol/messages';
import { openDatabase } from '../../../src/server/database/data-source';
import type { Database } from '../../../src/server/database/database';
import { fromGlobalId } from '../../../src/server/foundation/ids';
import type { Log, LoggedChange, LoggedRevision } from './history';
import { markOfFlag } from './marks';
import { placeOf } from './replay';
import { digestOf } from './watcher';

interface Row {
  revision: string | number | null;
  sequence: string | number;
  kind: ConfigKind;
  objectKey: string;
  op: ChangeOp;
  body: string | null;
  patch: string | null;
}

/** An environment's log as the database has it, past any server. */
export async function readLog(databaseUrl: string, environmentId: string): Promise<Log> {
  return withDatabase(databaseUrl, async ({ read }) => {
    const row = fromGlobalId('Environment', environmentId);
    const [{ epoch }] = (await read.query('SELECT epoch FROM environment_heads WHERE environment_id = ?', [
      row,
    ])) as { epoch: string }[];
    // From the audit chain, so that a revision without its rows shows as one without changes.
    const rows = (await read.query(
      `SELECT a.sequence AS sequence, l.revision AS revision, l.kind AS kind, l.object_key AS objectKey,
         l.op AS op, l.body AS body, l.patch AS patch
       FROM audit_entries a
       LEFT JOIN configuration_log l ON l.environment_id = a.chain_id AND l.revision = a.sequence
       WHERE a.chain_id = ? ORDER BY a.sequence, l.ordinal`,
      [row],
    )) as Row[];
    const sizes = (await read.query(
      `SELECT list_key AS listKey, COUNT(*) AS size FROM list_entries
       WHERE environment_id = ? AND removed_revision IS NULL GROUP BY list_key`,
      [row],
    )) as { listKey: string; size: string | number }[];
    const lists = new Map(sizes.map(({ listKey, size }) => [listKey, Number(size)]));
    return { epoch, revisions: revisionsOf(rows), lists };
  });
}

/** Opens it for one piece of work. */
export async function withDatabase<Result>(
  databaseUrl: string,
  work: (database: Database) => Promise<Result>,
): Promise<Result> {
  const database = await openDatabase(databaseUrl, { poolSize: 1 });
  try {
    return await work(database);
  } finally {
    await database.close();
  }
}

function revisionsOf(rows: readonly Row[]): LoggedRevision[] {
  const revisions = new Map<number, LoggedChange[]>();
  for (const row of rows) {
    const revision = Number(row.sequence);
    const changes = revisions.get(revision) ?? [];
    if (row.revision !== null) changes.push(changeOf(row));
    revisions.set(revision, changes);
  }
  return [...revisions].map(([revision, changes]) => ({ revision, changes }));
}

function changeOf({ kind, objectKey, op, body, patch }: Row): LoggedChange {
  return {
    place: placeOf(kind, objectKey),
    op,
    digest: body === null || kind === 'LIST' ? null : digestOf(body),
    mark: patch === null ? markOfBody(kind, body) : markOfPatch(patch),
  };
}

const markOfBody = (kind: ConfigKind, body: string | null): string | null =>
  kind === 'FLAG' && body !== null ? markOfFlag(JSON.parse(body) as Flag) : null;

/** A writer's id stands for its mark. */
const markOfPatch = (patch: string): string | null =>
  (JSON.parse(patch) as { added: string[] }).added[0] ?? null;
