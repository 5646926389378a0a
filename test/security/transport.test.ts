import { gzipSync } from 'node:zlib';
import { aProject } from '../support/changes';
import { post, send, TestSocket } from '../support/requests';
import { askOver, openDoors, transports, type OpenDoors } from './doors';

let doors: OpenDoors;
let graphql: string;
let environmentId: string;
beforeAll(async () => {
  doors = await openDoors({ settings: { allowedOrigins: ['https://console.example'] } });
  graphql = `${doors.server.url}/graphql`;
  environmentId = (await aProject(doors.harness, doors, 'production')).environments.production;
});
afterAll(() => doors.close());

const query = '{ organization { id } }';
const createProject =
  'mutation { createProject(input: { key: "stolen", name: "Stolen" }) { project { id } } }';
const json = { 'content-type': 'application/json' };
const bearer = (): { authorization: string } => ({ authorization: `Bearer ${doors.ownerToken}` });

async function projectKeys(): Promise<string[]> {
  const { data } = await askOver('HTTP', doors, '{ organization { projects { nodes { key } } } }');
  return data.organization.projects.nodes.map(({ key }: { key: string }) => key);
}

describe('HTTP', () => {
  test.each([
    ['B1 a mutation by GET', 405, { 'apollo-require-preflight': '1' }, createProject],
    ['B3 a query by GET without a header that needs a preflight', 400, {}, query],
  ])('%s is answered %d and not run', async (_attack, status, headers, source) => {
    const answer = await send(`${graphql}?query=${encodeURIComponent(source)}`, {
      headers: { ...bearer(), ...headers },
    });
    expect(answer.status).toBe(status);
    expect(answer.json.data).toBeUndefined();
    expect(answer.json.errors[0].extensions).toEqual({
      code: 'BAD_USER_INPUT',
      requestId: answer.headers['x-request-id'],
    });
  });

  test.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'])(
    'B2 a mutation as %s with a cookie is refused as forged',
    async (contentType) => {
      const answer = await send(graphql, {
        method: 'POST',
        headers: { 'content-type': contentType, cookie: `session=${doors.ownerToken}` },
        body: JSON.stringify({ query: createProject }),
      });
      expect(answer.status).toBe(400);
      expect(answer.json.errors[0].message).toMatch(/CSRF/);
    },
  );

  test('B4 a foreign origin is not served, and told no CORS headers', async () => {
    const answer = await post(
      doors.server.url,
      doors.ownerToken,
      { query: createProject },
      { origin: 'https://evil.example' },
    );
    expect(answer.status).toBe(403);
    expect(answer.json.errors[0].extensions.code).toBe('FORBIDDEN');
    expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
    const preflight = await send(graphql, { method: 'OPTIONS', headers: { origin: 'https://evil.example' } });
    expect(preflight.status).toBe(403);
    expect(await projectKeys()).not.toContain('stolen');
  });

  test('an allowed origin and our own are served', async () => {
    const named = await post(
      doors.server.url,
      doors.ownerToken,
      { query },
      { origin: 'https://console.example' },
    );
    expect(named.headers['access-control-allow-origin']).toBe('https://console.example');
    expect(named.headers['access-control-allow-credentials']).toBeUndefined();
    expect(
      (await post(doors.server.url, doors.ownerToken, { query }, { origin: doors.server.url })).status,
    ).toBe(200);
    const preflight = await send(graphql, {
      method: 'OPTIONS',
      headers: { origin: 'https://console.example' },
    });
    expect(preflight).toMatchObject({ status: 204, headers: { 'access-control-allow-methods': 'POST' } });
  });

  test('A12 a batch of two operations is refused', async () => {
    const answer = await post(doors.server.url, doors.ownerToken, [{ query }, { query }]);
    expect(answer).toMatchObject({
      status: 400,
      json: { errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] },
    });
  });

  test('A14 a body of 2 MB is refused', async () => {
    const answer = await post(doors.server.url, doors.ownerToken, {
      query,
      variables: { text: 'x'.repeat(2_000_000) },
    });
    expect(answer.status).toBe(413);
    expect(answer.json.errors[0].message).toBe('The body is longer than 1048576 bytes');
  });

  test('A18 a small body that unpacks to 50 MB is refused', async () => {
    const body = gzipSync(Buffer.alloc(50_000_000, 32));
    expect(body.length).toBeLessThan(100_000);
    const answer = await send(graphql, {
      method: 'POST',
      headers: { ...json, ...bearer(), 'content-encoding': 'gzip' },
      body,
    });
    expect(answer.status).toBe(413);
  });

  test.each([
    ['a packed body that is whole', gzipSync(JSON.stringify({ query })), 'gzip', 200],
    ['a body that is not packed as it says', Buffer.from(JSON.stringify({ query })), 'gzip', 400],
    ['a packing that is not known', Buffer.from(JSON.stringify({ query })), 'zstd', 415],
    ['a body that is not JSON', Buffer.from('{"query":'), 'identity', 400],
  ])('%s is answered %4$d', async (_case, body, encoding, status) => {
    const headers = { ...json, ...bearer(), 'content-encoding': encoding };
    expect((await send(graphql, { method: 'POST', headers, body })).status).toBe(status);
  });

  test('B18 a token in the URL lets nobody in, and reaches no answer', async () => {
    const answer = await send(`${graphql}?token=${doors.ownerToken}&authorization=${doors.ownerToken}`, {
      method: 'POST',
      headers: json,
      body: JSON.stringify({ query }),
    });
    expect(answer.json.errors[0].extensions.code).toBe('UNAUTHENTICATED');
    expect(answer.text).not.toContain(doors.ownerToken);
  });

  test.each([
    ['no credential for a field that needs one', undefined, 200],
    ['a made-up token', 'Bearer sbx_pat_0000000000_00000000000000000000000000000000000000', 401],
    ['another scheme', 'Basic b3duZXI6c2VjcmV0', 401],
  ])('%s is told as UNAUTHENTICATED', async (_case, authorization, status) => {
    const headers = { ...json, ...(authorization && { authorization }) };
    const answer = await send(graphql, { method: 'POST', headers, body: JSON.stringify({ query }) });
    expect(answer.status).toBe(status);
    expect(answer.json.errors[0].extensions).toEqual({
      code: 'UNAUTHENTICATED',
      requestId: answer.headers['x-request-id'],
    });
  });
});

