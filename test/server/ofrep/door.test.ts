import { limitDefaults } from '../../../src/server/foundation/settings';
import { ofrepClient } from '../../support/ofrep';
import { send } from '../../support/requests';
import { aStage, openTheatre, type Stage, type Theatre } from '../delivery/stage';

const page = 'https://shop.example';

describe('a page in a browser', () => {
  let theatre: Theatre;
  let stage: Stage;
  let key: string;

  beforeAll(async () => {
    theatre = await openTheatre('sqlite', { settings: { allowedOrigins: [page] } });
    stage = await aStage(theatre);
    key = await stage.clientKey();
  });
  afterAll(() => theatre.close());

  const listOf = (header: unknown): string[] => String(header).split(', ');
  const flagsUrl = (): string => `${theatre.server.url}/ofrep/v1/evaluate/flags`;

  test('of an origin that is named is told what it may send and read, before it shows its key', async () => {
    const { status, headers, text } = await send(flagsUrl(), {
      method: 'OPTIONS',
      headers: {
        origin: page,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization,content-type,if-none-match',
      },
    });
    expect({ status, text }).toEqual({ status: 204, text: '' });
    expect(headers['access-control-allow-origin']).toBe(page);
    expect(headers['access-control-allow-credentials']).toBeUndefined();
    expect(listOf(headers['access-control-allow-methods'])).toContain('POST');
    expect(listOf(headers['access-control-allow-headers'])).toEqual(
      expect.arrayContaining(['authorization', 'content-type', 'if-none-match', 'x-api-key']),
    );
  });

  test.each([
    ['an answer', {}, 200],
    ['a refusal', { authorization: 'Bearer nothing' }, 401],
  ])('may read %s, its tag, and when to come back', async (_what, given, status) => {
    const answer = await ofrepClient(theatre.server.url, key).flags({ headers: { origin: page, ...given } });
    expect(answer.status).toBe(status);
    expect(answer.headers['access-control-allow-origin']).toBe(page);
    expect(listOf(answer.headers['access-control-expose-headers'])).toEqual(
      expect.arrayContaining(['etag', 'retry-after']),
    );
  });

  test('of our own origin may ask too', async () => {
    const headers = { origin: theatre.server.url };
    expect((await ofrepClient(theatre.server.url, key).flags({ headers })).status).toBe(200);
  });

  test.each(['POST', 'OPTIONS'])('of a foreign origin is not served: %s', async (method) => {
    const headers = { origin: 'https://evil.example', authorization: `Bearer ${key}` };
    const answer = await send(flagsUrl(), { method, headers });
    expect(answer.status).toBe(403);
    expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
  });
});

describe('who asks too much', () => {
  test('is told when to come back, and is served again then', async () => {
    const limits = { ...limitDefaults, rateBurst: 500, rateRestorePerSecond: 1 };
    const theatre = await openTheatre('sqlite', { settings: { limits } });
    const stage = await aStage(theatre);
    await stage.createFlags('any');
    const client = ofrepClient(theatre.server.url, stage.key);
    const answers = await Promise.all(Array.from({ length: 500 }, () => client.flag('any')));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(500);
    const words = { errorCode: 'GENERAL', errorDetails: 'Too much was asked in too short a time' };
    const one = await client.flag('any');
    expect(one).toMatchObject({ status: 429, headers: { 'retry-after': '1' } });
    expect(one.json).toEqual({ key: 'any', ...words });
    const all = await client.flags();
    expect(all).toMatchObject({ status: 429, headers: { 'retry-after': '1' } });
    expect(all.json).toEqual(words);
    theatre.clock.advance(1_000);
    expect((await client.flag('any')).status).toBe(200);
    await theatre.close();
  });

  test('pays for a hundred flags what a request costs', async () => {
    const limits = { ...limitDefaults, rateBurst: 1_000, rateRestorePerSecond: 1 };
    const theatre = await openTheatre('sqlite', { settings: { limits } });
    const stage = await aStage(theatre);
    await stage.createFlags(...Array.from({ length: 200 }, (_, at) => `flag-${at}`));
    const client = ofrepClient(theatre.server.url, stage.key);
    const statuses: number[] = [];
    for (let asked = 0; asked < 334; asked += 1) statuses.push((await client.flags()).status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(333);
    expect(statuses.at(-1)).toBe(429);
    await theatre.close();
  });
});
