import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { randomText } from '../../foundation/ids';

/**
 * The texts that let someone in: `sbx_srv_<id>_<secret><checksum>`, and `sbx_cli_<id><checksum>`, which is public. The
 * checksum tells a made-up or mistyped credential from a real one without asking the database.
 */
const prefixes = {
  SERVER_KEY: 'srv',
  CLIENT_KEY: 'cli',
  PERSONAL_TOKEN: 'pat',
  SERVICE_TOKEN: 'svc',
  INVITATION: 'inv',
} as const;

export type CredentialKind = keyof typeof prefixes;

export interface MintedCredential {
  /** Shown once. */
  text: string;
  publicId: string;
  hash: string;
}

export interface ParsedCredential {
  /** CHOSEN_TOKEN: a personal token whose text somebody chose, as the owner's of a first boot. */
  kind: CredentialKind | 'CHOSEN_TOKEN';
  publicId: string;
  hash: string;
}

/** Of all but client keys and invitations. */
export const publicIdLength = 10;
const clientIdLength = 22;
const chosenIdLength = 32;
const secretLength = 32;
const checksumLength = 6;

/** A new credential. An invitation is found by its member, so that one's id is given. */
export function mintCredential(
  kind: Exclude<CredentialKind, 'CLIENT_KEY'>,
  publicId: string = randomText(publicIdLength),
): MintedCredential {
  const text = withChecksum(`sbx_${prefixes[kind]}_${publicId}_${randomText(secretLength)}`);
  return { text, publicId, hash: hashCredential(text) };
}

export const mintClientKeyId = (): string => randomText(clientIdLength);

/** The whole of a client key, which has no secret. */
export const clientKeyText = (publicId: string): string => withChecksum(`sbx_cli_${publicId}`);

const minted = /^sbx_(?:(srv|pat|svc)_([0-9A-Za-z]{10})|(inv)_([0-9a-f-]{36}))_[0-9A-Za-z]{38}$/;
const client = /^sbx_(cli)_([0-9A-Za-z]{22})[0-9A-Za-z]{6}$/;
const longest = 255;
/** Characters of a chosen text at least, so that it cannot be guessed. */
export const shortestChosenToken = 24;

/** null for what no Signalbox made: wrong shape, or a checksum that does not fit. */
export function parseCredential(text: string): ParsedCredential | null {
  if (!text.startsWith('sbx_')) return chosenToken(text);
  const [, prefix, publicId, invitation, memberId] = minted.exec(text) ?? client.exec(text) ?? [];
  if (prefix === undefined && invitation === undefined) return null;
  if (withChecksum(text.slice(0, -checksumLength)) !== text) return null;
  return {
    kind: kindOf(prefix ?? invitation),
    publicId: publicId ?? memberId,
    hash: hashCredential(text),
  };
}

/** A chosen text is found by a hash of it, another one than the one that is compared. */
export function chosenToken(text: string): ParsedCredential | null {
  if (text.length < shortestChosenToken || text.length > longest) return null;
  const publicId = sha256(`chosen\0${text}`).slice(0, chosenIdLength);
  return { kind: 'CHOSEN_TOKEN', publicId, hash: hashCredential(text) };
}

/** Whether this is the id of a chosen token: not one to show, since it is made of the text. */
export const isChosen = (publicId: string): boolean => publicId.length === chosenIdLength;

/** What is stored of a secret. It has 190 random bits, so it needs no slow hash. */
export const hashCredential = (text: string): string => sha256(text);

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

const kindOf = (prefix: string): CredentialKind =>
  (Object.keys(prefixes) as CredentialKind[]).find((kind) => prefixes[kind] === prefix) as CredentialKind;

const withChecksum = (text: string): string => text + checksum(text);

const base62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** CRC-32 in base 62, most significant digit first. */
function checksum(text: string): string {
  let rest = crc32(text);
  let digits = '';
  for (let digit = 0; digit < checksumLength; digit += 1) {
    digits = base62[rest % 62] + digits;
    rest = Math.floor(rest / 62);
  }
  return digits;
}
