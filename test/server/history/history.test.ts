import { aMember, ask, refusalOf } from '../../support/ask';
import { aProject, applyChanges, publish, type TestProject } from '../../support/changes';
import { dialects, startHarness, type Harness } from '../../support/harness';
import type { TestOrganization } from '../../support/organizations';
import { quietClock } from '../../support/quiet-clock';

const history = /* GraphQL */ `
  query History($id: ID!, $first: Int, $after: String) {
    environment(id: $id) {
      history(first: $first, after: $after) {
        nodes {
          revision
          committedAt
          comment
          changeId
          action
          author {
            kind
            id
            name
          }
          changes {
            kind
            key
            op
          }
          diff {
            kind
            key
            path
            op
            before
            after
          }
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  }
`;

const comparison = /* GraphQL */ `
  query Comparison($id: ID!, $from: Revision!, $to: Revision!) {
    environment(id: $id) {
      diff(from: $from, to: $to) {
        key
        path
        op
        before
        after
      }
    }
  }
`;

describe.each(dialects)('the history of an environment on %s', (dialect) => {
  let harness: Harness;
  let organization: TestOrganization;
  let project: TestProject<'staging' | 'production'>;

  beforeAll(async () => {
    harness = await startHarness(dialect, { clock: quietClock });
  });
  afterAll(() => harness.close());
  beforeEach(async () => {
    organization = await harness.anOrganization();
    project = await aProject(harness, organization, 'staging', 'production');
  });

  const id = () => project.environments.production;
  const write = (...changes: object[]) => publish(harness, organization.owner, ...changes);
  const createFlag = (key: string) => ({
    createFlag: { projectId: project.projectId, key, type: 'BOOLEAN' },
  });
  const checkout = () => ({ environmentId: id(), flagKey: 'checkout' });
  const switchOn = (on: boolean) => ({ setFlagOn: { ...checkout(), on } });
  const page = async (variables: object = {}) =>
    (await ask(harness, organization.owner, history, { id: id(), ...variables })).environment.history;
  const compare = async (from: string, to: string) =>
    (await ask(harness, organization.owner, comparison, { id: id(), from, to })).environment.diff;

  it('tells of each revision who made it, why, and what it changed, newest first', async () => {
    const { changeId } = await write(createFlag('checkout'));
    await applyChanges(harness, organization.owner, [switchOn(true)], { comment: 'Launch' });
    const { nodes } = await page();
    expect(nodes).toEqual([
      {
        revision: '2',
        committedAt: expect.stringMatching(/^\d{4}-/),
        comment: 'Launch',
        changeId: expect.any(String),
        action: 'applyChanges',
        author: { kind: 'MEMBER', id: expect.any(String), name: 'Olive Owner' },
        changes: [{ kind: 'FLAG', key: 'checkout', op: 'PUT' }],
        diff: [{ kind: 'FLAG', key: 'checkout', path: 'on', op: 'CHANGED', before: false, after: true }],
      },
      expect.objectContaining({
        revision: '1',
        changeId,
        diff: [expect.objectContaining({ path: '', op: 'ADDED', before: null })],
      }),
    ]);
  });

  it('is paged from the newest to the first', async () => {
    await write(createFlag('checkout'));
    for (const on of [true, false, true]) await write(switchOn(on));
    const first = await page({ first: 3 });
    expect(first).toMatchObject({
      nodes: [{ revision: '4' }, { revision: '3' }, { revision: '2' }],
      pageInfo: { hasNextPage: true },
    });
    expect(await page({ first: 3, after: first.pageInfo.endCursor })).toMatchObject({
      nodes: [{ revision: '1' }],
      pageInfo: { hasNextPage: false },
    });
  });

  it('costs as many statements for many revisions as for one', async () => {
    await write(createFlag('checkout'));
    for (const on of [true, false, true]) await write(switchOn(on));
    const one = await harness.statementsOf(() => page({ first: 1 }));
    const four = await harness.statementsOf(() => page({ first: 4 }));
    expect(one.result.nodes).toHaveLength(1);
    expect(four.result.nodes).toHaveLength(4);
    expect(four.statements).toHaveLength(one.statements.length);
  });

  it('compares any two revisions, forth and back', async () => {
    await write(createFlag('checkout'), createFlag('search'));
    await write(switchOn(true));
    await write({ setFallthrough: { ...checkout(), serve: 'off' } });
    await write(switchOn(false));
    const forth = [{ key: 'checkout', path: 'fallthrough', op: 'CHANGED', before: 'on', after: 'off' }];
    expect(await compare('1', '4')).toEqual(forth);
    expect(await compare('4', '1')).toEqual([{ ...forth[0], before: 'off', after: 'on' }]);
    expect(await compare('2', '3')).toEqual(forth);
    expect(await compare('3', '3')).toEqual([]);
    const whole = await compare('0', '4');
    expect(whole).toMatchObject([
      { key: 'checkout', path: '', op: 'ADDED', after: { fallthrough: 'off', on: false } },
      { key: 'search', path: '', op: 'ADDED' },
    ]);
    expect(await compare('4', '0')).toMatchObject([
      { key: 'checkout', op: 'REMOVED', after: null },
      { key: 'search', op: 'REMOVED' },
    ]);
  });

  it('tells of a rule that was moved and of one that was changed', async () => {
    const rule = (ruleId: string) => ({ addRule: { ...checkout(), ruleId, when: true, serve: 'on' } });
    await write(createFlag('checkout'), rule('a'), rule('b'), rule('c'));
    await write({ moveRule: { ...checkout(), ruleId: 'c', beforeRuleId: 'a' } });
    await write({ updateRule: { ...checkout(), ruleId: 'a', serve: 'off' } });
    const { nodes } = await page({ first: 2 });
    expect(nodes.map(({ diff }: { diff: object[] }) => diff)).toMatchObject([
      [{ path: 'rules[a].serve', op: 'CHANGED', before: 'on', after: 'off' }],
      [{ path: 'rules[c]', op: 'MOVED', before: 2, after: 0 }],
    ]);
  });

  it('counts what came to a list and what went, net between two revisions', async () => {
    const vips = { environmentId: id(), listKey: 'vips' };
    await write({ createList: { projectId: project.projectId, key: 'vips' } });
    await write({ addToList: { ...vips, ids: ['a', 'b', 'c'] } });
    await write(
      { removeFromList: { ...vips, ids: ['a', 'b'] } },
      { addToList: { ...vips, ids: ['d', 'e'] } },
    );
    await write({ addToList: { ...vips, ids: ['a'] } });
    const entries = (changes: { path: string }[]) => changes.filter(({ path }) => path === 'entries');
    const { nodes } = await page({ first: 3 });
    expect(nodes.map(({ diff }: { diff: { path: string }[] }) => entries(diff))).toMatchObject([
      [{ op: 'ADDED', after: 1 }],
      [
        { op: 'ADDED', after: 2 },
        { op: 'REMOVED', before: 2 },
      ],
      [{ op: 'ADDED', after: 3 }],
    ]);
    expect(entries(await compare('2', '4'))).toMatchObject([
      { op: 'ADDED', after: 2 },
      { op: 'REMOVED', before: 1 },
    ]);
    expect(entries(await compare('4', '2'))).toMatchObject([
      { op: 'REMOVED', before: 2 },
      { op: 'ADDED', after: 1 },
    ]);
  });

  it('compares nothing with a revision that is still to come', async () => {
    const variables = { id: id(), from: '0', to: '1' };
    expect(await refusalOf(harness, organization.owner, comparison, variables)).toEqual({
      code: 'BAD_USER_INPUT',
      message: 'The environment is at revision 0, there is no 1 yet',
    });
  });

  it('is read by a viewer of that environment, and not by one of another', async () => {
    await write(createFlag('checkout'));
    const { projectId, environments } = project;
    const viewer = (environmentId: string) => aMember(organization, 'VIEWER', { projectId, environmentId });
    const variables = { id: id() };
    const seen = await ask(harness, viewer(environments.production), history, variables);
    expect(seen.environment.history.nodes).toHaveLength(1);
    expect(await refusalOf(harness, viewer(environments.staging), history, variables)).toMatchObject({
      code: 'NOT_FOUND',
    });
  });
});
