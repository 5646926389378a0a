import { dialects } from '../../support/databases';
import { succeed } from '../../support/mutate';
import { TestSocket } from '../../support/requests';
import { aStage, openTheatre, whileTimePasses, type Stage, type Theatre } from './stage';

const document = /* GraphQL */ `
  subscription ($input: EvaluationSignalInput!) {
    evaluationSignal(input: $input) {
      revision
      resume
      refetchWindowMs
      flagKeys
      final
    }
  }
`;

describe.each(dialects)('evaluation signals on %s', (dialect) => {
  let theatre: Theatre;
  let stage: Stage;
  let key: string;
  const sockets: TestSocket[] = [];

  beforeAll(async () => {
    theatre = await openTheatre(dialect);
  });
  beforeEach(async () => {
    stage = await aStage(theatre);
    key = await stage.clientKey();
    const { projectId } = stage;
    await stage.publish(
      { createSegment: { projectId, key: 'staff' } },
      ...['banner', 'theme', 'secret'].map((each) => ({
        createFlag: { projectId, key: each, type: 'BOOLEAN', clientSide: each !== 'secret' },
      })),
      {
        addRule: {
          environmentId: stage.environmentId,
          flagKey: 'theme',
          when: { segment: 'staff' },
          serve: 'on',
        },
      },
    );
  });
  afterEach(() => sockets.splice(0).forEach((socket) => socket.close()));
  afterAll(() => theatre.close());

  async function listen(input: object = {}, credential = key) {
    const socket = await TestSocket.connected(theatre.server.url, credential);
    sockets.push(socket);
    socket.subscribe('signal', document, { input: { protocol: 1, ...input } });
    return {
      socket,
      next: async () => (await socket.next('next')).payload.data.evaluationSignal,
      refusal: async () => (await socket.next('next')).payload.errors[0].extensions.code,
    };
  }

  test('a new client is told to evaluate everything, and then what may have changed', async () => {
    const { next } = await listen();
    const first = await next();
    expect(first).toMatchObject({ flagKeys: null, final: null, refetchWindowMs: 1 });
    const revision = await stage.setOn('banner', true);
    expect(await next()).toMatchObject({ flagKeys: ['banner'], revision: `${revision}` });
    await stage.publish({
      putSegment: { environmentId: stage.environmentId, segmentKey: 'staff', when: true },
    });
    expect(await next()).toMatchObject({ flagKeys: ['theme'] });
  });

  test('neither rules nor flags that are not for clients are in any word of it', async () => {
    const { socket, next } = await listen();
    const words: string[] = [];
    socket.socket.on('message', (data) => words.push(String(data)));
    await next();
    await stage.setOn('secret', true);
    await stage.setOn('banner', true);
    expect(await next()).toMatchObject({ flagKeys: ['banner'] });
    expect(words.join()).not.toMatch(/secret|staff|segment|rules/);
  });

  test('a client that names its flags is told of those only', async () => {
    const { next } = await listen({ flagKeys: ['banner', 'secret'] });
    await next();
    await stage.setOn('theme', true);
    await stage.setOn('secret', true);
    const revision = await stage.setOn('banner', true);
    expect(await next()).toMatchObject({ flagKeys: ['banner'], revision: `${revision}` });
  });

  test('a client that comes back knows whether anything can have changed', async () => {
    const { resume } = await (await listen()).next();
    expect(await (await listen({ resume })).next()).toMatchObject({ flagKeys: [] });
    await stage.setOn('banner', true);
    expect(await (await listen({ resume })).next()).toMatchObject({ flagKeys: null });
    expect(await (await listen({ resume: 'forged' })).next()).toMatchObject({ flagKeys: null });
  });

  test('an idle client hears after a minute that the stream lives', async () => {
    const { next } = await listen();
    await next();
    expect(await whileTimePasses(theatre.clock, next())).toMatchObject({ flagKeys: [], final: null });
  });

  test('a revoked key is told so, and nothing after it', async () => {
    const { sdkKey, secret } = await succeed(
      theatre.harness,
      stage.owner,
      'createSdkKey',
      { environmentId: stage.environmentId, kind: 'CLIENT', name: 'web' },
      'sdkKey { id } secret',
    );
    const { socket, next } = await listen({}, secret);
    await next();
    await succeed(theatre.harness, stage.owner, 'revokeSdkKey', { sdkKeyId: sdkKey.id });
    theatre.clock.advance(1_000);
    expect(await next()).toMatchObject({ final: 'KEY_REVOKED', flagKeys: [] });
    await socket.next('complete');
  });

  test('a node that stops sends its clients elsewhere', async () => {
    const { databaseUrl } = theatre.harness.settings;
    const stopping = await openTheatre(dialect, { databaseUrl });
    const socket = await TestSocket.connected(stopping.server.url, key);
    socket.subscribe('signal', document, { input: { protocol: 1 } });
    await socket.next('next');
    const stopped = stopping.close();
    const { payload } = await socket.next('next');
    expect(payload.data.evaluationSignal).toMatchObject({ final: 'DRAINING' });
    await whileTimePasses(stopping.clock, stopped);
  });

  test('other protocols, and too many flags, are refused', async () => {
    expect(await (await listen({ protocol: 2 })).refusal()).toBe('BAD_USER_INPUT');
    const flagKeys = Array.from({ length: 1_001 }, (_, at) => `flag-${at}`);
    expect(await (await listen({ flagKeys })).refusal()).toBe('BAD_USER_INPUT');
  });
});
