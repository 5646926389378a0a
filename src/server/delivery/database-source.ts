import { viewKey } from '../../engine/protocol/view';
import type { Database } from '../database/database';
import { renewEpochWithout } from '../domain/configuration/epochs';
import { contentsOf } from '../domain/configuration/list-contents';
import type { Clock } from '../foundation/clock';
import { notFound } from '../foundation/errors';
import type { Hints } from '../foundation/hints';
import type { Logger } from '../foundation/logger';
import type {
  ConfigurationObject,
  ConfigurationSource,
  EnvironmentDelta,
  EnvironmentRef,
  EnvironmentState,
  HeadNotice,
  LogPosition,
  LogRead,
  Standing,
} from './configuration-source';
import { HeadWatch } from './database-source-heads';
import { chainHashOf, deltasOf, isDense, isSameLog } from './database-source-rows';
import type { HeadRow, ItemRow, LogRow, Optional } from './database-source-rows';
import { configurationObject } from './environment-state';

const revisionsPerRead = 256;

/** Reads environments and tails their logs in the database, each time in one statement, which sees one moment of it. */
export class DatabaseSource implements ConfigurationSource {
  private readonly heads: HeadWatch;

  constructor(
    private readonly database: Database,
    private readonly logger: Logger,
    wakers: { clock: Clock; hints: Hints },
  ) {
    this.heads = new HeadWatch(database, logger, wakers);
  }

  onChange(listener: (notice: HeadNotice) => void): () => void {
    return this.heads.onChange(listener);
  }

  watch(environment: EnvironmentRef, standing: () => Standing | null): void {
    this.heads.watch(environment, standing);
  }

  unwatch(environment: EnvironmentRef): void {
    this.heads.unwatch(environment);
  }

  /** Ends the watching; what is being read comes to its end. */
  close(): void {
    this.heads.close();
  }

  async load(
    environment: EnvironmentRef,
    at?: { revision: number } | { time: number },
  ): Promise<EnvironmentState> {
    if (!at) return this.loadHead(environment);
    const revision = 'revision' in at ? at.revision : await this.revisionAt(environment, at.time);
    return this.loadRevision(environment, revision);
  }

  async read(environment: EnvironmentRef, after: LogPosition): Promise<LogRead | 'gone'> {
    const rows = await this.logRows(environment, after.revision);
    if (rows.length === 0) return 'gone';
    const headRevision = Number(rows[0].headRevision);
    const minRevision = Number(rows[0].minRevision);
    if (rows[0].epoch !== after.epoch || after.revision < minRevision - 1) return 'gone';
    // The database is behind what was read of it.
    if (headRevision < after.revision) return { minRevision, headRevision, deltas: [] };

    const entries = rows.filter((row): row is LogRow => row.sequence !== null);
    const [first] = entries;
    const known = first && Number(first.sequence) === after.revision ? first : null;
    if (!isSameLog(known && { revision: after.revision, entryHash: known.entryHash }, after)) return 'gone';

    const deltas = deltasOf(entries.filter(({ sequence }) => Number(sequence) > after.revision));
    const last = Math.min(headRevision, after.revision + revisionsPerRead);
    if (!isDense(deltas, after.revision, last)) {
      this.logger.error({ ...environment, after: after.revision, last }, 'the configuration log has a hole');
      return 'gone';
    }
    await this.fillLists(environment, deltas);
    return { minRevision, headRevision, deltas };
  }

  renewEpoch(environment: EnvironmentRef, lost: LogPosition): Promise<void> {
    return renewEpochWithout(this.database, environment, lost);
  }

  private async loadHead(environment: EnvironmentRef): Promise<EnvironmentState> {
    const rows = (await this.database.read.query(
      `SELECT ${headColumns}, i.kind AS kind, i.object_key AS objectKey, i.revision AS revision, i.body AS body
       FROM environment_heads h
       LEFT JOIN configuration_items i
         ON i.organization_id = h.organization_id AND i.environment_id = h.environment_id
       WHERE ${ofHead}`,
      parametersOf(environment),
    )) as (HeadRow & Optional<ItemRow, 'kind'>)[];
    if (rows.length === 0) throw notFound('Environment');
    const [head] = rows;
    const revision = Number(head.headRevision);
    return this.assemble(environment, rows, {
      epoch: head.epoch,
      revision,
      minRevision: Number(head.minRevision),
      committedAt: Number(head.committedAt),
      chainHash: chainHashOf(revision, head.lastHash),
    });
  }

