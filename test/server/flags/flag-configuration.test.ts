import { systemClock, type Clock } from '../../../src/server/foundation/clock';
import { aMember, ask, refusalOf } from '../../support/ask';
import { aProject, publish, type TestProject } from '../../support/changes';
import { dialects, startHarness, type Harness } from '../../support/harness';
import type { TestOrganization } from '../../support/organizations';

const ofFlag = /* GraphQL */ `
  query OfFlag($projectId: ID!, $environmentId: ID!, $asOf: AsOf) {
    node(id: $projectId) {
      ... on Project {
        flag(key: "checkout") {
          id
          configuration(environmentId: $environmentId, asOf: $asOf) {
            id
            on
            off
            revision
            fallthrough
            variants {
              key
              name
              value
            }
            rules {
              id
              description
              reason
              when
              serve
            }
            flag {
              key
            }
            environment {
              key
            }
            writtenBy {
              revision
              comment
              author {
                name
              }
            }
          }
        }
      }
    }
  }
`;

const ofEnvironment = /* GraphQL */ `
  query OfEnvironment($id: ID!, $first: Int, $after: String, $filter: FlagConfigurationFilter) {
    environment(id: $id) {
      flagConfigurations(first: $first, after: $after, filter: $filter) {
        nodes {
          on
          flag {
            key
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

const when = { attr: { path: ['plan'] }, op: 'eq', as: 'strict', values: ['pro'] };

describe.each(dialects)('what flags are in environments on %s', (dialect) => {
  let harness: Harness;
  let organization: TestOrganization;
  let project: TestProject<'staging' | 'production'>;
  let now = 1_800_000_000_000;
  const clock: Clock = { ...systemClock, now: () => now };

  beforeAll(async () => {
    harness = await startHarness(dialect, { clock });
  });
  afterAll(() => harness.close());
  beforeEach(async () => {
    organization = await harness.anOrganization();
    project = await aProject(harness, organization, 'staging', 'production');
  });

  const owner = () => organization.owner;
  const production = () => project.environments.production;
  const create = (...keys: string[]) =>
    publish(
      harness,
      owner(),
      ...keys.map((key) => ({ createFlag: { projectId: project.projectId, key, type: 'BOOLEAN' } })),
    );
  const switchOn = (flagKey: string, on = true) =>
    publish(harness, owner(), { setFlagOn: { environmentId: production(), flagKey, on } });
  const read = async (asOf?: object, environmentId = production()) => {
    const variables = { projectId: project.projectId, environmentId, asOf };
    return (await ask(harness, owner(), ofFlag, variables)).node.flag.configuration;
  };
  const page = async (variables: object = {}) =>
    (await ask(harness, owner(), ofEnvironment, { id: production(), ...variables })).environment
      .flagConfigurations;
  const keys = async (filter: object): Promise<string[]> =>
    (await page({ filter })).nodes.map(({ flag }: { flag: { key: string } }) => flag.key);

  it('are told with variants, rules and who wrote them', async () => {
    await create('checkout');
    await publish(harness, owner(), {
      addRule: {
        environmentId: production(),
        flagKey: 'checkout',
        ruleId: 'pro',
        description: 'Paying',
        when,
        serve: 'on',
      },
    });
    expect(await read()).toEqual({
      id: expect.any(String),
      on: false,
      off: 'off',
      revision: '2',
      fallthrough: 'on',
      variants: [
        { key: 'off', name: null, value: false },
        { key: 'on', name: null, value: true },
      ],
      rules: [{ id: 'pro', description: 'Paying', reason: null, when, serve: 'on' }],
      flag: { key: 'checkout' },
      environment: { key: 'production' },
      writtenBy: { revision: '2', comment: null, author: { name: 'Olive Owner' } },
    });
  });

  it('differ from environment to environment, under ids of their own', async () => {
    await create('checkout');
    await switchOn('checkout');
    const there = await read();
    const elsewhere = await read(undefined, project.environments.staging);
    expect([there.on, elsewhere.on]).toEqual([true, false]);
    expect(there.id).not.toBe(elsewhere.id);
  });

  it('are listed by the key of their flag, page by page', async () => {
    await create('search', 'checkout', 'banner');
    const first = await page({ first: 2 });
    expect(first).toMatchObject({
      nodes: [{ flag: { key: 'banner' } }, { flag: { key: 'checkout' } }],
      pageInfo: { hasNextPage: true },
    });
    expect(await page({ first: 2, after: first.pageInfo.endCursor })).toMatchObject({
      nodes: [{ flag: { key: 'search' } }],
      pageInfo: { hasNextPage: false },
    });
  });

  it('are found by whether they are on, and by what their flag is', async () => {
    await create('checkout', 'search');
    await publish(
      harness,
      owner(),
      { updateFlag: { projectId: project.projectId, flagKey: 'checkout', tags: ['web'] } },
      { setFlagOn: { environmentId: production(), flagKey: 'search', on: true } },
    );
    expect(await keys({ on: true })).toEqual(['search']);
    expect(await keys({ on: false })).toEqual(['checkout']);
    expect(await keys({ tag: 'web' })).toEqual(['checkout']);
    expect(await keys({ tag: 'web', on: true })).toEqual([]);
    expect(await keys({ text: 'SEA' })).toEqual(['search']);
  });

  it('are gone with their archived flag, and still there in the past', async () => {
    await create('checkout');
    await publish(harness, owner(), { archiveFlag: { projectId: project.projectId, flagKey: 'checkout' } });
    expect((await page()).nodes).toEqual([]);
    expect(await read()).toBeNull();
    expect(await read({ revision: '1' })).toMatchObject({ revision: '1' });
    expect(await read({ revision: '2' })).toBeNull();
  });

  it('are read as they were at a revision, which has an id of its own', async () => {
    await create('checkout');
    await create('search');
    await switchOn('checkout');
    const reads = [
      await read({ revision: '1' }),
      await read({ revision: '2' }),
      await read({ revision: '3' }),
    ];
    expect(reads.map(({ on, revision }) => ({ on, revision }))).toEqual([
      { on: false, revision: '1' },
      { on: false, revision: '1' },
      { on: true, revision: '3' },
    ]);
    const ids = [...reads, await read()].map(({ id }) => id);
    expect(new Set(ids).size).toBe(4);
    expect(await read({ revision: '0' })).toBeNull();
  });

  it('are read as they were at a time: the last revision that was committed by then', async () => {
    await create('checkout');
    const created = now;
    now += 60_000;
    await switchOn('checkout');
    const at = (time: number) => read({ time: new Date(time).toISOString() });
    expect(await at(created - 1)).toBeNull();
    expect(await at(created)).toMatchObject({ on: false });
    expect(await at(now - 1)).toMatchObject({ on: false });
    expect(await at(now)).toMatchObject({ on: true });
  });

  it('are not told of the future', async () => {
    await create('checkout');
    const variables = { projectId: project.projectId, environmentId: production() };
    const refused = (asOf: object) => refusalOf(harness, owner(), ofFlag, { ...variables, asOf });
    expect(await refused({ revision: '2' })).toEqual({
      code: 'BAD_USER_INPUT',
      message: 'The environment is at revision 1, there is no 2 yet',
    });
    const tomorrow = new Date(now + 86_400_000).toISOString();
    expect(await refused({ time: tomorrow })).toMatchObject({ code: 'BAD_USER_INPUT' });
    expect(await refused({ revision: '1', time: tomorrow })).toMatchObject({ code: 'BAD_USER_INPUT' });
    expect(await refused({})).toMatchObject({ code: 'BAD_USER_INPUT' });
  });

  it('are found again by their ids, now and in the past', async () => {
    await create('checkout');
    await switchOn('checkout');
    const document = 'query Node($id: ID!) { node(id: $id) { id ... on FlagConfiguration { on } } }';
    const node = async (id: string) => (await ask(harness, owner(), document, { id })).node;
    const now = await read();
    expect(await node(now.id)).toEqual({ id: now.id, on: true });
    const past = await read({ revision: '1' });
    expect(await node(past.id)).toEqual({ id: past.id, on: false });
    const text = Buffer.from(past.id, 'base64url').toString().replace(/@1$/, '@9');
    expect(await node(Buffer.from(text).toString('base64url'))).toBeNull();
  });

  it('are hidden from a member whose role is on another environment', async () => {
    await create('checkout');
    const { projectId, environments } = project;
    const viewer = aMember(organization, 'VIEWER', { projectId, environmentId: environments.staging });
    const ask = (environmentId: string) => harness.execute(viewer, ofFlag, { projectId, environmentId });
    expect((await ask(environments.staging)).data.node.flag.configuration.on).toBe(false);
    const hidden = await ask(environments.production);
    expect(hidden.data.node.flag.configuration).toBeNull();
    expect(hidden.errors?.map(({ extensions }) => extensions.code)).toEqual(['NOT_FOUND']);
  });

  it('are not told for an environment of another project', async () => {
    await create('checkout');
    const other = await aProject(harness, organization, 'production');
    const variables = { projectId: project.projectId, environmentId: other.environments.production };
    expect(await refusalOf(harness, owner(), ofFlag, variables)).toEqual({
      code: 'NOT_FOUND',
      message: 'Environment not found',
    });
  });
});
