import { request } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { checksumOf, readConfigDocument } from '../../src/engine/protocol';
import { limitDefaults } from '../../src/server/foundation/settings';
import { dialects } from '../support/databases';
import { send, type HttpAnswer } from '../support/requests';
import { aStage, openTheatre, type Stage, type Theatre } from '../server/delivery/stage';

const bearer = (key: string): { authorization: string } => ({ authorization: `Bearer ${key}` });

describe.each(dialects)('the configuration as a document on %s', (dialect) => {
  let theatre: Theatre;
  let stage: Stage;

  beforeAll(async () => {
    theatre = await openTheatre(dialect);
  });
  beforeEach(async () => {
    stage = await aStage(theatre);
    await stage.createFlags('search', 'checkout');
  });
  afterEach(() => stage.closeAll());
  afterAll(() => theatre.close());

  const get = (headers: Record<string, string> = {}, key: string = stage.key): Promise<HttpAnswer> =>
    send(`${theatre.server.url}/config`, { headers: { ...bearer(key), ...headers } });

  const held = (answer: HttpAnswer): { 'if-none-match': string } => ({
    'if-none-match': String(answer.headers.etag),
  });

  test('it says what a stream would send, and from where a stream goes on', async () => {
    const answer = await get();
    expect(answer.status).toBe(200);
    const stream = stage.subscribe();
    const { environmentId, epoch, scopeHash } = await stream.next('StreamOpened');
    const { revision, checksum, objects } = await stream.next('ConfigSnapshot');
    const { resume, ...document } = readConfigDocument(answer.text);
    const inOrder = [...(objects ?? [])].sort((left, right) => (left.key < right.key ? -1 : 1));
    expect(document).toEqual({
      protocol: 1,
      environmentId,
      epoch,
      revision,
      scopeHash,
      checksum,
      objects: inOrder,
    });
    expect(checksumOf(document.objects)).toBe(checksum);
    expect((await stage.subscribe({ resume }).next('StreamOpened')).willSend).toBe('UP_TO_DATE');
  });

  test('each object is on a line of its own, by kind and key', async () => {
    await stage.publish({
      createFlag: {
        projectId: stage.projectId,
        key: 'odd',
        type: 'STRING',
        variants: [{ key: 'a', value: 'a\nb' }],
      },
    });
    const [first, ...lines] = (await get()).text.trimEnd().split('\n');
    expect(first).toMatch(/^\{"protocol":1,.*"objects":\[$/);
    expect(lines.at(-1)).toBe(']}');
    const objects = lines.slice(0, -1).map((line) => JSON.parse(line.replace(/,$/, '')) as { key: string });
    expect(objects.map(({ key }) => key)).toEqual(['checkout', 'odd', 'search']);
  });

  test('only the one who holds the key may keep it, and asks each time whether it is the newest', async () => {
    const { headers } = await get();
    expect(headers).toMatchObject({
      'cache-control': 'private, no-cache',
      vary: 'authorization, accept-encoding',
      'content-type': 'application/json; charset=utf-8',
      etag: expect.stringMatching(/^"[^"]+"$/) as string,
    });
  });

  test('who has the newest is told so, without a look into the database', async () => {
    const answer = await get();
    const { result: again, statements } = await theatre.harness.statementsDuring(() => get(held(answer)));
    expect(again).toMatchObject({ status: 304, text: '', headers: { etag: answer.headers.etag } });
    expect(statements).toEqual([]);
    const weak = { 'if-none-match': `"another", W/${answer.headers.etag}` };
    expect((await get(weak)).status).toBe(304);
  });

  test('a change in sight is another document, a change out of sight is not', async () => {
    const { projectId } = stage;
    const { key } = await stage.keyFor('web');
    await stage.publish({ createFlag: { projectId, key: 'shown', type: 'BOOLEAN', tags: ['web'] } });
    const narrow = await get({}, key);
    const whole = await get();
    await stage.setOn('checkout', true);
    expect((await get(held(whole))).status).toBe(200);
    expect(await get(held(narrow), key)).toMatchObject({
      status: 304,
      headers: { etag: narrow.headers.etag },
    });
    await stage.setOn('shown', true);
    const shown = await get(held(narrow), key);
    expect(shown.status).toBe(200);
    expect(shown.headers.etag).not.toBe(narrow.headers.etag);
    expect(shown.json.objects.map((object: { key: string }) => object.key)).toEqual(['shown']);
  });

  test("a tag of another scope or another environment's is none", async () => {
    const answer = await get();
    const { key } = await stage.keyFor('web');
    expect((await get(held(answer), key)).status).toBe(200);
    const other = await aStage(theatre);
    expect((await get(held(answer), other.key)).status).toBe(200);
  });

  test('it is built once for all who ask for it at one revision', async () => {
    const before = theatre.harness.snapshots.counts.built;
    const answers = await Promise.all(Array.from({ length: 10 }, () => get()));
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(theatre.harness.snapshots.counts.built - before).toBe(1);
  });

  test('two nodes say the same in the same bytes', async () => {
    const { databaseUrl } = theatre.harness.settings;
    await stage.setOn('checkout', true);
    const other = await openTheatre(dialect, { databaseUrl });
    try {
      const elsewhere = await send(`${other.server.url}/config`, { headers: bearer(stage.key) });
      expect(elsewhere.text).toBe((await get()).text);
      expect(elsewhere.headers.etag).toBe((await get()).headers.etag);
    } finally {
      await other.close();
    }
  });

  test('it is packed for those who can unpack it, under a tag of its own', async () => {
    const plain = await get();
    const packed = await packedAnswer(theatre.server.url, stage.key);
    expect(packed.encoding).toBe('gzip');
    expect(gunzipSync(packed.body).toString()).toBe(plain.text);
    expect(packed.etag).not.toBe(plain.headers.etag);
    expect(await get({ 'if-none-match': packed.etag })).toMatchObject({
      status: 304,
      headers: { etag: packed.etag },
    });
  });

  test.each([
    ['no credential', async () => '', 401, 'UNAUTHENTICATED', 'valid credential'],
    [
      'a key that is none',
      async () => 'sbx_srv_abcdefghij_nothing',
      401,
      'UNAUTHENTICATED',
      'valid credential',
    ],
    ['a client key', async () => stage.clientKey(), 403, 'FORBIDDEN', 'ask for values with `evaluate`'],
    ['a token of a member', async () => stage.ownerToken, 403, 'FORBIDDEN', 'for server SDK keys'],
  ])('%s is refused', async (_who, credential, status, code, message) => {
    const given = await credential();
    const answer = await send(`${theatre.server.url}/config`, { headers: given === '' ? {} : bearer(given) });
    expect(answer.status).toBe(status);
    expect(answer.json.errors[0].message).toContain(message);
    expect(answer.json.errors[0].extensions).toEqual({ code, requestId: answer.headers['x-request-id'] });
  });

  test('there is nothing else below it, and nothing to write to', async () => {
    const url = `${theatre.server.url}/config`;
    for (const path of ['/', '/nothing', '/snapshots', '/snapshots/a', '/snapshots/a/b/c', '/%']) {
      expect(await send(url + path, { headers: bearer(stage.key) })).toMatchObject({ status: 404 });
    }
    expect((await send(url, { method: 'POST', headers: bearer(stage.key) })).status).toBe(404);
    expect((await send(url, { method: 'HEAD', headers: bearer(stage.key) })).status).toBe(200);
  });

  test('a page of a foreign origin is not answered', async () => {
    expect(await get({ origin: 'https://evil.example' })).toMatchObject({
      status: 403,
      json: { errors: [{ extensions: { code: 'FORBIDDEN' } }] },
    });
  });
});

test('who asks too often is told when to come back', async () => {
  const limits = { ...limitDefaults, rateBurst: 500, rateRestorePerSecond: 1 };
  const theatre = await openTheatre('sqlite', { settings: { limits } });
  const { key } = await aStage(theatre);
  const get = () => send(`${theatre.server.url}/config`, { headers: bearer(key) });
  const answers = await Promise.all(Array.from({ length: 500 }, get));
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(500);
  const refused = await get();
  expect(refused).toMatchObject({ status: 429, headers: { 'retry-after': '1' } });
  expect(refused.json.errors[0].extensions).toMatchObject({ code: 'RATE_LIMITED', reason: 'RATE' });
  theatre.clock.advance(1_000);
  expect((await get()).status).toBe(200);
  await theatre.close();
});

/** As it comes over the line: `send` takes every answer for text. */
function packedAnswer(url: string, key: string): Promise<{ body: Buffer; etag: string; encoding: string }> {
  return new Promise((resolve, reject) => {
    const headers = { ...bearer(key), 'accept-encoding': 'br, gzip' };
    const sent = request(`${url}/config`, { headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        const { etag, 'content-encoding': encoding } = response.headers;
        resolve({ body: Buffer.concat(chunks), etag: String(etag), encoding: String(encoding) });
      });
    });
    sent.on('error', reject).end();
  });
}
