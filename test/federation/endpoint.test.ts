import { startHarness, type Harness } from '../support/harness';
import { aWorld, type World } from '../support/world';

const routerSecret = 'the secret that a router sends';

const post = async (url: string, headers: Record<string, string>, query: string) => {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query }),
  });
  return { status: response.status, body: await response.json() };
};

describe('the endpoint for a router', () => {
  let harness: Harness;
  let world: World;
  let subgraph: string;

  beforeAll(async () => {
    harness = await startHarness('sqlite', { settings: { routerSecret } });
    world = await aWorld(harness);
    subgraph = `${(await harness.listen()).url}/graphql/subgraph`;
  });
  afterAll(() => harness.close());

  const asOwner = () => ({ authorization: `Bearer ${world.ownerToken}` });

  it.each([
    ['without a secret', {}],
    ['with a wrong one', { 'x-router-secret': 'the secret that a router sendz' }],
    ['with a part of it', { 'x-router-secret': routerSecret.slice(0, -1) }],
    ['with more than it', { 'x-router-secret': `${routerSecret}s` }],
    ['with an empty one', { 'x-router-secret': '' }],
    ['with it twice', { 'x-router-secret': `${routerSecret}, ${routerSecret}` }],
  ])('answers 401 %s, whoever asks', async (_case, headers) => {
    const { status, body } = await post(subgraph, { ...asOwner(), ...headers }, '{ _service { sdl } }');
    expect(status).toBe(401);
    expect(body).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
    expect(body.data).toBeUndefined();
  });

  it('tells the router what it serves: federation 2.9, entities with their keys, and no streams', async () => {
    const { status, body } = await post(
      subgraph,
      { 'x-router-secret': routerSecret },
      '{ _service { sdl } }',
    );
    expect(status).toBe(200);
    const sdl = body.data._service.sdl.replace(/\s+/g, ' ');
    expect(sdl).toContain('@link(url: "https://specs.apollo.dev/federation/v2.9"');
    for (const [type, ...keys] of [
      ['Organization', 'id', 'slug'],
      ['Project', 'id', 'organization { id } key'],
      ['Environment', 'id', 'project { id } key'],
      ['Flag', 'id', 'project { id } key'],
      ['FlagConfiguration', 'id', 'environment { id } flag { id }'],
      ['Segment', 'id', 'project { id } key'],
      ['Member', 'id'],
    ]) {
      const directives = keys.map((key) => `@key(fields: "${key}")`).join(' ');
      expect(sdl).toMatch(new RegExp(`type ${type} implements Node ${escaped(directives)} `));
    }
    expect(sdl).not.toMatch(/type Subscription|StreamOpened/);
  });

  it('authorises the caller by their own token: the secret opens nothing, and other headers are ignored', async () => {
    const router = { 'x-router-secret': routerSecret };
    const spoofed = {
      'x-organization-id': world.organizationId,
      'x-user-id': world.owner.id,
      'x-forwarded-user': 'owner@example.com',
    };
    const query = '{ viewer { organization { id } } }';
    const stranger = await post(subgraph, { ...router, ...spoofed }, query);
    expect(JSON.stringify(stranger.body)).toContain('UNAUTHENTICATED');
    const own = await post(subgraph, { ...router, ...asOwner() }, query);
    const other = await aWorld(harness);
    const claimed = { ...spoofed, 'x-organization-id': other.organizationId };
    const spoofing = await post(subgraph, { ...router, ...asOwner(), ...claimed }, query);
    expect(own.body.data.viewer.organization.id).toBeDefined();
    expect(spoofing.body).toEqual(own.body);
  });

  it('keeps the limits of the API', async () => {
    const aliases = Array.from({ length: 31 }, (_, index) => `a${index}: __typename`).join(' ');
    const headers = { ...asOwner(), 'x-router-secret': routerSecret };
    const { body } = await post(subgraph, headers, `{ ${aliases} }`);
    expect(body.errors[0].extensions).toMatchObject({ code: 'QUERY_TOO_COMPLEX' });
  });
});

const escaped = (text: string): string => text.replace(/[()]/g, '\\$&');

it('the endpoint does not exist without a router’s secret', async () => {
  const harness = await startHarness('sqlite', { settings: { routerSecret: null } });
  try {
    const { url } = await harness.listen();
    const headers = { 'x-router-secret': '' };
    expect((await post(`${url}/graphql/subgraph`, headers, '{ __typename }')).status).toBe(404);
  } finally {
    await harness.close();
  }
});
