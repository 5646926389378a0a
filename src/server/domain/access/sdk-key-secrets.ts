import type { EntityManager } from 'typeorm';
import { conflict, invalidInput } from '../../foundation/errors';
import { newId } from '../../foundation/ids';
import { mintCredential } from './credential-format';
import type { SdkKeyEntity } from './sdk-key.entity';
import { SdkKeySecretEntity } from './sdk-key-secret.entity';

const hourMs = 3_600_000;
const longestOverlapHours = 30 * 24;

/** A whole number of hours, at most 30 days; 0: the old secret ends at once. */
export function overlapFrom(hours: number): number {
  if (Number.isInteger(hours) && hours >= 0 && hours <= longestOverlapHours) return hours * hourMs;
  throw invalidInput(`\`overlapHours\` is between 0 and ${longestOverlapHours}, ${hours} was given`, {
    field: ['input', 'overlapHours'],
  });
}

/** Writes a secret for a server key; the answer is the text to show once. */
export async function addSecret(
  transaction: EntityManager,
  { organizationId, id, publicId }: SdkKeyEntity,
  createdAt: number,
): Promise<string> {
  const { text, hash } = mintCredential('SERVER_KEY', publicId);
  await transaction.insert(SdkKeySecretEntity, {
    id: newId(),
    organizationId,
    sdkKeyId: id,
    secretHash: hash,
    expiresAt: null,
    createdAt,
  });
  return text;
}

/** Lets the secrets that a new one replaces live on for `overlapMs`. A key has two at most. */
export async function endSecrets(
  transaction: EntityManager,
  { organizationId, id }: SdkKeyEntity,
  overlapMs: number,
  now: number,
): Promise<void> {
  const secrets = await transaction.findBy(SdkKeySecretEntity, { organizationId, sdkKeyId: id });
  const overlapping = secrets.find(({ expiresAt }) => expiresAt !== null && expiresAt > now);
  if (overlapping?.expiresAt != null && overlapMs > 0) {
    const until = new Date(overlapping.expiresAt).toISOString();
    throw conflict(
      `The secret before this one works until ${until}, and a key has two at most: wait, or rotate with \`overlapHours: 0\``,
      { reason: 'ROTATION_OVERLAPS', field: ['input', 'overlapHours'] },
    );
  }
  for (const { id: secretId, expiresAt } of secrets) {
    const where = { organizationId, id: secretId };
    if (expiresAt !== null || overlapMs === 0) await transaction.delete(SdkKeySecretEntity, where);
    else await transaction.update(SdkKeySecretEntity, where, { expiresAt: now + overlapMs });
  }
}
