import type { MigrationInterface, QueryRunner } from 'typeorm';
import { id, index, long, optional, primary, table, text, whole } from './columns';

const ofEnvironment = { organization_id: primary(id), environment_id: primary(id) };

const tables = [
  table('environment_heads', {
    environment_id: primary(id),
    organization_id: id,
    epoch: text,
    revision: whole,
    min_revision: whole,
    committed_at: whole,
    last_hash: text,
  }),
  table('configuration_items', {
    ...ofEnvironment,
    kind: primary(text),
    object_key: primary(text),
    revision: whole,
    body: long,
  }),
  table(
    'configuration_log',
    {
      ...ofEnvironment,
      revision: primary(whole),
      ordinal: primary(whole),
      kind: text,
      object_key: text,
      op: text,
      body: optional(long),
      patch: optional(long),
    },
    [
      index(
        'configuration_log_object',
        'organization_id',
        'environment_id',
        'kind',
        'object_key',
        'revision',
      ),
    ],
  ),
  table(
    'list_entries',
    {
      ...ofEnvironment,
      list_key: primary(text),
      entry_id: primary(text),
      added_revision: primary(whole),
      removed_revision: optional(whole),
    },
    [index('list_entries_live', 'organization_id', 'environment_id', 'list_key', 'added_revision')],
  ),
];

/** What SDKs see, and the log of every change to it. */
export class Configuration1764000003000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const each of tables) await runner.createTable(each, true);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const each of [...tables].reverse()) await runner.dropTable(each, true);
  }
}
