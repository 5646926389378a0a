import type { MigrationInterface, QueryRunner } from 'typeorm';
import { id, index, long, optional, primary, table, text, unique, whole } from './columns';

const tables = [
  table('installation', { id: primary(id), secret: text, created_at: whole }),
  table(
    'organizations',
    {
      id: primary(id),
      slug: text,
      name: text,
      version: whole,
      created_at: whole,
      archived_at: optional(whole),
    },
    [unique('organizations_slug', 'slug')],
  ),
  table('organization_heads', {
    organization_id: primary(id),
    audit_sequence: whole,
    last_hash: text,
    access_revision: whole,
  }),
  table('audit_entries', {
    organization_id: primary(id),
    chain_id: primary(id),
    sequence: primary(whole),
    at: whole,
    action: text,
    actor_kind: text,
    actor_id: optional(id),
    actor_name: text,
    change_id: optional(id),
    comment: optional(long),
    details: long,
    entry_hash: text,
  }),
  table(
    'members',
    {
      id: primary(id),
      organization_id: id,
      email: text,
      name: text,
      invitation_hash: optional(text),
      invitation_expires_at: optional(whole),
      version: whole,
      created_at: whole,
      archived_at: optional(whole),
    },
    [unique('members_email', 'organization_id', 'email')],
  ),
  table(
    'access_tokens',
    {
      id: primary(id),
      organization_id: id,
      kind: text,
      member_id: optional(id),
      name: text,
      public_id: text,
      secret_hash: text,
      expires_at: optional(whole),
      revoked_at: optional(whole),
      last_used_at: optional(whole),
      version: whole,
      created_at: whole,
    },
    [
      unique('access_tokens_public_id', 'public_id'),
      index('access_tokens_organization', 'organization_id', 'id'),
    ],
  ),
  table(
    'role_grants',
    {
      id: primary(id),
      organization_id: id,
      principal_id: id,
      principal_kind: text,
      role: text,
      project_id: optional(id),
      environment_id: optional(id),
      created_at: whole,
    },
    [index('role_grants_principal', 'organization_id', 'principal_id')],
  ),
  table(
    'sdk_keys',
    {
      id: primary(id),
      organization_id: id,
      project_id: id,
      environment_id: id,
      kind: text,
      name: text,
      public_id: text,
      tags: optional(long),
      expires_at: optional(whole),
      revoked_at: optional(whole),
      last_used_at: optional(whole),
      version: whole,
      created_at: whole,
    },
    [
      unique('sdk_keys_public_id', 'public_id'),
      index('sdk_keys_environment', 'organization_id', 'environment_id', 'id'),
    ],
  ),
  table(
    'sdk_key_secrets',
    {
      id: primary(id),
      organization_id: id,
      sdk_key_id: id,
      secret_hash: text,
      expires_at: optional(whole),
      created_at: whole,
    },
    [index('sdk_key_secrets_key', 'organization_id', 'sdk_key_id')],
  ),
];

/** Organizations, who may enter them, and the audit. */
export class Tenancy1764000001000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const each of tables) await runner.createTable(each, true);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const each of [...tables].reverse()) await runner.dropTable(each, true);
  }
}
