import fc from 'fast-check';
import {
  chainEntry,
  genesisHash,
  verifyChain,
  type AuditEntry,
} from '../../../src/server/domain/audit/audit-chain';
import type { AuditEntryEntity } from '../../../src/server/domain/audit/audit-entry.entity';

const anEntry = (sequence: number, fields: Partial<AuditEntry> = {}): AuditEntry => ({
  organizationId: 'acme',
  chainId: 'acme',
  sequence,
  at: 1_000 + sequence,
  action: 'createProject',
  actorKind: 'MEMBER',
  actorId: 'ada',
  actorName: 'Ada',
  changeId: null,
  comment: null,
  details: { projectId: `project-${sequence}` },
  ...fields,
});

function aChain(length: number): AuditEntryEntity[] {
  const chain: AuditEntryEntity[] = [];
  for (let sequence = 1; sequence <= length; sequence += 1) {
    chain.push(chainEntry(chain.at(-1)?.entryHash ?? genesisHash, anEntry(sequence)));
  }
  return chain;
}

test('a chain as it was written is intact, whole or from any place on', () => {
  const chain = aChain(5);
  expect(verifyChain(chain)).toBeNull();
  expect(verifyChain(chain.slice(2), { sequence: 2, hash: chain[1].entryHash })).toBeNull();
  expect(verifyChain([])).toBeNull();
});

test('an altered entry is named, whichever of its fields it is', () => {
  const fields = Object.keys(anEntry(1)) as (keyof AuditEntry)[];
  for (const field of fields) {
    const chain = aChain(5);
    chain[2] = { ...chain[2], [field]: field === 'sequence' || field === 'at' ? 77 : `another ${field}` };
    expect([field, verifyChain(chain)]).toEqual([field, 3]);
  }
});

test('deleted, reordered and inserted entries are named by the first that does not follow', () => {
  const chain = aChain(5);
  expect(verifyChain(chain.filter(({ sequence }) => sequence !== 3))).toBe(3);
  expect(verifyChain([chain[0], chain[2], chain[1], chain[3], chain[4]])).toBe(2);
  const forged = chainEntry(chain[2].entryHash, anEntry(4, { action: 'forged' }));
  expect(verifyChain([...chain.slice(0, 3), forged, ...chain.slice(3)])).toBe(5);
});

test('an entry whose hash was made anew breaks the link of the next', () => {
  const chain = aChain(5);
  chain[2] = chainEntry(chain[1].entryHash, anEntry(3, { actorName: 'Mallory' }));
  expect(verifyChain(chain)).toBe(4);
});

test('any text survives the way through a database that keeps UTF-8', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (comment) => {
      const entry = chainEntry(genesisHash, anEntry(1, { comment, actorName: `A ${comment}` }));
      const stored = {
        ...entry,
        actorName: Buffer.from(entry.actorName, 'utf8').toString('utf8'),
        comment: Buffer.from(entry.comment as string, 'utf8').toString('utf8'),
        details: JSON.parse(JSON.stringify(entry.details)) as object,
      };
      expect(verifyChain([stored])).toBeNull();
    }),
  );
});

test('half of a surrogate pair is kept as the replacement character', () => {
  const entry = chainEntry(genesisHash, anEntry(1, { comment: 'a\ud800b' }));
  expect(entry.comment).toBe('a\ufffdb');
});
