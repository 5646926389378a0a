import type { EntityManager } from 'typeorm';
import { tenantOf } from '../../database/batch';
import type { Database } from '../../database/database';
import { allOf, hasText, is, isArchived } from '../../database/filters';
import type { SdkKeyKind } from '../../foundation/actor';
import { conflict, invalidInput, notFound } from '../../foundation/errors';
import { newId, randomText } from '../../foundation/ids';
import type { Operation } from '../../foundation/operation';
import type { Connection, PageArguments, Pagination } from '../../foundation/pagination';
import type { AccessChanges } from './access-changes';
import type { AccessLoaders } from './access.loaders';
import { authorize, authorOf, isAllowed } from './authorize';
import { clientKeyText, mintClientKeyId, publicIdLength } from './credential-format';
import { expiryFrom, nameFrom, tagFilterFrom } from './names';
import { assertInUse, findPlace } from './places';
import { addSecret, endSecrets, overlapFrom } from './sdk-key-secrets';
import { SdkKeyEntity } from './sdk-key.entity';
import { changeRow } from './versioned-row';

export interface SdkKeyFilter {
  kind?: SdkKeyKind | null;
  text?: string | null;
  /** Those that were revoked instead of those that were not. */
  revoked?: boolean | null;
}

export interface CreateSdkKey {
  environmentId: string;
  kind: SdkKeyKind;
  name: string;
  tags?: string[] | null;
  expiresAt?: number | null;
}

export interface SdkKeyChange {
  sdkKeyId: string;
  expectedVersion?: number | null;
}

/** Absent: as it is. null, where it can be: no filter, no expiry. */
export interface UpdateSdkKey extends SdkKeyChange {
  name?: string | null;
  tags?: string[] | null;
  expiresAt?: number | null;
}

export interface RotateSdkKey extends SdkKeyChange {
  overlapHours: number;
}

export interface IssuedSdkKey {
  sdkKey: SdkKeyEntity;
  /** The whole key; that of a server key is shown once. */
  secret: string;
}

interface EnvironmentScope {
  organizationId: string;
  projectId: string;
  id: string;
}

export class SdkKeyService {
  constructor(
    private readonly database: Database,
    private readonly loaders: AccessLoaders,
    private readonly pagination: Pagination,
    private readonly changes: AccessChanges,
  ) {}

  async find(operation: Operation, id: string): Promise<SdkKeyEntity | null> {
    authorize(operation.actor, 'read', { organizationId: tenantOf(operation) });
    const key = await operation.load(this.loaders.sdkKeys).load(id);
    return key && isAllowed(operation.actor, 'read', key) ? key : null;
  }

  async ofEnvironment(
    operation: Operation,
    { organizationId, projectId, id }: EnvironmentScope,
    page: PageArguments,
    filter?: SdkKeyFilter | null,
  ): Promise<Connection<SdkKeyEntity>> {
    authorize(operation.actor, 'read', { organizationId, projectId, environmentId: id });
    return this.pagination.connect(operation, {
      list: 'sdkKeys',
      parentId: id,
      arguments: page,
      loader: this.loaders.sdkKeysByEnvironment,
      filter: allOf(
        isArchived(filter?.revoked, 'revoked_at'),
        is('kind', filter?.kind),
        hasText(['name'], filter?.text),
      ),
    });
  }

  async create(operation: Operation, input: CreateSdkKey): Promise<IssuedSdkKey> {
    const { actor, now } = operation;
    const place = await findPlace(this.database.read, tenantOf(operation), {
      environmentId: input.environmentId,
    });
    authorize(actor, 'key.manage', place);
    assertInUse(place);
    const { organizationId, projectId, environmentId } = place;
    const sdkKey: SdkKeyEntity = {
      id: newId(),
      organizationId,
      projectId: projectId as string,
      environmentId: environmentId as string,
      kind: input.kind,
      name: nameFrom(input.name),
      publicId: input.kind === 'CLIENT' ? mintClientKeyId() : randomText(publicIdLength),
      tags: tagFilterFrom(input.tags),
      expiresAt: expiryFrom(input.expiresAt, now),
      revokedAt: null,
      lastUsedAt: null,
      version: 1,
      createdAt: now,
    };
    const { id: sdkKeyId, kind, name, tags, expiresAt } = sdkKey;
    const details = { sdkKeyId, projectId, environmentId, kind, name, tags, expiresAt };
    const change = { organizationId, author: authorOf(actor), action: 'createSdkKey', details, now };
    return this.changes.apply(change, async (transaction) => {
      await transaction.insert(SdkKeyEntity, sdkKey);
      const secret =
        kind === 'CLIENT' ? clientKeyText(sdkKey.publicId) : await addSecret(transaction, sdkKey, now);
      return { sdkKey, secret };
    });
  }

