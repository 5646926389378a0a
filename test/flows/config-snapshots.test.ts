import { createHash } from 'node:crypto';
import { createClient, type Client } from '../../src/clients/sdk';
import { configStreamDocument } from '../../src/clients/sdk/config-stream-document';
import { readChunkReferences, readConfigDocument } from '../../src/engine/protocol';
import type { ConfigChange, SnapshotReference } from '../../src/engine/protocol';
import { dialects } from '../support/databases';
import { send, type HttpAnswer } from '../support/requests';
import { aStage, openTheatre, type Stage, type Theatre } from '../server/delivery/stage';

/** As clients asked before there were references. */
const olderDocument = configStreamDocument.replace(/reference \{[^}]*\}/, '');
const longText = 'x'.repeat(100_000);
const ids = Array.from({ length: 5_000 }, (_, number) => `user-${number}`);

describe.each(dialects)('snapshots on %s', (dialect) => {
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
    await Promise.all(clients.splice(0).map((client) => client.close()));
  });
  afterAll(() => theatre.close());

  /** Flags with long texts: three make a snapshot large. */
  const addLargeFlags = (): Promise<number> =>
    stage.publish(
      ...['one', 'two', 'three'].map((key) => ({
        createFlag: {
          projectId: stage.projectId,
          key,
          type: 'STRING',
          tags: ['large'],
          variants: [{ key: 'long', value: longText }],
        },
      })),
    );

  const addList = async (...more: string[]): Promise<number> => {
    const { projectId, environmentId } = stage;
    await stage.publish({ createList: { projectId, key: 'beta' } });
    return stage.publish({ addToList: { environmentId, listKey: 'beta', ids: [...ids, ...more] } });
  };

  const fetchOf = (url: string, key: string | null = stage.key, from = theatre): Promise<HttpAnswer> =>
    send(new URL(url, `${from.server.url}/graphql`).href, {
      headers: key === null ? {} : { authorization: `Bearer ${key}` },
    });

  async function aReference(key = stage.key): Promise<SnapshotReference> {
    const stream = stage.subscribe({}, key);
    await stream.next('StreamOpened');
    const { reference, objects } = await stream.next('ConfigSnapshot');
    expect(objects).toBeNull();
    if (!reference) throw new Error('A reference was expected');
    return reference;
  }

  const anSdk = async (): Promise<Client> => {
    const client = createClient({ url: theatre.server.url, key: stage.key });
    clients.push(client);
    await client.ready(20_000);
    return client;
  };

  test('a small snapshot comes in the message', async () => {
    const stream = stage.subscribe();
    await stream.next('StreamOpened');
    const { objects, reference } = await stream.next('ConfigSnapshot');
    expect(objects?.map(({ key }) => key)).toEqual(['checkout']);
    expect(reference).toBeNull();
  });

  test('a large one is referred to, and is fetched as the bytes that were named', async () => {
    await addLargeFlags();
    const reference = await aReference();
    const answer = await fetchOf(reference.url);
    expect(answer.status).toBe(200);
    expect(createHash('sha256').update(answer.text).digest('hex')).toBe(reference.sha256);
    expect(answer.headers['cache-control']).toBe('private, immutable, max-age=86400');
    expect(answer.text).toBe((await fetchOf('config')).text);
    expect(readConfigDocument(answer.text).objects.map(({ key }) => key)).toEqual([
      'checkout',
      'one',
      'three',
      'two',
    ]);
    expect(Date.parse(reference.expiresAt)).toBeGreaterThan(theatre.clock.now());
  });

  test('who cannot be told where it is, is sent all of it', async () => {
    await addLargeFlags();
    await addList();
    const { objects } = await stage.subscribe({}, stage.key, olderDocument).opening();
    expect(objects.map(({ key }) => key).sort()).toEqual(['beta', 'checkout', 'one', 'three', 'two']);
    const list = JSON.parse(objects.find(({ key }) => key === 'beta')?.payload ?? '') as { ids: string[] };
    expect(list.ids).toEqual([...ids].sort());
    const conditional = configStreamDocument
      .replace('$input: ConfigStreamInput!', '$input: ConfigStreamInput!, $refer: Boolean = false')
      .replace('reference {', 'reference @include(if: $refer) {');
    expect((await stage.subscribe({}, stage.key, conditional).opening()).objects).toHaveLength(5);
    const referring = stage.subscribe({}, stage.key, conditional, { refer: true });
    await referring.next('StreamOpened');
    expect((await referring.next('ConfigSnapshot')).reference).not.toBeNull();
  });

  test.each([
    ['over the lane', configStreamDocument],
    ['by graphql-js', configStreamDocument.replace('(input: $input)', '(input: $input) @include(if: true)')],
  ])('the client chooses, %s', async (_way, query) => {
    const referring = stage.subscribe({ snapshot: 'REFERENCE' }, stage.key, query);
    await referring.next('StreamOpened');
    const { objects, reference } = await referring.next('ConfigSnapshot');
    expect(objects).toBeNull();
    expect((await fetchOf(reference?.url ?? '')).status).toBe(200);
    const none = stage.subscribe({ snapshot: 'NONE' }, stage.key, query);
    await none.next('StreamOpened');
    expect(await none.next('ConfigSnapshot')).toMatchObject({ objects: null, reference: null });
    await stage.setOn('checkout', true);
    for (const stream of [referring, none]) {
      expect((await stream.next('ConfigDelta')).changes.map(({ key }) => key)).toEqual(['checkout']);
    }
  });

  test('who wants references must select them', async () => {
    const stream = stage.subscribe({ snapshot: 'REFERENCE' }, stage.key, olderDocument);
    expect(await stream.codes()).toEqual(['BAD_USER_INPUT']);
  });

  test('a node that has just started answers what another one referred to, in the same bytes', async () => {
    await addLargeFlags();
    await addList();
    const reference = await aReference();
    const before = await fetchOf(reference.url);
    await stage.setOn('checkout', true);
    const { databaseUrl } = theatre.harness.settings;
    const other = await openTheatre(dialect, { databaseUrl });
    try {
      const elsewhere = await fetchOf(reference.url, stage.key, other);
      expect(elsewhere.text).toBe(before.text);
      expect(createHash('sha256').update(elsewhere.text).digest('hex')).toBe(reference.sha256);
    } finally {
      await other.close();
    }
  });

  test('a node fetches what it does not know yet', async () => {
    const { databaseUrl } = theatre.harness.settings;
    const other = await openTheatre(dialect, { databaseUrl });
    try {
      await fetchOf('config', stage.key, other);
      await addLargeFlags();
      const reference = await aReference();
      expect((await fetchOf(reference.url, stage.key, other)).status).toBe(200);
    } finally {
      await other.close();
    }
  });

  test('a snapshot is there for those who see the same of the environment, and for nobody else', async () => {
    await addLargeFlags();
    const { url } = await aReference();
    const { key: narrow } = await stage.keyFor('large');
    const { key: alike } = await stage.keyFor('large');
    const { url: narrowUrl } = await aReference(narrow);
    const other = await aStage(theatre);
    const answers = {
      'its own key': await fetchOf(url),
      'a member who may read': await fetchOf(url, stage.ownerToken),
      'a narrower key': await fetchOf(url, narrow),
      'a wider key': await fetchOf(narrowUrl),
      'a key that sees the same': await fetchOf(narrowUrl, alike),
      "another environment's key": await fetchOf(url, other.key),
      'a member of another tenant': await fetchOf(url, other.ownerToken),
      'a client key': await fetchOf(url, await stage.clientKey()),
      nobody: await fetchOf(url, null),
    };
    expect(Object.entries(answers).map(([who, { status }]) => [who, status])).toEqual([
      ['its own key', 200],
      ['a member who may read', 200],
      ['a narrower key', 404],
      ['a wider key', 404],
      ['a key that sees the same', 200],
      ["another environment's key", 404],
      ['a member of another tenant', 404],
      ['a client key', 403],
      ['nobody', 401],
    ]);
    expect(answers['a narrower key'].json.errors[0]).toMatchObject({ message: 'Snapshot not found' });
  });

  test('one that never was, or is from another life of the log, or too old, is not there', async () => {
    const head = await addLargeFlags();
    const { url } = await aReference();
    const at = (revision: number) => url.replace(`.${head}.`, `.${revision}.`);
    expect((await fetchOf(at(head - 1))).status).toBe(200);
    expect((await fetchOf(at(head + 1))).status).toBe(404);
    const otherLife = url.replace(/[^/]+(?=\.\d+\.)/, '0190d2a1-0000-7000-8000-000000000000');
    expect((await fetchOf(otherLife)).status).toBe(404);
    await theatre.harness.database.transaction((transaction) =>
      transaction.query('UPDATE environment_heads SET min_revision = ? WHERE environment_id = ?', [
        head + 1,
        stage.rowId,
      ]),
    );
    const { databaseUrl } = theatre.harness.settings;
    const other = await openTheatre(dialect, { databaseUrl });
    try {
      expect((await fetchOf(at(head), stage.key, other)).status).toBe(200);
      expect((await fetchOf(at(head - 1), stage.key, other)).status).toBe(404);
    } finally {
      await other.close();
    }
  });

  test('a snapshot is built once for all streams and documents at one revision', async () => {
    await addLargeFlags();
    const before = theatre.harness.snapshots.counts.built;
    const references = await Promise.all(Array.from({ length: 10 }, () => aReference()));
    await Promise.all(references.map(({ url }) => fetchOf(url)));
    await fetchOf('config');
    expect(theatre.harness.snapshots.counts.built - before).toBe(1);
  });

  describe('with a long list', () => {
    const listIn = (objects: readonly ConfigChange[] | null): ConfigChange => {
      const list = objects?.find(({ kind }) => kind === 'LIST');
      if (!list) throw new Error('A list was expected');
      return list;
    };

    async function aChunkedList(): Promise<{ list: ConfigChange; urls: string[] }> {
      const list = listIn((await stage.subscribe().opening()).objects);
      const chunks = readChunkReferences(list.payload ?? '');
      const place = `config/chunks/${stage.environmentId}/beta/${list.version}`;
      return { list, urls: chunks.map(({ sha256 }) => `${place}/${sha256}`) };
    }

    test('it names the chunks, which hold all ids', async () => {
      const version = await addList();
      const { list, urls } = await aChunkedList();
      expect(list.version).toBe(String(version));
      const payload = JSON.parse(list.payload ?? '') as { size: number; chunks: { size: number }[] };
      expect(payload.size).toBe(5_000);
      const answers = await Promise.all(urls.map((url) => fetchOf(url)));
      expect(answers.flatMap(({ json }) => json as string[]).sort()).toEqual([...ids].sort());
      answers.forEach(({ status, text, headers }, position) => {
        const sha256 = urls[position].split('/').at(-1);
        expect(status).toBe(200);
        expect(createHash('sha256').update(text).digest('hex')).toBe(sha256);
        expect(headers).toMatchObject({
          etag: `"${sha256}"`,
          'cache-control': 'private, immutable, max-age=86400',
        });
      });
    });

    test('a short one is in the snapshot whole', async () => {
      const { projectId, environmentId } = stage;
      await stage.publish({ createList: { projectId, key: 'beta' } });
      await stage.publish({ addToList: { environmentId, listKey: 'beta', ids: ids.slice(0, 1_000) } });
      const list = listIn((await stage.subscribe().opening()).objects);
      expect((JSON.parse(list.payload ?? '') as { ids: string[] }).ids).toHaveLength(1_000);
    });

    test('the chunks of a version that was are still there, on any node', async () => {
      await addList();
      const { urls } = await aChunkedList();
      await stage.publish({
        addToList: { environmentId: stage.environmentId, listKey: 'beta', ids: ['one more'] },
      });
      const { urls: newer } = await aChunkedList();
      const hashes = (some: string[]): (string | undefined)[] => some.map((url) => url.split('/').at(-1));
      expect(hashes(newer).filter((sha256) => !hashes(urls).includes(sha256))).toHaveLength(1);
      const { databaseUrl } = theatre.harness.settings;
      const other = await openTheatre(dialect, { databaseUrl });
      try {
        for (const url of [...urls, ...newer]) {
          expect((await fetchOf(url, stage.key, other)).text).toBe((await fetchOf(url)).text);
        }
      } finally {
        await other.close();
      }
    });

    test('they are for those who see the list', async () => {
      await addList();
      const { urls } = await aChunkedList();
      const { key: narrow } = await stage.keyFor('large');
      const other = await aStage(theatre);
      const [, sha256] = /([^/]+)$/.exec(urls[0]) ?? [];
      const elsewhere = urls[0].replace(sha256, '0'.repeat(64));
      expect((await fetchOf(urls[0], narrow)).status).toBe(404);
      expect((await fetchOf(urls[0], other.key)).status).toBe(404);
      expect((await fetchOf(urls[0], await stage.clientKey())).status).toBe(403);
      expect((await fetchOf(elsewhere)).status).toBe(404);
      for (const version of ['999', 'x', '-1', '1e3']) {
        expect((await fetchOf(urls[0].replace(/beta\/\d+/, `beta/${version}`))).status).toBe(404);
      }
    });

    test('an SDK evaluates with it, and follows its changes', async () => {
      const { projectId, environmentId } = stage;
      await addList();
      await stage.publish(
        { createFlag: { projectId, key: 'listed', type: 'BOOLEAN', fallthrough: 'off' } },
        { setFlagOn: { environmentId, flagKey: 'listed', on: true } },
        { addRule: { environmentId, flagKey: 'listed', when: { list: 'beta' }, serve: 'on' } },
      );
      const client = await anSdk();
      const isListed = (user: string): boolean => client.variation('listed', { targetingKey: user }, false);
      expect([isListed('user-7'), isListed('one more')]).toEqual([true, false]);
      const changed = new Promise((resolve) => client.on('change', resolve));
      await stage.publish({ addToList: { environmentId, listKey: 'beta', ids: ['one more'] } });
      await changed;
      expect([isListed('user-7'), isListed('one more')]).toEqual([true, true]);
    });
  });

  test('an SDK holds what the server has, however large it is', async () => {
    await addLargeFlags();
    await addList();
    const client = await anSdk();
    expect(client.variation('one', {}, 'short')).toBe(longText);
    expect(Object.keys(client.ruleset.flags).sort()).toEqual(['checkout', 'one', 'three', 'two']);
    expect(client.ruleset.lists.beta).toMatchObject({ size: 5_000 });
  });
});