  /** The newest row of each object up to the revision: a revision writes an object at most once. */
  private async loadRevision(environment: EnvironmentRef, revision: number): Promise<EnvironmentState> {
    const rows = (await this.database.read.query(
      `SELECT ${headColumns}, a.at AS at, a.entry_hash AS entryHash,
         l.kind AS kind, l.object_key AS objectKey, l.revision AS revision, l.body AS body
       FROM environment_heads h
       LEFT JOIN audit_entries a
         ON a.organization_id = h.organization_id AND a.chain_id = h.environment_id AND a.sequence = ?
       LEFT JOIN (
         SELECT kind, object_key, MAX(revision) AS revision FROM configuration_log
         WHERE organization_id = ? AND environment_id = ? AND revision <= ? GROUP BY kind, object_key
       ) n ON 1 = 1
       LEFT JOIN configuration_log l
         ON l.organization_id = h.organization_id AND l.environment_id = h.environment_id
         AND l.kind = n.kind AND l.object_key = n.object_key AND l.revision = n.revision AND l.body IS NOT NULL
       WHERE ${ofHead}`,
      [revision, ...parametersOf(environment), revision, ...parametersOf(environment)],
    )) as (HeadRow & { at: string | null; entryHash: string | null } & Optional<ItemRow, 'kind'>)[];
    if (rows.length === 0) throw notFound('Environment');
    const [{ epoch, minRevision, at, entryHash }] = rows;
    if (revision > 0 && entryHash === null) throw notFound('Revision');
    return this.assemble(environment, rows, {
      epoch,
      revision,
      minRevision: Number(minRevision),
      committedAt: Number(at ?? 0),
      chainHash: chainHashOf(revision, entryHash ?? ''),
    });
  }

  /** The last revision committed by `time`; 0 when there was none. */
  private async revisionAt(environment: EnvironmentRef, time: number): Promise<number> {
    const rows = (await this.database.read.query(
      `SELECT sequence FROM audit_entries
       WHERE organization_id = ? AND chain_id = ? AND at <= ? ORDER BY sequence DESC LIMIT 1`,
      [...parametersOf(environment), time],
    )) as { sequence: string | number }[];
    return Number(rows[0]?.sequence ?? 0);
  }

  private async assemble(
    { organizationId, environmentId }: EnvironmentRef,
    rows: readonly Optional<ItemRow, 'kind'>[],
    position: Omit<EnvironmentState, keyof EnvironmentRef | 'objects' | 'lists'>,
  ): Promise<EnvironmentState> {
    const objects = new Map<string, ConfigurationObject>();
    for (const { kind, objectKey: key, revision, body } of rows) {
      if (kind === null) continue;
      objects.set(viewKey(kind, key), configurationObject({ kind, key, version: Number(revision) }, body));
    }
    const environment = { organizationId, environmentId };
    const listKeys = [...objects.values()].filter(({ kind }) => kind === 'LIST').map(({ key }) => key);
    const lists = await this.listsAt(environment, listKeys, position.revision);
    return { ...environment, ...position, objects, lists };
  }

  /** Which ids are live at a revision never changes, so this needs no moment in common with what was read before. */
  private async listsAt(
    environment: EnvironmentRef,
    keys: readonly string[],
    revision: number,
  ): Promise<Map<string, Set<string>>> {
    const lists = new Map(keys.map((key) => [key, new Set<string>()]));
    if (keys.length === 0) return lists;
    const rows = (await this.database.read.query(
      `SELECT list_key AS listKey, entry_id AS entryId FROM list_entries
       WHERE organization_id = ? AND environment_id = ?
         AND added_revision <= ? AND (removed_revision IS NULL OR removed_revision > ?)`,
      [...parametersOf(environment), revision, revision],
    )) as { listKey: string; entryId: string }[];
    for (const { listKey, entryId } of rows) lists.get(listKey)?.add(entryId);
    return lists;
  }

  /** From the entry at `after`, which tells whether it is the same log, to the last one of the page. */
  private async logRows(environment: EnvironmentRef, after: number): Promise<Optional<LogRow, 'sequence'>[]> {
    return (await this.database.read.query(
      `SELECT h.epoch AS epoch, h.revision AS headRevision, h.min_revision AS minRevision,
         a.sequence AS sequence, a.at AS at, a.actor_kind AS actorKind, a.actor_id AS actorId,
         a.actor_name AS actorName, a.change_id AS changeId, a.comment AS comment, a.entry_hash AS entryHash,
         l.kind AS kind, l.object_key AS objectKey, l.op AS op, l.body AS body, l.patch AS patch
       FROM environment_heads h
       LEFT JOIN audit_entries a
         ON a.organization_id = h.organization_id AND a.chain_id = h.environment_id
         AND a.sequence >= ? AND a.sequence <= ? AND a.sequence <= h.revision
       LEFT JOIN configuration_log l
         ON l.organization_id = h.organization_id AND l.environment_id = h.environment_id
         AND l.revision = a.sequence AND l.revision > ?
       WHERE ${ofHead} ORDER BY a.sequence, l.ordinal`,
      [after, after + revisionsPerRead, after, ...parametersOf(environment)],
    )) as Optional<LogRow, 'sequence'>[];
  }

  /** The log names a list's ids only where some came or went; where a list comes as a whole, they are read beside it. */
  private async fillLists(environment: EnvironmentRef, deltas: EnvironmentDelta[]): Promise<void> {
    for (const change of deltas.flatMap(({ changes }) => changes)) {
      if (change.kind !== 'LIST' || change.op !== 'PUT') continue;
      const list = { ...environment, listKey: change.key };
      change.ids = await contentsOf(this.database.read, list, change.version);
    }
  }
}

const headColumns = `h.epoch AS epoch, h.revision AS headRevision, h.min_revision AS minRevision,
  h.committed_at AS committedAt, h.last_hash AS lastHash`;

const ofHead = 'h.organization_id = ? AND h.environment_id = ?';

const parametersOf = ({ organizationId, environmentId }: EnvironmentRef): string[] => [
  organizationId,
  environmentId,
];
