import { MoreThan, type EntityManager } from 'typeorm';
import type { Database } from '../../database/database';
import type { Author } from '../../foundation/actor';
import { chainEntry, genesisHash, verifyChain } from './audit-chain';
import { AuditEntryEntity } from './audit-entry.entity';
import { OrganizationHeadEntity } from './organization-head.entity';

export interface OrganizationEntry {
  organizationId: string;
  author: Author;
  /** What the API calls it: the mutation's name. */
  action: string;
  /** Never a secret. */
  details: object;
  comment?: string | null;
  changeId?: string | null;
  /** Epoch milliseconds. */
  now: number;
  /** Whether it changes who may do what: every node then drops the organization's cached credentials. */
  movesAccess?: boolean;
}

export interface Verification {
  isIntact: boolean;
  /** How many entries were read. */
  entries: number;
  /** The first entry that was altered, moved, put in or taken away. */
  firstBadSequence: number | null;
}

const pageSize = 1_000;

/** Appends to the organization's chain, and verifies any chain. */
export class AuditService {
  constructor(private readonly database: Database) {}

  /**
   * Takes the organization's lock, the last one in the order of locks, and holds it to the end of the transaction: what
   * follows in it is alone with the organization's members, tokens, keys and roles.
   */
  async appendToOrganization(transaction: EntityManager, entry: OrganizationEntry): Promise<void> {
    const { organizationId } = entry;
    const head = await moveHead(transaction, organizationId, entry.movesAccess === true);
    const chained = chainEntry(head.lastHash, {
      organizationId,
      chainId: organizationId,
      sequence: head.auditSequence,
      at: entry.now,
      action: entry.action,
      actorKind: entry.author.kind,
      actorId: entry.author.id,
      actorName: entry.author.name,
      changeId: entry.changeId ?? null,
      comment: entry.comment ?? null,
      details: entry.details,
    });
    await transaction.insert(AuditEntryEntity, chained);
    await transaction.update(OrganizationHeadEntity, { organizationId }, { lastHash: chained.entryHash });
  }

  /** `chainId`: the organization, whose end is then known too, or one of its environments. */
  async verify(organizationId: string, chainId: string): Promise<Verification> {
    const end = chainId === organizationId ? await this.endOf(organizationId) : null;
    let last = { sequence: 0, hash: genesisHash };
    for (;;) {
      const page = await this.entriesAfter(organizationId, chainId, last.sequence);
      const firstBadSequence = verifyChain(page, last) ?? differsFromEnd(page, end);
      if (firstBadSequence !== null) {
        return { isIntact: false, entries: last.sequence + page.length, firstBadSequence };
      }
      const final = page.at(-1);
      if (final) last = { sequence: final.sequence, hash: final.entryHash };
      if (page.length < pageSize) return lostTail(last.sequence, end?.sequence ?? 0);
    }
  }

  private async endOf(organizationId: string): Promise<ChainEnd> {
    const head = await this.database.read.findOneByOrFail(OrganizationHeadEntity, { organizationId });
    return { sequence: head.auditSequence, hash: head.lastHash };
  }

  private entriesAfter(
    organizationId: string,
    chainId: string,
    sequence: number,
  ): Promise<AuditEntryEntity[]> {
    return this.database.read.find(AuditEntryEntity, {
      where: { organizationId, chainId, sequence: MoreThan(sequence) },
      order: { sequence: 'ASC' },
      take: pageSize,
    });
  }
}

interface ChainEnd {
  sequence: number;
  hash: string;
}

async function moveHead(
  transaction: EntityManager,
  organizationId: string,
  movesAccess: boolean,
): Promise<OrganizationHeadEntity> {
  await transaction.update(
    OrganizationHeadEntity,
    { organizationId },
    {
      auditSequence: () => 'audit_sequence + 1',
      ...(movesAccess && { accessRevision: () => 'access_revision + 1' }),
    },
  );
  return transaction.findOneByOrFail(OrganizationHeadEntity, { organizationId });
}

/** A chain rebuilt from its start is intact in itself, but it does not end as the head remembers. */
const differsFromEnd = (page: AuditEntryEntity[], end: ChainEnd | null): number | null => {
  const atEnd = page.find(({ sequence }) => sequence === end?.sequence);
  return atEnd && atEnd.entryHash !== end?.hash ? atEnd.sequence : null;
};

/** Entries appended while reading are behind the end that was noted; those missing before it were cut off. */
const lostTail = (entries: number, end: number): Verification => ({
  isIntact: entries >= end,
  entries,
  firstBadSequence: entries >= end ? null : entries + 1,
});
