import { SignedTexts } from '../foundation/signed-texts';
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

/** Writes and reads resume tokens. A token is a position and no credential: it opens nothing. */
export class ResumeTokens {
  private readonly texts: SignedTexts;

  constructor(secret: string) {
    this.texts = new SignedTexts(secret, 'resume');
  }

  write({ environmentId, epoch, revision, chainHash, scopeHash }: ResumePosition): string {
    const fields: Fields = [1, environmentId, epoch, revision, chainHash, scopeHash];
    return this.texts.write(JSON.stringify(fields));
  }

  /** null for anything that this installation has not written. */
  read(token: string): ResumePosition | null {
    const text = this.texts.read(token);
    if (text === null) return null;
    const [, environmentId, epoch, revision, chainHash, scopeHash] = JSON.parse(text) as Fields;
    return { environmentId, epoch, revision, chainHash, scopeHash };
  }
}