  async update(operation: Operation, input: UpdateSdkKey): Promise<SdkKeyEntity> {
    const found = await this.managed(operation, input.sdkKeyId);
    const { name, tags, expiresAt } = input;
    const set = {
      ...(name != null && { name: nameFrom(name) }),
      ...(tags !== undefined && { tags: tagFilterFrom(tags) }),
      ...(expiresAt !== undefined && { expiresAt: expiryFrom(expiresAt, operation.now) }),
    };
    return this.change(operation, 'updateSdkKey', found, set, (transaction, key) =>
      changeRow(transaction, SdkKeyEntity, keyOf(key), set, input.expectedVersion),
    );
  }

  /** For good: whoever used it needs a new key. */
  async revoke(operation: Operation, { sdkKeyId, expectedVersion }: SdkKeyChange): Promise<SdkKeyEntity> {
    const found = await this.managed(operation, sdkKeyId);
    const set = { revokedAt: operation.now };
    return this.change(operation, 'revokeSdkKey', found, {}, (transaction, key) =>
      changeRow(transaction, SdkKeyEntity, keyOf(key), set, expectedVersion),
    );
  }

  /** A new secret for a server key; the one before it works on for the overlap. */
  async rotate(operation: Operation, input: RotateSdkKey): Promise<IssuedSdkKey> {
    const found = await this.managed(operation, input.sdkKeyId);
    const { overlapHours, expectedVersion } = input;
    const overlapMs = overlapFrom(overlapHours);
    if (found.kind === 'CLIENT') throw notRotatable();
    return this.change(operation, 'rotateSdkKey', found, { overlapHours }, async (transaction, key) => {
      await endSecrets(transaction, key, overlapMs, operation.now);
      const secret = await addSecret(transaction, key, operation.now);
      const sdkKey = await changeRow(transaction, SdkKeyEntity, keyOf(key), {}, expectedVersion);
      return { sdkKey, secret };
    });
  }

  private async managed(operation: Operation, id: string): Promise<SdkKeyEntity> {
    const key = await operation.load(this.loaders.sdkKeys).load(id);
    if (!key) throw notFound('SdkKey');
    authorize(operation.actor, 'key.manage', key, 'SdkKey');
    return key;
  }

  /** Changes a key that is still live when the lock is had. `to` is what the audit says about how. */
  private async change<Result>(
    { actor, now }: Operation,
    action: string,
    { organizationId, projectId, environmentId, id }: SdkKeyEntity,
    to: object,
    work: (transaction: EntityManager, key: SdkKeyEntity) => Promise<Result>,
  ): Promise<Result> {
    const details = { sdkKeyId: id, projectId, environmentId, ...to };
    const change = { organizationId, author: authorOf(actor), action, details, now };
    return this.changes.apply(change, async (transaction) => {
      const key = await transaction.findOneByOrFail(SdkKeyEntity, { organizationId, id });
      if (key.revokedAt !== null) throw conflict('The key is revoked', { reason: 'REVOKED' });
      return work(transaction, key);
    });
  }
}

const keyOf = ({ organizationId, id }: SdkKeyEntity) => ({ organizationId, id });

const notRotatable = (): Error =>
  invalidInput('A client key has no secret to rotate: create a new one and revoke this one', {
    reason: 'NOT_ROTATABLE',
    field: ['input', 'sdkKeyId'],
  });
