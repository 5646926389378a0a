import type { EntityManager } from 'typeorm';
import type { Actor } from '../../foundation/actor';
import { invalidInput } from '../../foundation/errors';
import { newId } from '../../foundation/ids';
import { AccessTokenEntity } from './access-token.entity';
import { chosenToken, mintCredential, shortestChosenToken } from './credential-format';
import { expiryFrom } from './names';

type TokenColumns = Pick<
  AccessTokenEntity,
  'organizationId' | 'kind' | 'memberId' | 'name' | 'expiresAt' | 'createdAt'
>;

export interface IssuedToken {
  token: AccessTokenEntity;
  /** Shown once. */
  secret: string;
}

/** Writes a new token. `chosen`: its text, of a personal token, instead of one made up here. */
export async function issueToken(
  transaction: EntityManager,
  columns: TokenColumns,
  chosen?: string,
): Promise<IssuedToken> {
  const { text, publicId, hash } = chosen === undefined ? minted(columns.kind) : chosenCredential(chosen);
  const token = {
    ...columns,
    id: newId(),
    publicId,
    secretHash: hash,
    revokedAt: null,
    lastUsedAt: null,
    version: 1,
  };
  await transaction.insert(AccessTokenEntity, token);
  return { token, secret: text };
}

const minted = (kind: AccessTokenEntity['kind']) =>
  mintCredential(kind === 'PERSONAL' ? 'PERSONAL_TOKEN' : 'SERVICE_TOKEN');

function chosenCredential(text: string) {
  const credential = text.startsWith('sbx_') ? null : chosenToken(text);
  if (credential) return { ...credential, text };
  throw invalidInput(
    `A chosen token has ${shortestChosenToken} to 255 characters and does not begin with \`sbx_\``,
  );
}

/** When a token that `actor` makes expires: a token that ends cannot make one that outlives it. */
export function expiryWithin(actor: Actor, expiresAt: number | null | undefined, now: number): number | null {
  const expiry = expiryFrom(expiresAt, now);
  const limit = actor.kind === 'ANONYMOUS' ? null : actor.expiresAt;
  if (limit === null || (expiry !== null && expiry <= limit)) return expiry;
  throw invalidInput(
    `Your own credential expires at ${new Date(limit).toISOString()}, and what it makes must not outlive it`,
    { field: ['input', 'expiresAt'] },
  );
}
