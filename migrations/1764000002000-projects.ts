import type { MigrationInterface, QueryRunner } from 'typeorm';
import { id, index, long, optional, primary, table, text, unique, whole } from './columns';

const named = { id: primary(id), organization_id: id, project_id: id, key: text, name: text };
const versioned = { version: whole, created_at: whole, archived_at: optional(whole) };
const owned = { description: long, owner_id: optional(id), tags: long };

const tables = [
  table(
    'projects',
    { id: primary(id), organization_id: id, key: text, name: text, description: long, ...versioned },
    [unique('projects_key', 'organization_id', 'key')],
  ),
  table('environments', { ...named, kind: text, position: whole, ...versioned }, [
    unique('environments_key', 'organization_id', 'project_id', 'key'),
  ]),
  table(
    'flags',
    {
      ...named,
      description: long,
      type: text,
      json_schema: optional(long),
      owner_id: optional(id),
      tags: long,
      links: long,
      lifecycle: text,
      client_side: whole,
      seed: text,
      ...versioned,
    },
    [
      unique('flags_key', 'organization_id', 'project_id', 'key'),
      index('flags_owner', 'organization_id', 'owner_id'),
    ],
  ),
  table('segments', { ...named, ...owned, ...versioned }, [
    unique('segments_key', 'organization_id', 'project_id', 'key'),
  ]),
  table('lists', { ...named, ...owned, unit: long, ...versioned }, [
    unique('lists_key', 'organization_id', 'project_id', 'key'),
  ]),
  table('layers', { ...named, ...owned, unit: long, seed: text, ...versioned }, [
    unique('layers_key', 'organization_id', 'project_id', 'key'),
  ]),
];

/** The nouns of a project. */
export class Projects1764000002000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const each of tables) await runner.createTable(each, true);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const each of [...tables].reverse()) await runner.dropTable(each, true);
  }
}
