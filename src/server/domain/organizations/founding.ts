import type { EntityManager } from 'typeorm';
import type { Database } from '../../database/database';
import { isDuplicate } from '../../database/failures';
import { conflict } from '../../foundation/errors';
import { newId } from '../../foundation/ids';
import { issueToken } from '../access/access-tokens';
import { systemAuthor } from '../access/authorize';
import { MemberEntity } from '../access/member.entity';
import { emailFrom, keyFrom, nameFrom } from '../access/names';
import { insertGrant } from '../access/role-grants';
import { genesisHash } from '../audit/audit-chain';
import type { AuditService } from '../audit/audit.service';
import { OrganizationHeadEntity } from '../audit/organization-head.entity';
import { OrganizationEntity } from './organization.entity';

export interface FoundOrganization {
  slug: string;
  name: string;
  owner: { email: string; name: string };
  /** The text of the owner's token, of 24 characters or more; made up when absent. */
  ownerToken?: string;
  /** Epoch milliseconds. */
  now: number;
}

export interface FoundedOrganization {
  organization: OrganizationEntity;
  owner: MemberEntity;
  /** Shown once. */
  ownerToken: string;
}

/** Makes organizations, each with its first owner: at the first boot, by the seed and by the command line, never by the API. */
export class Founding {
  constructor(
    private readonly database: Database,
    private readonly audit: AuditService,
  ) {}

  /** Whether this installation has none yet. */
  async isFirst(): Promise<boolean> {
    return !(await this.database.read.exists(OrganizationEntity));
  }

  /** Throws CONFLICT when the slug is taken, or the chosen token is another organization's. */
  async createOrganization(input: FoundOrganization): Promise<FoundedOrganization> {
    const { now } = input;
    const organization = {
      id: newId(),
      slug: keyFrom(input.slug, 'slug'),
      name: nameFrom(input.name),
      version: 1,
      createdAt: now,
      archivedAt: null,
    };
    const owner = ownerOf(organization.id, input);
    try {
      const token = await this.database.transaction((transaction) =>
        this.write(transaction, organization, owner, input.ownerToken),
      );
      return { organization, owner, ownerToken: token };
    } catch (error) {
      if (isDuplicate(error)) throw taken(input.slug);
      throw error;
    }
  }

  private async write(
    transaction: EntityManager,
    organization: OrganizationEntity,
    owner: MemberEntity,
    chosenToken: string | undefined,
  ): Promise<string> {
    const { id: organizationId, slug, name, createdAt } = organization;
    const place = { organizationId, projectId: null, environmentId: null, isArchived: false };
    const head = { organizationId, auditSequence: 0, lastHash: genesisHash, accessRevision: 0 };
    await transaction.insert(OrganizationEntity, organization);
    await transaction.insert(OrganizationHeadEntity, head);
    await this.audit.appendToOrganization(transaction, {
      organizationId,
      author: systemAuthor,
      action: 'createOrganization',
      details: { slug, name, ownerId: owner.id },
      now: createdAt,
    });
    await transaction.insert(MemberEntity, owner);
    await insertGrant(transaction, { kind: 'MEMBER', id: owner.id }, 'OWNER', place, createdAt);
    const columns = { organizationId, kind: 'PERSONAL' as const, memberId: owner.id, expiresAt: null };
    const issued = await issueToken(transaction, { ...columns, name: 'First token', createdAt }, chosenToken);
    return issued.secret;
  }
}

const ownerOf = (organizationId: string, { owner, now }: FoundOrganization): MemberEntity => ({
  id: newId(),
  organizationId,
  email: emailFrom(owner.email),
  name: nameFrom(owner.name),
  invitationHash: null,
  invitationExpiresAt: null,
  version: 1,
  createdAt: now,
  archivedAt: null,
});

const taken = (slug: string): Error =>
  conflict(`The slug \`${slug}\` or the owner's token is taken by another organization`, {
    reason: 'SLUG_TAKEN',
    field: ['input', 'slug'],
  });
