import type { ExecutionResult } from 'graphql';
import type { Actor } from '../../src/server/foundation/actor';
import { toGlobalId } from '../../src/server/foundation/ids';
import { dialects, startHarness, type Harness } from '../support/harness';
import { aWorld, type World } from '../support/world';

const routerSecret = 'the secret that a router sends';
const missing = '0192d3a4-0000-7000-8000-000000000000';

describe.each(dialects)('entities on %s', (dialect) => {
  let harness: Harness;
  let world: World;
  let other: World;

  beforeAll(async () => {
    harness = await startHarness(dialect, { settings: { routerSecret } });
    [world, other] = [await aWorld(harness), await aWorld(harness)];
    for (const { publish, publishFlag, project } of [world, other]) {
      await publishFlag('banner');
      await publish({ createSegment: { projectId: project.projectId, key: 'staff', when: true } });
    }
  });
  afterAll(() => harness.close());

  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests look into any answer
  const run = (actor: Actor, query: string, variables = {}): Promise<ExecutionResult<any>> =>
    harness.subgraph!.operations.run(query, variables, async () => actor);

  const entities = (references: object[], selection: string, actor: Actor = world.owner) =>
    run(
      actor,
      `query ($references: [_Any!]!) { _entities(representations: $references) { __typename ${selection} } }`,
      { references },
    );

  /** Every entity of a world by each of its keys, and what is selected of it. */
  async function references({ owner, project, production }: World) {
    const { data } = await harness.execute(
      owner,
      /* GraphQL */ `
        query ($project: ID!, $environment: ID!) {
          viewer {
            organization {
              id
              slug
            }
            member {
              id
            }
          }
          project(id: $project) {
            id
            key
            environment(key: "production") {
              id
            }
            flag(key: "banner") {
              id
              configuration(environmentId: $environment) {
                id
              }
            }
            segment(key: "staff") {
              id
            }
          }
        }
      `,
      { project: project.projectId, environment: production },
    );
    const { organization, member } = data.viewer;
    const { id: projectId, key, environment, flag, segment } = data.project;
    const ofProject = { project: { id: projectId } };
    return {
      Organization: [{ id: organization.id }, { slug: organization.slug }],
      Member: [{ id: member.id }],
      Project: [{ id: projectId }, { organization: { id: organization.id }, key }],
      Environment: [{ id: environment.id }, { ...ofProject, key: 'production' }],
      Flag: [{ id: flag.id }, { ...ofProject, key: 'banner' }],
      FlagConfiguration: [
        { id: flag.configuration.id },
        { environment: { id: environment.id }, flag: { id: flag.id } },
      ],
      Segment: [{ id: segment.id }, { ...ofProject, key: 'staff' }],
    };
  }

  const types = [
    'Organization',
    'Member',
    'Project',
    'Environment',
    'Flag',
    'FlagConfiguration',
    'Segment',
  ] as const;

  it.each(types)('%s resolves by each of its keys', async (type) => {
    const keys = (await references(world))[type];
    const { data, errors } = await entities(
      keys.map((key) => ({ __typename: type, ...key })),
      `... on ${type} { id }`,
    );
    expect(errors).toBeUndefined();
    const [{ id }] = keys as [{ id: string }];
    expect(data._entities).toEqual(keys.map(() => ({ __typename: type, id })));
  });

  it.each(types)('%s of another organization, or of none, is null by each of its keys', async (type) => {
    const foreign = (await references(other))[type];
    const unknown = [{ id: toGlobalId(type, missing) }, { id: 'nonsense' }, { id: '' }, {}];
    const { data, errors } = await entities(
      [...foreign, ...unknown].map((key) => ({ __typename: type, ...key })),
      `... on ${type} { id }`,
    );
    expect(errors).toBeUndefined();
    expect(data._entities).toEqual([...foreign, ...unknown].map(() => null));
  });

  it('answers in order, with null where there is nothing', async () => {
    const { Flag, Segment } = await references(world);
    const { data } = await entities(
      [
        { __typename: 'Segment', ...Segment[1] },
        { __typename: 'Flag', id: toGlobalId('Flag', missing) },
        { __typename: 'Flag', ...Flag[0] },
        { __typename: 'Segment', ...Segment[0] },
      ],
      '... on Flag { key } ... on Segment { key }',
    );
    expect(data._entities).toEqual([
      { __typename: 'Segment', key: 'staff' },
      null,
      { __typename: 'Flag', key: 'banner' },
      { __typename: 'Segment', key: 'staff' },
    ]);
  });

  it.each(['id', 'key'])(
    'finds 100 flags, some of them twice, by their %s with one statement',
    async (by) => {
      const { projectId } = world.project;
      const keys = Array.from({ length: 70 }, (_, index) => `${by}-${index}`);
      await world.publish(...keys.map((key) => ({ createFlag: { projectId, key, type: 'BOOLEAN' } })));
      const { data: found } = await harness.execute(
        world.owner,
        `query ($id: ID!) { project(id: $id) { flags(first: 100, filter: { text: "${by}-" }) { nodes { id key } } } }`,
        { id: projectId },
      );
      const nodes = found.project.flags.nodes as { id: string; key: string }[];
      const asked = [...nodes, ...nodes.slice(0, 30)];
      const { result, statements } = await harness.statementsOf(() =>
        entities(
          asked.map(({ id, key }) =>
            by === 'id'
              ? { __typename: 'Flag', id }
              : { __typename: 'Flag', key, project: { id: projectId } },
          ),
          '... on Flag { key }',
        ),
      );
      expect(asked).toHaveLength(100);
      expect(result.data._entities.map(({ key }: { key: string }) => key)).toEqual(
        asked.map(({ key }) => key),
      );
      expect(statements).toHaveLength(1);
    },
  );

  it('refuses more than 1,000 representations', async () => {
    const flags = (count: number) => Array.from({ length: count }, () => ({ __typename: 'Flag', id: '' }));
    expect((await entities(flags(1_000), '')).data._entities).toHaveLength(1_000);
    const { data, errors } = await entities(flags(1_001), '');
    expect(data).toBeNull();
    expect(errors?.[0]).toMatchObject({
      message: '`representations` takes at most 1000 entries, 1001 were given',
      extensions: { code: 'BAD_USER_INPUT' },
    });
  });

  it('costs as much as it asks for', async () => {
    const flags = Array.from({ length: 1_000 }, () => ({ __typename: 'Flag', id: '' }));
    const selection = '... on Flag { project { flags(first: 100) { nodes { id } } } }';
    const { errors } = await entities(flags, selection);
    expect(errors?.[0].extensions).toMatchObject({ code: 'QUERY_TOO_COMPLEX' });
  });

  it.each([
    ['a type that does not exist', { __typename: 'Ghost', id: '1' }],
    ['a type without a key', { __typename: 'PageInfo', hasNextPage: true }],
    ['an interface', { __typename: 'Node', id: '1' }],
    ['a name that every object has', { __typename: 'constructor', id: '1' }],
    ['no type', { id: '1' }],
    ['no object', 'Flag'],
  ])('refuses %s without a fault of its own', async (_case, reference) => {
    const { data, errors } = await entities([reference as object], '');
    expect(data).toBeNull();
    expect(errors?.[0]).toMatchObject({
      message:
        'The `__typename` of a representation is one of Environment, Flag, FlagConfiguration, Member, Organization, Project, Segment',
      extensions: { code: 'BAD_USER_INPUT' },
    });
  });

  it('shows an SDK key none of them', async () => {
    const { Flag } = await references(world);
    const { data, errors } = await entities(
      [{ __typename: 'Flag', ...Flag[0] }],
      '... on Flag { id }',
      world.aKey(),
    );
    expect(data._entities).toEqual([null]);
    expect(errors?.[0].extensions).toMatchObject({ code: 'FORBIDDEN' });
  });

  it('shows a member of one project nothing of another', async () => {
    const grants = [{ role: 'OWNER' as const, projectId: missing, environmentId: null }];
    const { Flag, Environment, Project } = await references(world);
    const named = Object.entries({ Flag, Environment, Project }).flatMap(([type, keys]) =>
      keys.map((key) => ({ __typename: type, ...key })),
    );
    const { data } = await entities(named, '', { ...world.owner, grants });
    expect(data._entities).toEqual(named.map(() => null));
  });

  it('keeps `_service` and `_entities` off the public endpoint', async () => {
    for (const query of ['{ _service { sdl } }', '{ _entities(representations: []) { __typename } }']) {
      const { data, errors } = await harness.execute(world.owner, query);
      expect(data).toBeUndefined();
      expect(errors?.[0].message).toMatch(/^Cannot query field "_(service|entities)" on type "Query"\.$/);
    }
  });
});
