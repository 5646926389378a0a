import type { Database } from '../../database/database';
import { invalidInput, type SignalboxError } from '../../foundation/errors';
import type { Operation } from '../../foundation/operation';
import { issueToken, type IssuedToken } from './access-tokens';
import type { AccessChanges } from './access-changes';
import { mintCredential, parseCredential } from './credential-format';
import { MemberEntity } from './member.entity';
import { nameFrom } from './names';
import { changeRow } from './versioned-row';

const lifetimeMs = 7 * 24 * 3_600_000;

/** A new one-time token for a member, with the columns that remember it. */
export function invitationFor(memberId: string, now: number) {
  const { text, hash } = mintCredential('INVITATION', memberId);
  return { token: text, invitationHash: hash, invitationExpiresAt: now + lifetimeMs };
}

export interface AcceptInvitation {
  token: string;
  name: string;
}

/** How someone without a credential becomes a member who has one. */
export class Invitations {
  constructor(
    private readonly database: Database,
    private readonly changes: AccessChanges,
  ) {}

  /** Open to anyone: the token is what lets them in. It works once; all that is wrong with one is answered alike. */
  async accept({ now }: Operation, input: AcceptInvitation): Promise<IssuedToken> {
    const name = nameFrom(input.name);
    const invitation = parseCredential(input.token);
    if (invitation?.kind !== 'INVITATION') throw refused();
    const { publicId: id, hash: invitationHash } = invitation;
    const member = await this.database.read.findOneBy(MemberEntity, { id });
    if (!member) throw refused();
    const { organizationId } = member;
    const author = { kind: 'MEMBER' as const, id, name };
    const change = { organizationId, author, action: 'acceptInvitation', details: { memberId: id }, now };
    return this.changes.apply(change, async (transaction) => {
      const invited = await transaction.findOneBy(MemberEntity, { organizationId, id, invitationHash });
      if (!invited || hasEnded(invited, now)) throw refused();
      await changeRow(
        transaction,
        MemberEntity,
        { organizationId, id },
        { name, invitationHash: null, invitationExpiresAt: null },
      );
      return issueToken(transaction, {
        organizationId,
        kind: 'PERSONAL',
        memberId: id,
        name: 'First token',
        expiresAt: null,
        createdAt: now,
      });
    });
  }
}

const hasEnded = ({ invitationExpiresAt, archivedAt }: MemberEntity, now: number): boolean =>
  archivedAt !== null || invitationExpiresAt === null || invitationExpiresAt <= now;

const refused = (): SignalboxError =>
  invalidInput(
    'This invitation is not valid: it was used, has expired, or never was one. Ask for a new one',
    {
      reason: 'INVITATION_INVALID',
      field: ['input', 'token'],
    },
  );
