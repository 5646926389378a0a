import { request, type ClientRequest } from 'node:http';
import { createClient, type Client, type ExecutionResult } from 'graphql-sse';
import { configStreamDocument } from '../../src/clients/sdk/config-stream-document';
import type { ConfigStreamEvent } from '../../src/engine/protocol/messages';
import { limitDefaults, type Limits } from '../../src/server/foundation/settings';
import { dialects } from '../support/databases';
import { succeed } from '../support/mutate';
import { send, type HttpAnswer } from '../support/requests';
import { aStage, openTheatre, whileTimePasses, type Stage, type Theatre } from '../server/delivery/stage';

const activityDocument = /* GraphQL */ `
  subscription Activity($projectId: ID!) {
    projectActivity(projectId: $projectId) {
      revision
    }
  }
`;

/** What graphql-sse's own client makes of one operation. */
class Results {
  private readonly results: ExecutionResult[] = [];
  private end: { error?: unknown } | null = null;
  private wake: () => void = () => undefined;
  readonly leave: () => void;

  constructor(client: Client, query: string, variables: Record<string, unknown>) {
    const ended = (end: { error?: unknown }): void => {
      this.end = end;
      this.wake();
    };
    this.leave = client.subscribe(
      { query, variables },
      {
        next: (result) => {
          this.results.push(result as ExecutionResult);
          this.wake();
        },
        error: (error) => ended({ error }),
        complete: () => ended({}),
      },
    );
  }

  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests look into any answer
  async next(): Promise<any> {
    for (;;) {
      const result = this.results.shift();
      if (result) return result;
      if (this.end) throw this.end.error ?? new Error('It was complete');
      await new Promise<void>((resolve) => (this.wake = resolve));
    }
  }

  async event(): Promise<ConfigStreamEvent> {
    const { data, errors } = await this.next();
    if (errors) throw new Error(JSON.stringify(errors));
    return data.configStream as ConfigStreamEvent;
  }

  /** Resolves when all was said; throws when something else was. */
  async completed(): Promise<void> {
    while (!this.end) await new Promise<void>((resolve) => (this.wake = resolve));
    if (this.end.error !== undefined) throw this.end.error;
    expect(this.results).toEqual([]);
  }
}

