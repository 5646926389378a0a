import type { ParsedCredential } from '../../domain/access/credential-format';
import type { Clock } from '../../foundation/clock';
import { SignedTexts } from '../../foundation/signed-texts';

export const eventStreamPath = '/ofrep/v1/event-stream';

/** Where a client listens: a browser sends no headers with an EventSource, so the address itself must let it in. */
export interface StreamAddress {
  requestUri: string;
  token: string;
}

type Fields = [
  version: 1,
  kind: ParsedCredential['kind'],
  publicId: string,
  hash: string,
  /** Epoch milliseconds. */
  expiresAt: number,
];

/** A token lives one to two of these, and is the same for all who ask within one: a new address costs a new stream. */
const periodMs = 3_600_000;

/**
 * Writes the addresses of event streams and reads their tokens. A token names the key that it was made for, of which it
 * knows no more than the database does; it opens nothing but streams, which say only that something has changed.
 */
export class StreamAddresses {
  private readonly texts: SignedTexts;

  constructor(
    secret: string,
    private readonly clock: Clock,
  ) {
    this.texts = new SignedTexts(secret, 'event-stream');
  }

  /** `since`: where the client stands, as signals tell it. */
  write({ kind, publicId, hash }: ParsedCredential, since: string): StreamAddress {
    const expiresAt = (Math.floor(this.clock.now() / periodMs) + 2) * periodMs;
    const fields: Fields = [1, kind, publicId, hash, expiresAt];
    const token = this.texts.write(JSON.stringify(fields));
    return { requestUri: `${eventStreamPath}?${new URLSearchParams({ token, since })}`, token };
  }

  /** null for what is no token, or none any more. */
  read(token: string): ParsedCredential | null {
    const text = this.texts.read(token);
    if (text === null) return null;
    const [, kind, publicId, hash, expiresAt] = JSON.parse(text) as Fields;
    return this.clock.now() < expiresAt ? { kind, publicId, hash } : null;
  }
}
