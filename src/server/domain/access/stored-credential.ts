import type { EntityTarget, ObjectLiteral } from 'typeorm';
import { hydrate } from '../../database/batch';
import type { Database } from '../../database/database';
import type { Actor, AnonymousActor, Grant, MemberActor, SdkKeyActor } from '../../foundation/actor';
import { AccessTokenEntity } from './access-token.entity';
import type { ParsedCredential } from './credential-format';
import { MemberEntity } from './member.entity';
import { RoleGrantEntity } from './role-grant.entity';
import { SdkKeyEntity } from './sdk-key.entity';
import { SdkKeySecretEntity } from './sdk-key-secret.entity';

export type KnownActor = Exclude<Actor, AnonymousActor>;

/** What the database knows behind a credential's public id. */
export interface StoredCredential {
  organizationId: string;
  /** Of the organization, read no later than anything else here: whoever sees a newer one must read again. */
  accessRevision: number;
  /** Empty when it lets nobody in any more. */
  secrets: StoredSecret[];
}

export interface StoredSecret {
  /** null: the credential is public. */
  hash: string | null;
  /** Who comes in by it; expires with the secret or its key, whichever is first. */
  actor: KnownActor;
}

/** null: there is no credential with this public id. */
export async function readCredential(
  database: Database,
  credential: ParsedCredential,
): Promise<StoredCredential | null> {
  switch (credential.kind) {
    case 'SERVER_KEY':
    case 'CLIENT_KEY':
      return readSdkKey(database, credential);
    case 'PERSONAL_TOKEN':
    case 'CHOSEN_TOKEN':
      return readToken(database, credential.publicId, 'PERSONAL');
    case 'SERVICE_TOKEN':
      return readToken(database, credential.publicId, 'SERVICE');
    case 'INVITATION':
      return null;
  }
}

async function readSdkKey(
  database: Database,
  { kind, publicId }: ParsedCredential,
): Promise<StoredCredential | null> {
  const found = await findByPublicId(database, SdkKeyEntity, publicId, ofEnvironment);
  if (!found || found.row.kind !== (kind === 'SERVER_KEY' ? 'SERVER' : 'CLIENT')) return null;
  const { row: key, accessRevision, isOrganizationArchived, isPlaceArchived } = found;
  const { organizationId } = key;
  const isRefused = isOrganizationArchived || isPlaceArchived || key.revokedAt !== null;
  return { organizationId, accessRevision, secrets: isRefused ? [] : await secretsOf(database, key) };
}

async function secretsOf(database: Database, key: SdkKeyEntity): Promise<StoredSecret[]> {
  const actor = sdkKeyActor(key);
  if (key.kind === 'CLIENT') return [{ hash: null, actor }];
  const { organizationId } = key;
  const secrets = await database.read.findBy(SdkKeySecretEntity, { organizationId, sdkKeyId: key.id });
  return secrets.map(({ secretHash, expiresAt }) => ({
    hash: secretHash,
    actor: { ...actor, expiresAt: earliest(expiresAt, key.expiresAt) },
  }));
}

async function readToken(
  database: Database,
  publicId: string,
  kind: AccessTokenEntity['kind'],
): Promise<StoredCredential | null> {
  const found = await findByPublicId(database, AccessTokenEntity, publicId);
  if (found?.row.kind !== kind) return null;
  const { row: token, accessRevision, isOrganizationArchived } = found;
  const { organizationId } = token;
  const actor = token.revokedAt === null ? await tokenActor(database, token) : null;
  const isLetIn = actor !== null && (!isOrganizationArchived || isOwner(actor));
  return {
    organizationId,
    accessRevision,
    secrets: isLetIn ? [{ hash: token.secretHash, actor }] : [],
  };
}

async function tokenActor(database: Database, token: AccessTokenEntity): Promise<KnownActor | null> {
  const { organizationId, expiresAt } = token;
  const credentialed = { organizationId, credentialId: token.id, expiresAt };
  if (token.memberId === null) {
    const grants = await grantsOf(database, organizationId, token.id);
    return { kind: 'SERVICE_TOKEN', id: token.id, name: token.name, grants, ...credentialed };
  }
  const member = await database.read.findOneBy(MemberEntity, { organizationId, id: token.memberId });
  if (!member || member.archivedAt !== null) return null;
  const grants = await grantsOf(database, organizationId, member.id);
  return { kind: 'MEMBER', id: member.id, name: member.name, grants, ...credentialed };
}

async function grantsOf(database: Database, organizationId: string, principalId: string): Promise<Grant[]> {
  const rows = await database.read.find(RoleGrantEntity, {
    where: { organizationId, principalId },
    order: { id: 'ASC' },
  });
  return rows.map(({ role, projectId, environmentId }) => ({ role, projectId, environmentId }));
}

interface Found<Row> {
  row: Row;
  accessRevision: number;
  isOrganizationArchived: boolean;
  /** The environment that a key belongs to. */
  isPlaceArchived: boolean;
}

/** By table name: environments come after access. */
const ofEnvironment = `JOIN environments place
  ON place.organization_id = credential.organization_id AND place.id = credential.environment_id`;

/** Tokens belong to the organization alone. */
const ofOrganization = 'JOIN organizations place ON place.id = credential.organization_id';

/** One statement, so that the row is no older than the revision beside it. There is no tenant yet: the row names it. */
async function findByPublicId<Row extends ObjectLiteral>(
  database: Database,
  entity: EntityTarget<Row>,
  publicId: string,
  place = ofOrganization,
): Promise<Found<Row> | null> {
  const metadata = database.schemaOwner.getMetadata(entity);
  const [raw] = (await database.read.query(
    `SELECT credential.*, head.access_revision, organization.archived_at AS organization_archived_at,
       place.archived_at AS place_archived_at
     FROM ${metadata.tableName} credential
     JOIN organization_heads head ON head.organization_id = credential.organization_id
     JOIN organizations organization ON organization.id = credential.organization_id
     ${place}
     WHERE credential.public_id = ?`,
    [publicId],
  )) as Record<string, unknown>[];
  if (!raw) return null;
  return {
    row: hydrate<Row>(metadata, raw),
    accessRevision: Number(raw.access_revision),
    isOrganizationArchived: raw.organization_archived_at !== null,
    isPlaceArchived: raw.place_archived_at !== null,
  };
}

const sdkKeyActor = (key: SdkKeyEntity): SdkKeyActor => ({
  kind: 'SDK_KEY',
  id: key.id,
  organizationId: key.organizationId,
  name: key.name,
  credentialId: key.id,
  expiresAt: key.expiresAt,
  keyKind: key.kind,
  projectId: key.projectId,
  environmentId: key.environmentId,
  tags: key.tags,
});

/** In an archived organization only its owners are let in: to look, and to restore it. */
const isOwner = (actor: KnownActor): actor is MemberActor =>
  actor.kind === 'MEMBER' &&
  actor.grants.some(({ role, projectId }) => role === 'OWNER' && projectId === null);

const earliest = (one: number | null, other: number | null): number | null =>
  one === null || other === null ? (one ?? other) : Math.min(one, other);
