import { createHmac, timingSafeEqual } from 'node:crypto';
import type { LogPosition } from './configuration-source';

/** Where a subscriber stands: in whose log, at which revision, and seen through which scope. */
export interface ResumePosition extends LogPosition {
  environmentId: string;
  scopeHash: string;
}

type Fields = [
  version: 1,
  environmentId: string,
  epoch: string,
  revision: number,
  chain: string,
  scope: string,
];

const signatureBytes = 16;

/** Writes and reads resume tokens. A token is a position and no credential: it opens nothing. */
export class ResumeTokens {
  constructor(private readonly secret: string) {}

  write({ environmentId, epoch, revision, chainHash, scopeHash }: ResumePosition): string {
    const fields: Fields = [1, environmentId, epoch, revision, chainHash, scopeHash];
    const text = Buffer.from(JSON.stringify(fields));
    return Buffer.concat([this.sign(text), text]).toString('base64url');
  }

  /** null for anything that this installation has not written. */
  read(token: string): ResumePosition | null {
    const bytes = Buffer.from(token, 'base64url');
    const signature = bytes.subarray(0, signatureBytes);
    const text = bytes.subarray(signatureBytes);
    if (signature.length < signatureBytes || !timingSafeEqual(signature, this.sign(text))) return null;
    const [, environmentId, epoch, revision, chainHash, scopeHash] = JSON.parse(text.toString()) as Fields;
    return { environmentId, epoch, revision, chainHash, scopeHash };
  }

  private sign(text: Buffer): Buffer {
    return createHmac('sha256', this.secret)
      .update('resume\0')
      .update(text)
      .digest()
      .subarray(0, signatureBytes);
  }
}