const post = (
  theatre: Theatre,
  token: string | null,
  body: object,
  headers: Record<string, string> = {},
): Promise<HttpAnswer> =>
  send(`${theatre.server.url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'text/event-stream',
      ...(token !== null && { authorization: `Bearer ${token}` }),
      ...headers,
    },
    body: JSON.stringify(body),
  });

describe.each(dialects)('GraphQL over server-sent events on %s', (dialect) => {
  let theatre: Theatre;
  let stage: Stage;
  const clients: Client[] = [];

  beforeAll(async () => {
    theatre = await openTheatre(dialect);
  });
  beforeEach(async () => {
    stage = await aStage(theatre);
    await stage.createFlags('checkout');
  });
  afterEach(async () => {
    stage.closeAll();
    for (const client of clients.splice(0)) client.dispose();
    await everyoneHasLeft();
  });
  afterAll(() => theatre.close());

  const ask = (query: string, variables: Record<string, unknown> = {}, token = stage.key): Results => {
    const client = createClient({
      url: `${theatre.server.url}/graphql`,
      headers: { authorization: `Bearer ${token}` },
      retryAttempts: 0,
    });
    clients.push(client);
    return new Results(client, query, variables);
  };

  const stream = (input: object = {}, token = stage.key): Results =>
    ask(configStreamDocument, { input: { protocol: 1, ...input } }, token);

  async function everyoneHasLeft(): Promise<void> {
    while (theatre.harness.streams.size > 0) {
      theatre.clock.advance(250);
      await new Promise(setImmediate);
    }
  }

  test('a configuration is streamed as over a WebSocket', async () => {
    const events = stream();
    const socket = stage.subscribe();
    const { streamId: _own, ...opened } = { streamId: '', ...(await events.event()) };
    const { streamId: _other, ...alike } = await socket.next('StreamOpened');
    expect(opened).toEqual(alike);
    expect(await events.event()).toEqual(await socket.next('ConfigSnapshot'));
    const revision = await stage.setOn('checkout', true);
    const delta = await events.event();
    expect(delta).toEqual(await socket.next('ConfigDelta'));
    expect(delta).toMatchObject({ revision: String(revision) });
  });

  test('an event is executed once for both', async () => {
    const all = [stream(), stream()];
    const socket = stage.subscribe();
    await socket.opening();
    for (const events of all) for (let told = 0; told < 2; told += 1) await events.event();
    const before = theatre.harness.lane.counts.executions;
    await stage.setOn('checkout', true);
    await Promise.all([...all.map((events) => events.event()), socket.next('ConfigDelta')]);
    expect(theatre.harness.lane.counts.executions - before).toBe(1);
  });

  test('a stream is resumed from a token', async () => {
    const events = stream();
    await events.event();
    const snapshot = await events.event();
    await stage.setOn('checkout', true);
    const resumed = stream({ resume: 'resume' in snapshot ? snapshot.resume : null });
    expect(await resumed.event()).toMatchObject({ willSend: 'DELTAS' });
  });

  test('other subscriptions are served too', async () => {
    const activity = ask(activityDocument, { projectId: stage.projectId }, stage.ownerToken);
    await published(activity);
  });

  /** Publishes until the subscription, which says nothing when it begins, has told of it. */
  async function published(activity: Results): Promise<void> {
    const told = activity.next();
    let isTold = false;
    void told.then(() => (isTold = true));
    for (let isOn = true; !isTold; isOn = !isOn) {
      await stage.setOn('checkout', isOn);
      await new Promise(setImmediate);
    }
    expect(Number((await told).data.projectActivity.revision)).toBeGreaterThan(0);
  }

  test('a query and a mutation are answered with one result', async () => {
    const query = ask('{ organization { id } }', {}, stage.ownerToken);
    expect((await query.next()).data.organization.id).toEqual(expect.any(String));
    await query.completed();
    const mutation = ask(
      'mutation($input: CreateProjectInput!) { createProject(input: $input) { project { key } } }',
      { input: { key: 'sse', name: 'By SSE' } },
      stage.ownerToken,
    );
    expect((await mutation.next()).data).toEqual({ createProject: { project: { key: 'sse' } } });
    await mutation.completed();
  });

  test.each([
    ['that is no GraphQL', '{', {}, 'BAD_USER_INPUT'],
    ['that asks for what is not there', '{ nothing }', {}, 'BAD_USER_INPUT'],
    ['that brings what does not fit', configStreamDocument, { input: { protocol: 'one' } }, 'BAD_USER_INPUT'],
    ['that is refused when it opens', configStreamDocument, { input: { protocol: 2 } }, 'BAD_USER_INPUT'],
  ])('what is wrong with an operation %s is its only result', async (_what, query, variables, code) => {
    const events = ask(query, variables);
    const { errors } = await events.next();
    expect(errors[0].extensions).toMatchObject({ code, requestId: expect.any(String) as string });
    await events.completed();
  });

  test('a client key may not stream rules', async () => {
    const events = stream({}, await stage.clientKey());
    expect((await events.next()).errors[0].extensions.code).toBe('FORBIDDEN');
    await events.completed();
  });

  test('who is not let in is told by the status', async () => {
    const body = { query: configStreamDocument, variables: { input: { protocol: 1 } } };
    expect(await post(theatre, 'sbx_srv_abcdefghij_nothing', body)).toMatchObject({
      status: 401,
      json: { errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] },
    });
    const foreign = await post(theatre, stage.key, body, { origin: 'https://evil.example' });
    expect(foreign).toMatchObject({ status: 403, json: { errors: [{ extensions: { code: 'FORBIDDEN' } }] } });
  });

  test('a body that a page could send without asking is not run', async () => {
    const { headers, text } = await post(
      theatre,
      stage.ownerToken,
      { query: '{ organization { id } }' },
      { 'content-type': 'text/plain' },
    );
    expect(headers['content-type']).toBe('text/event-stream; charset=utf-8');
    expect(text).toContain('The body must be JSON with a text `query`');
  });

  test('who takes JSON too gets JSON, unless it subscribes', async () => {
    const accept = 'application/graphql-response+json, application/json, text/event-stream';
    const query = await post(theatre, stage.ownerToken, { query: '{ __typename }' }, { accept });
    expect(query.json).toEqual({ data: { __typename: 'Query' } });
    const refused = { query: configStreamDocument, variables: { input: { protocol: 2 } } };
    const subscription = await post(theatre, stage.key, refused, { accept });
    expect(subscription.text).toMatch(/^event: next\ndata: \{"errors":.*\}\n\nevent: complete\ndata: \n\n$/s);
  });

  test('a heartbeat shows that an idle stream lives', async () => {
    const { text, leave } = await rawStream(theatre, stage);
    await until(() => text().includes('ConfigSnapshot'));
    expect(text()).not.toMatch(/^:$/m);
    theatre.clock.advance(15_000);
    await until(() => /^:\n\n/m.test(text()));
    leave();
    await whileTimePasses(theatre.clock, everyoneHasLeft());
  });

  test('a client that leaves leaves nothing behind', async () => {
    const events = stream();
    await events.event();
    expect(theatre.harness.streams.size).toBe(1);
    events.leave();
    await whileTimePasses(theatre.clock, everyoneHasLeft());
    const metrics = await send(`${theatre.server.url}/metrics`);
    expect(metrics.text).toMatch(/^signalbox_sse_operations 0$/m);
    expect(metrics.text).toMatch(
      /^signalbox_operations_total\{transport="sse",kind="subscription"\} [1-9]\d*$/m,
    );
  });

  test('a revoked key ends its stream with a goodbye, and nothing comes after it', async () => {
    const { sdkKeyId, key } = await stage.keyFor('any');
    const events = stream({}, key);
    await events.event();
    await events.event();
    await succeed(theatre.harness, stage.owner, 'revokeSdkKey', { sdkKeyId });
    theatre.clock.advance(1_000);
    expect(await events.event()).toMatchObject({ __typename: 'Goodbye', reason: 'KEY_REVOKED' });
    await events.completed();
  });
});

/** The bytes themselves, as they have come so far. */
async function rawStream(theatre: Theatre, stage: Stage): Promise<{ text(): string; leave(): void }> {
  const body = JSON.stringify({ query: configStreamDocument, variables: { input: { protocol: 1 } } });
  const headers = {
    'content-type': 'application/json',
    accept: 'text/event-stream',
    authorization: `Bearer ${stage.key}`,
  };
  let text = '';
  const sent = await new Promise<ClientRequest>((resolve, reject) => {
    const opening = request(`${theatre.server.url}/graphql`, { method: 'POST', headers }, (response) => {
      response.on('data', (chunk: Buffer) => (text += chunk.toString()));
      response.on('error', () => undefined);
      resolve(opening);
    });
    opening.on('error', reject).end(body);
  });
  return { text: () => text, leave: () => sent.destroy() };
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise(setImmediate);
}

describe('limits of event streams', () => {
  const withLimits = (limits: Partial<Limits>): Promise<Theatre> =>
    openTheatre('sqlite', { settings: { limits: { ...limitDefaults, ...limits } } });
  const body = { query: configStreamDocument, variables: { input: { protocol: 1 } } };

  test('an address holds so many streams open and no more, WebSockets among them', async () => {
    const theatre = await withLimits({ socketsPerAddress: 2 });
    const stage = await aStage(theatre);
    await stage.subscribe().opening();
    const first = await rawStream(theatre, stage);
    const refused = await post(theatre, stage.key, body);
    expect(refused).toMatchObject({ status: 429, headers: { 'retry-after': '10' } });
    expect(refused.json.errors[0].extensions).toMatchObject({ code: 'RATE_LIMITED', reason: 'STREAMS' });
    first.leave();
    stage.closeAll();
    await theatre.close();
  });

  test('streams are let in at a pace', async () => {
    const theatre = await withLimits({ streamsPerSecond: 1 });
    const stage = await aStage(theatre);
    const first = await rawStream(theatre, stage);
    const refused = await post(theatre, stage.key, body);
    expect(refused.status).toBe(429);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    first.leave();
    await theatre.close();
  });
});

test('a node that stops sends its event streams elsewhere, and ends what has no goodbye', async () => {
  const theatre = await openTheatre('sqlite');
  const stage = await aStage(theatre);
  const client = (token: string): Client =>
    createClient({
      url: `${theatre.server.url}/graphql`,
      headers: { authorization: `Bearer ${token}` },
      retryAttempts: 0,
    });
  const events = new Results(client(stage.key), configStreamDocument, { input: { protocol: 1 } });
  await events.event();
  await events.event();
  const variables = { projectId: stage.projectId };
  const activity = new Results(client(stage.ownerToken), activityDocument, variables);
  const open = async (): Promise<string> => (await send(`${theatre.server.url}/metrics`)).text;
  while (!/^signalbox_sse_operations 2$/m.test(await open())) await new Promise(setImmediate);
  const closed = theatre.close();
  expect(await events.event()).toMatchObject({ __typename: 'Goodbye', reason: 'DRAINING' });
  await events.completed();
  await activity.completed();
  await closed;
});
