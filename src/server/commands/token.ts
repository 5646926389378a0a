import { existsSync } from 'node:fs';
import { compose, type Composition } from '../composition';
import { MemberEntity } from '../domain/access/member.entity';
import { RoleGrantEntity } from '../domain/access/role-grant.entity';
import { EnvironmentEntity } from '../domain/environments/environment.entity';
import { OrganizationEntity } from '../domain/organizations/organization.entity';
import { ProjectEntity } from '../domain/projects/project.entity';
import type { MemberActor, Role, SdkKeyKind } from '../foundation/actor';
import { conflict, invalidInput, type SignalboxError } from '../foundation/errors';
import { newId } from '../foundation/ids';
import { createLogger } from '../foundation/logger';
import { createOperation, type Operation } from '../foundation/operation';
import { readSettings } from '../foundation/settings';
import { startFailure } from './start-failure';

/** Where a credential is wanted, by keys; absent where there is only one to choose. */
export interface Place {
  organization?: string;
  project?: string;
  environment?: string;
}

export interface NewToken extends Place {
  kind: 'personal' | 'service';
  name: string;
  /** Of a service token. */
  role?: Role;
  expiresInDays?: number;
}

export interface NewSdkKey extends Place {
  kind: SdkKeyKind;
  name: string;
  tags?: string[];
  expiresInDays?: number;
}

export interface NewCredential {
  name: string;
  /** Shown once. */
  secret: string;
  /** Epoch milliseconds; null: never. */
  expiresAt: number | null;
}

type Variables = Readonly<Record<string, string | undefined>>;

/**
 * Makes a token straight in the database, for whoever has that but no token yet. It is made in the name of the
 * organization's first owner, and so stands in the audit.
 */
export function createToken(given: NewToken, variables: Variables = process.env): Promise<NewCredential> {
  return asOwner(given.organization, variables, async ({ tokens, database }, operation) => {
    const { kind, name, role } = given;
    const expiresAt = expiryOf(given, operation);
    if (kind === 'personal') {
      const { secret } = await tokens.createPersonalToken(operation, { name, expiresAt });
      return { name, secret, expiresAt };
    }
    if (role === undefined) throw invalidInput('A service token needs a role');
    const place = await findPlace(database, operation, given);
    const { secret } = await tokens.createServiceToken(operation, { name, role, expiresAt, ...place });
    return { name, secret, expiresAt };
  });
}

/** Makes an SDK key for an environment, in the same way. */
export function createSdkKey(given: NewSdkKey, variables: Variables = process.env): Promise<NewCredential> {
  return asOwner(given.organization, variables, async ({ sdkKeys, database }, operation) => {
    const { kind, name, tags } = given;
    const expiresAt = expiryOf(given, operation);
    const environment = await findEnvironment(database, operation, given);
    const { secret } = await sdkKeys.create(operation, {
      environmentId: environment.id,
      kind,
      name,
      tags,
      expiresAt,
    });
    return { name, secret, expiresAt };
  });
}

async function asOwner(
  slug: string | undefined,
  variables: Variables,
  work: (composition: Composition, operation: Operation) => Promise<NewCredential>,
): Promise<NewCredential> {
  const composition = await open(variables);
  try {
    const actor = await ownerOf(composition, slug);
    return await work(
      composition,
      createOperation({ actor, now: composition.clock.now(), requestId: newId() }),
    );
  } finally {
    await composition.close();
  }
}

/** Opens what a server has set up before: nothing is created on the way. */
async function open(variables: Variables): Promise<Composition> {
  let settings;
  try {
    settings = readSettings(variables);
    const { databaseUrl } = settings;
    const file = databaseUrl.startsWith('sqlite:') ? databaseUrl.slice('sqlite:'.length) : null;
    if (file !== null && !existsSync(file)) throw notSetUp(`There is no database at ${file}`);
    return await compose(settings, { logger: createLogger('silent') });
  } catch (error) {
    throw isMissingTable(error) ? notSetUp('The database is empty') : startFailure(error, settings);
  }
}

function isMissingTable(error: unknown): boolean {
  const { message = '', code } = (error ?? {}) as { message?: string; code?: string };
  return code === 'ER_NO_SUCH_TABLE' || message.includes('no such table');
}

const notSetUp = (what: string): SignalboxError =>
  conflict(`${what}: start the server once, with \`signalbox start\``);

async function ownerOf({ database }: Composition, slug: string | undefined): Promise<MemberActor> {
  const organizations = await database.read.find(OrganizationEntity, { order: { slug: 'ASC' } });
  const { id: organizationId } = choose('organization', organizations, ({ slug: key }) => key, slug);
  const grants = await database.read.findBy(RoleGrantEntity, { organizationId, role: 'OWNER' });
  const members = await database.read.find(MemberEntity, { where: { organizationId }, order: { id: 'ASC' } });
  const owner = members.find(({ id, archivedAt }) => archivedAt === null && isOwner(id, grants));
  if (owner === undefined) throw conflict('The organization has no owner');
  const { id, name } = owner;
  const grant = { role: 'OWNER' as const, projectId: null, environmentId: null };
  return { kind: 'MEMBER', id, organizationId, name, credentialId: id, expiresAt: null, grants: [grant] };
}

function isOwner(memberId: string, grants: RoleGrantEntity[]): boolean {
  return grants.some(({ principalId, projectId }) => principalId === memberId && projectId === null);
}

/** Absent keys: the whole organization; a project without an environment: all of it. */
async function findPlace(
  database: Composition['database'],
  operation: Operation,
  place: Place,
): Promise<{ projectId?: string; environmentId?: string }> {
  if (place.environment !== undefined) {
    return { environmentId: (await findEnvironment(database, operation, place)).id };
  }
  return place.project === undefined ? {} : { projectId: (await findProject(database, operation, place)).id };
}

async function findEnvironment(
  database: Composition['database'],
  operation: Operation,
  place: Place,
): Promise<EnvironmentEntity> {
  const { id: projectId, organizationId } = await findProject(database, operation, place);
  const environments = await database.read.find(EnvironmentEntity, {
    where: { organizationId, projectId },
    order: { position: 'ASC' },
  });
  return choose('environment', environments, ({ key }) => key, place.environment);
}

async function findProject(
  { read }: Composition['database'],
  { actor }: Operation,
  place: Place,
): Promise<ProjectEntity> {
  const { organizationId } = actor as MemberActor;
  const projects = await read.find(ProjectEntity, { where: { organizationId }, order: { key: 'ASC' } });
  return choose('project', projects, ({ key }) => key, place.project);
}

function choose<Row>(
  noun: string,
  rows: Row[],
  keyOf: (row: Row) => string,
  wanted: string | undefined,
): Row {
  const keys = rows.map(keyOf).join(', ');
  if (rows.length === 0) throw invalidInput(`There is no ${noun} yet`);
  if (wanted === undefined && rows.length > 1) throw invalidInput(`Choose with --${noun} one of ${keys}`);
  const chosen = wanted === undefined ? rows[0] : rows.find((row) => keyOf(row) === wanted);
  if (chosen === undefined) throw invalidInput(`There is no ${noun} ${wanted}, only ${keys}`);
  return chosen;
}

const dayMs = 24 * 60 * 60 * 1_000;

function expiryOf({ expiresInDays }: { expiresInDays?: number }, { now }: Operation): number | null {
  return expiresInDays === undefined ? null : now + expiresInDays * dayMs;
}