describe.each(transports)('over %s', (transport) => {
  const evaluate =
    'query ($e: ID, $s: [Subject!]!, $k: [String!]) { evaluate(environmentId: $e, subjects: $s, flagKeys: $k) { revision } }';
  const deep = (levels: number): object => (levels === 0 ? {} : { a: deep(levels - 1) });

  test.each([
    ['A14 100,000 flag keys', { s: [{}], k: Array(100_000).fill('k') }, /at most/],
    ['A15 a subject of 33 levels', { s: [deep(33)] }, /nested deeper than 32 levels/],
    [
      'A15 the key __proto__',
      { s: [JSON.parse('{"__proto__":{"polluted":true}}') as object] },
      /has the key `__proto__`/,
    ],
    ['A15 the key constructor', { s: [{ constructor: { prototype: {} } }] }, /has the key `constructor`/],
  ])('%s is refused', async (_attack, variables, message) => {
    const { errors, data } = await askOver(transport, doors, evaluate, { ...variables, e: environmentId });
    expect(data ?? undefined).toBeUndefined();
    expect(errors?.[0].message).toMatch(message);
    expect(errors?.[0].extensions.code).toBe('BAD_USER_INPUT');
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  test('A15 a literal is refused as a variable is', async () => {
    const literal = '{ evaluate(subjects: [{ __proto__: { polluted: true } }]) { revision } }';
    const { errors } = await askOver(transport, doors, literal);
    expect(errors?.[0]).toMatchObject({
      message: /__proto__/ as unknown as string,
      extensions: { code: 'BAD_USER_INPUT' },
    });
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  test('A15 10,000 levels are refused', async () => {
    const levels = `${'['.repeat(10_000)}${']'.repeat(10_000)}`;
    const payload = `{"query":${JSON.stringify(evaluate)},"variables":{"s":[${levels}]}}`;
    expect(await refusalOfText(payload)).toMatch(/nested deeper than 32 levels/);
  });

  async function refusalOfText(payload: string): Promise<string> {
    if (transport === 'HTTP') {
      const answer = await send(graphql, {
        method: 'POST',
        headers: { ...json, ...bearer() },
        body: payload,
      });
      return answer.json.errors[0].message;
    }
    const socket = await TestSocket.connected(doors.server.url, doors.ownerToken);
    socket.send(`{"id":"1","type":"subscribe","payload":${payload}}`);
    const { payload: errors } = await socket.next('error');
    socket.close();
    return errors[0].message;
  }
});

describe('WebSocket', () => {
  const open = (...given: [protocols?: string[], options?: object]): Promise<TestSocket> =>
    TestSocket.open(doors.server.url, ...given);
  const init = (authorization?: string) => ({
    type: 'connection_init',
    payload: authorization ? { authorization } : {},
  });

  test('B5 a foreign origin gets no socket', async () => {
    await expect(open(undefined, { headers: { origin: 'https://evil.example' } })).rejects.toThrow(
      'refused with 403',
    );
  });

  test('an upgrade of another path gets no socket', async () => {
    await expect(TestSocket.open(`${doors.server.url}/elsewhere`)).rejects.toThrow('refused with 404');
  });

  test.each([
    ['B6 a cookie instead of a token', { headers: { cookie: 'session=1' } }, undefined],
    ['a token in the upgrade instead of the init', { headers: { authorization: 'Bearer x' } }, undefined],
    ['a made-up token', {}, 'Bearer sbx_pat_0000000000_00000000000000000000000000000000000000'],
  ])('%s closes with 4403', async (_attack, options, authorization) => {
    const socket = await open(undefined, options);
    socket.send(init(authorization));
    expect(await socket.closed).toEqual({ code: 4403, reason: 'Forbidden' });
  });

  test('B8 a second connection_init closes with 4429', async () => {
    const socket = await TestSocket.connected(doors.server.url, doors.ownerToken);
    socket.send(init(bearer().authorization));
    expect((await socket.closed).code).toBe(4429);
  });

  test('B9 a subscribe before the acknowledgement closes with 4401', async () => {
    const socket = await open();
    socket.subscribe('1', query);
    expect((await socket.closed).code).toBe(4401);
  });

  test('B10 an id that is in use closes with 4409', async () => {
    const socket = await TestSocket.connected(doors.server.url, doors.ownerToken);
    socket.subscribe('1', query);
    socket.subscribe('1', query);
    expect((await socket.closed).code).toBe(4409);
  });

  test.each([
    ['the old subprotocol', ['graphql-ws']],
    ['no subprotocol', []],
  ])('B11 %s closes with 4406', async (_case, protocols) => {
    // The client of `ws` hangs up by itself when it is not given a protocol it asked for; the code is then its own.
    const socket = await open(protocols).catch((error: Error) => error);
    if (socket instanceof Error) expect(socket.message).toMatch(/Server sent no subprotocol/);
    else expect((await socket.closed).code).toBe(4406);
  });

  test('text that is no message closes with 4400', async () => {
    const socket = await TestSocket.connected(doors.server.url, doors.ownerToken);
    socket.send('{"type":"subscribe"}');
    expect((await socket.closed).code).toBe(4400);
  });

  test('B16 a message of 2 MB closes with 1009, in one frame or in 10,000', async () => {
    const whole = await TestSocket.connected(doors.server.url, doors.ownerToken);
    whole.send(`{"type":"ping","payload":{"text":"${'x'.repeat(2_000_000)}"}}`);
    expect((await whole.closed).code).toBe(1009);
    const frames = await TestSocket.connected(doors.server.url, doors.ownerToken);
    for (let index = 0; index < 10_000; index += 1) frames.socket.send('x'.repeat(200), { fin: false });
    expect((await frames.closed).code).toBe(1009);
  });
});
