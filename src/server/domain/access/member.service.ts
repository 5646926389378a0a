import type { EntityManager } from 'typeorm';
import { tenantOf } from '../../database/batch';
import type { Database } from '../../database/database';
import { allOf, hasText, isArchived } from '../../database/filters';
import type { Role } from '../../foundation/actor';
import { conflict, notFound } from '../../foundation/errors';
import { newId } from '../../foundation/ids';
import type { Operation } from '../../foundation/operation';
import type { Connection, PageArguments, Pagination } from '../../foundation/pagination';
import type { AccessChanges } from './access-changes';
import type { AccessLoaders } from './access.loaders';
import { authorize, authorOf } from './authorize';
import { invitationFor } from './invitations';
import { MemberEntity } from './member.entity';
import { emailFrom, nameFrom } from './names';
import { findPlace, assertInUse, type PlaceInput } from './places';
import { assertGrantable, assertOutranks, assertOwnerRemains, insertGrant } from './role-grants';
import { changeRow } from './versioned-row';

export interface MemberFilter {
  text?: string | null;
  archived?: boolean | null;
}

export interface InviteMember extends PlaceInput {
  email: string;
  role: Role;
}

export interface MemberChange {
  memberId: string;
  expectedVersion?: number | null;
}

export interface InvitedMember {
  member: MemberEntity;
  /** Shown once. */
  invitationToken: string;
}

export class MemberService {
  constructor(
    private readonly database: Database,
    private readonly loaders: AccessLoaders,
    private readonly pagination: Pagination,
    private readonly changes: AccessChanges,
  ) {}

  async find(operation: Operation, id: string): Promise<MemberEntity | null> {
    authorize(operation.actor, 'read', { organizationId: tenantOf(operation) });
    return operation.load(this.loaders.members).load(id);
  }

  async list(
    operation: Operation,
    page: PageArguments,
    filter?: MemberFilter | null,
  ): Promise<Connection<MemberEntity>> {
    const organizationId = tenantOf(operation);
    authorize(operation.actor, 'read', { organizationId });
    return this.pagination.connect(operation, {
      list: 'members',
      parentId: organizationId,
      arguments: page,
      loader: this.loaders.membersByOrganization,
      filter: allOf(isArchived(filter?.archived), hasText(['name', 'email'], filter?.text)),
    });
  }

  /** Makes the member, with a first role, who comes in by the invitation. */
  async invite(operation: Operation, input: InviteMember): Promise<InvitedMember> {
    const { actor, now } = operation;
    const organizationId = tenantOf(operation);
    authorize(actor, 'member.manage', { organizationId });
    const place = await findPlace(this.database.read, organizationId, input);
    assertGrantable(actor, 'MEMBER', input.role, place);
    assertInUse(place);
    const email = emailFrom(input.email);
    const id = newId();
    const { token, ...invitation } = invitationFor(id, now);
    const { projectId, environmentId } = place;
    const details = { memberId: id, email, role: input.role, projectId, environmentId };
    const change = { organizationId, author: authorOf(actor), action: 'inviteMember', details, now };
    const member = { id, organizationId, email, name: email, ...invitation, version: 1, createdAt: now };
    await this.changes.apply(change, async (transaction) => {
      await assertFreeEmail(transaction, organizationId, email);
      await transaction.insert(MemberEntity, { ...member, archivedAt: null });
      await insertGrant(transaction, { kind: 'MEMBER', id }, input.role, place, now);
    });
    return { member: { ...member, archivedAt: null }, invitationToken: token };
  }

  /** A new invitation instead of one that was lost or has expired; only while nobody has come in by it. */
  async renewInvitation(
    operation: Operation,
    { memberId, expectedVersion }: MemberChange,
  ): Promise<InvitedMember> {
    const { token, ...invitation } = invitationFor(memberId, operation.now);
    const member = await this.change(operation, 'renewInvitation', memberId, async (transaction, found) => {
      if (found.invitationHash === null) {
        throw conflict('The member has accepted the invitation already', { reason: 'ALREADY_ACCEPTED' });
      }
      return changeRow(transaction, MemberEntity, keyOf(found), invitation, expectedVersion);
    });
    return { member, invitationToken: token };
  }

  /** Members name themselves; who manages members names the others too. */
  async update(
    operation: Operation,
    { memberId, name, expectedVersion }: MemberChange & { name: string },
  ): Promise<MemberEntity> {
    const { actor } = operation;
    const isSelf = actor.kind === 'MEMBER' && actor.id === memberId;
    const rename = (transaction: EntityManager, found: MemberEntity) =>
      changeRow(transaction, MemberEntity, keyOf(found), { name: nameFrom(name) }, expectedVersion);
    return this.change(operation, 'updateMember', memberId, rename, { isSelf, details: { name } });
  }

  /** The member's tokens let nobody in until the member is restored. */
  async archive(operation: Operation, { memberId, expectedVersion }: MemberChange): Promise<MemberEntity> {
    return this.change(operation, 'archiveMember', memberId, async (transaction, found) => {
      if (found.archivedAt !== null) throw conflict('The member is archived already', { reason: 'ARCHIVED' });
      const archivedAt = operation.now;
      const member = await changeRow(
        transaction,
        MemberEntity,
        keyOf(found),
        { archivedAt },
        expectedVersion,
      );
      await assertOwnerRemains(transaction, found.organizationId);
      return member;
    });
  }

  async restore(operation: Operation, { memberId, expectedVersion }: MemberChange): Promise<MemberEntity> {
    return this.change(operation, 'restoreMember', memberId, (transaction, found) => {
      if (found.archivedAt === null) throw conflict('The member is not archived', { reason: 'NOT_ARCHIVED' });
      return changeRow(transaction, MemberEntity, keyOf(found), { archivedAt: null }, expectedVersion);
    });
  }

  private async change(
    operation: Operation,
    action: string,
    memberId: string,
    work: (transaction: EntityManager, member: MemberEntity) => Promise<MemberEntity>,
    { isSelf = false, details = {} } = {},
  ): Promise<MemberEntity> {
    const { actor, now } = operation;
    const organizationId = tenantOf(operation);
    authorize(actor, isSelf ? 'read' : 'member.manage', { organizationId });
    const about = { memberId, ...details };
    const change = { organizationId, author: authorOf(actor), action, details: about, now };
    return this.changes.apply(change, async (transaction) => {
      const member = await transaction.findOneBy(MemberEntity, { organizationId, id: memberId });
      if (!member) throw notFound('Member');
      if (!isSelf) await assertOutranks(actor, transaction, { organizationId }, memberId);
      return work(transaction, member);
    });
  }
}

const keyOf = ({ organizationId, id }: MemberEntity) => ({ organizationId, id });

async function assertFreeEmail(
  transaction: EntityManager,
  organizationId: string,
  email: string,
): Promise<void> {
  const member = await transaction.findOneBy(MemberEntity, { organizationId, email });
  if (!member) return;
  const state = member.archivedAt === null ? 'a member already' : 'an archived member: restore them';
  throw conflict(`\`${email}\` is ${state}`, { reason: 'EMAIL_TAKEN', field: ['input', 'email'] });
}
