import { newId, toGlobalId } from '../../../src/server/foundation/ids';
import { ask, refusalOf } from '../../support/ask';
import { aProject } from '../../support/changes';
import { dialects, startHarness, type Harness } from '../../support/harness';
import { mutate, succeed } from '../../support/mutate';
import type { TestOrganization } from '../../support/organizations';
import { aPerson, memberIdOf } from '../access/people';

const entries = /* GraphQL */ `
  query Entries($first: Int, $after: String, $environmentId: ID) {
    organization {
      auditEntries(first: $first, after: $after, environmentId: $environmentId) {
        nodes {
          sequence
          action
          actorKind
          actorId
          actorName
          details
        }
        pageInfo {
          endCursor
          hasNextPage
        }
      }
    }
  }
`;

const verify = /* GraphQL */ `
  query Verify($environmentId: ID) {
    organization {
      auditVerify(environmentId: $environmentId) {
        isIntact
        entries
        firstBadSequence
      }
    }
  }
`;

describe.each(dialects)('the audit on %s', (dialect) => {
  let harness: Harness;
  let organization: TestOrganization;

  beforeAll(async () => {
    harness = await startHarness(dialect);
  });
  afterAll(() => harness.close());
  beforeEach(async () => {
    organization = await harness.anOrganization();
  });

  const list = async (variables: Record<string, unknown> = {}) =>
    (await ask(harness, organization.owner, entries, variables)).organization.auditEntries;
  const verified = async (environmentId?: string) =>
    (await ask(harness, organization.owner, verify, { environmentId })).organization.auditVerify;
  const rename = (name: string) => succeed(harness, organization.owner, 'updateOrganization', { name });
  const sql = (statement: string, ...parameters: unknown[]) =>
    harness.database.transaction((transaction) =>
      transaction.query(`${statement} AND organization_id = ?`, [...parameters, organization.organizationId]),
    );

  it('has one entry for each thing that was done, with who did it, newest first', async () => {
    const { projectId } = (
      await succeed(
        harness,
        organization.owner,
        'createProject',
        { key: 'shop', name: 'Shop' },
        'project { projectId: id }',
      )
    ).project;
    const { nodes } = await list();
    expect(nodes.map(({ sequence, action }: Record<string, unknown>) => [sequence, action])).toEqual([
      [2, 'createProject'],
      [1, 'createOrganization'],
    ]);
    expect(nodes[0]).toMatchObject({
      actorKind: 'MEMBER',
      actorId: memberIdOf(organization),
      actorName: 'Olive Owner',
      details: { key: 'shop', name: 'Shop' },
    });
    expect(toGlobalId('Project', nodes[0].details.projectId)).toBe(projectId);
  });

  it('has no entry for what was refused', async () => {
    const { owner } = organization;
    await mutate(harness, owner, 'updateOrganization', { name: 'Acme', expectedVersion: 9 });
    await mutate(harness, owner, 'archiveMember', { memberId: memberIdOf(organization) });
    await mutate(harness, owner, 'createProject', { key: 'Not a key', name: 'X' });
    expect((await list()).nodes).toHaveLength(1);
    expect(await verified()).toEqual({ isIntact: true, entries: 1, firstBadSequence: null });
  });

  it('has a gapless chain when many write at once', async () => {
    await Promise.all(Array.from({ length: 10 }, (_, writer) => rename(`Name ${writer}`)));
    const { nodes } = await list();
    expect(nodes.map(({ sequence }: { sequence: number }) => sequence)).toEqual([
      11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1,
    ]);
    expect(await verified()).toEqual({ isIntact: true, entries: 11, firstBadSequence: null });
  });

  it('keeps texts as they were given', async () => {
    const name = '<b>"Acme"</b> \u001b[31m\\n ${x} 😀';
    await succeed(harness, organization.owner, 'createServiceToken', {
      name: name.replace('\u001b', ''),
      role: 'VIEWER',
    });
    expect((await list()).nodes[0].details.name).toBe(name.replace('\u001b', ''));
    expect((await verified()).isIntact).toBe(true);
  });

  it('is paged from the newest on', async () => {
    for (const name of ['One', 'Two', 'Three']) await rename(name);
    const first = await list({ first: 3 });
    const rest = await list({ first: 3, after: first.pageInfo.endCursor });
    const sequences = [...first.nodes, ...rest.nodes].map(({ sequence }: { sequence: number }) => sequence);
    expect(sequences).toEqual([4, 3, 2, 1]);
    expect([first.pageInfo.hasNextPage, rest.pageInfo.hasNextPage]).toEqual([true, false]);
  });

  describe('tells where somebody', () => {
    beforeEach(async () => {
      for (const name of ['One', 'Two', 'Three', 'Four']) await rename(name);
      expect(await verified()).toEqual({ isIntact: true, entries: 5, firstBadSequence: null });
    });

    it.each<[string, string, unknown[], number]>([
      ['altered an entry', "UPDATE audit_entries SET actor_name = 'Mallory' WHERE sequence = ?", [3], 3],
      ['altered its details', "UPDATE audit_entries SET details = '{}' WHERE sequence = ?", [1], 1],
      ['moved it in time', 'UPDATE audit_entries SET at = at + 1 WHERE sequence = ?', [4], 4],
      ['deleted one', 'DELETE FROM audit_entries WHERE sequence = ?', [2], 2],
      ['cut the newest off', 'DELETE FROM audit_entries WHERE sequence >= ?', [4], 4],
      [
        'replaced one by another',
        'UPDATE audit_entries SET sequence = sequence + 10 WHERE sequence = ?',
        [3],
        3,
      ],
    ])('%s', async (_what, statement, parameters, firstBadSequence) => {
      await sql(statement, ...parameters);
      expect(await verified()).toMatchObject({ isIntact: false, firstBadSequence });
    });
  });

  it('of an environment is a chain of its own, which is its revisions', async () => {
    const { environments } = await aProject(harness, organization, 'staging');
    const own = await list();
    expect(await verified(environments.staging)).toMatchObject({ isIntact: true, firstBadSequence: null });
    const { nodes } = await list({ environmentId: environments.staging });
    expect(nodes).toHaveLength((await verified(environments.staging)).entries);
    expect(await list()).toEqual(own);
  });

  it('of another organization’s environment is refused as that of none', async () => {
    const stranger = await harness.anOrganization();
    const { environments } = await aProject(harness, stranger, 'staging');
    for (const query of [entries, verify]) {
      const answer = (environmentId: string) =>
        refusalOf(harness, organization.owner, query, { environmentId });
      const refusal = await answer(environments.staging);
      expect(refusal).toEqual({ code: 'NOT_FOUND', message: 'Environment not found' });
      expect(await answer(toGlobalId('Environment', newId()))).toEqual(refusal);
    }
  });

  it('is read by who may', async () => {
    const editor = await aPerson(harness, organization, 'EDITOR');
    const admin = await aPerson(harness, organization, 'ADMIN');
    for (const query of [entries, verify]) {
      expect(await refusalOf(harness, editor.token, query)).toMatchObject({ code: 'FORBIDDEN' });
      expect(await ask(harness, admin.token, query)).toHaveProperty('organization');
    }
  });
});
