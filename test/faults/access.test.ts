import type { SeenOf } from './support/history';
import type { Installation } from './support/installation';
import { scenario, patience } from './support/scenario';
import { until } from './support/until';

describe('access that changes while a stream is open, at another node than the stream', () => {
  const withinMs = 2_000;

  scenario(
    'T20',
    'a key narrowed: what it may not see any more is gone within 2 s',
    async ({ cluster, judge, fault, figures }) => {
      const installation = await cluster({ nodes: 2, database: 'SHARED' });
      const { id: sdkKeyId, secret: key } = await aKey(installation);
      // At once: how long clients wait after a goodbye is their business.
      const atOnce = { key, random: () => 0 };
      const follower = installation.follower('SDK', installation.nodes[1].door, atOnce);
      const seesFlags = (): boolean => Object.keys(follower.client.ruleset.flags).length > 0;
      await until('it sees flags', seesFlags);
      fault('narrow the key');
      const narrowed = { sdkKeyId, tags: ['nothing-has-this'] };
      await mutate(installation, 'updateSdkKey', 'UpdateSdkKeyInput', narrowed);
      const from = Date.now();
      await until('it sees no flag', () => !seesFlags());
      figures['ms until nothing was seen'] = Date.now() - from;
      expect(Date.now() - from).toBeLessThanOrEqual(patience * withinMs);
      // It sees another view than the log's.
      await judge({ ...installation, followers: [] });
    },
  );

  scenario(
    'T21',
    'a key revoked: its streams end with a goodbye within 2 s, and nothing comes after it',
    async ({ cluster, judge, fault, figures }) => {
      const installation = await cluster({ nodes: 2, database: 'SHARED' });
      const { door } = installation.nodes[1];
      const { id: sdkKeyId, secret: key } = await aKey(installation);
      const revoked = ['revoked 1', 'revoked 2'].map((name) => installation.watcher(name, door, { key }));
      installation.watcher('not revoked', door);
      await installation.settle();
      installation.watchers.splice(0, revoked.length);
      const writer = installation.writer('w1', { everyMs: 50 });
      fault('revoke the key');
      await mutate(installation, 'revokeSdkKey', 'SdkKeyInput', { sdkKeyId });
      const from = Date.now();
      const goodbyes = (): SeenOf<'GOODBYE'>[] =>
        revoked.flatMap(({ seen }) => seen.filter((event) => event.type === 'GOODBYE'));
      await until('both were told', () => goodbyes().length === revoked.length);
      const toldMs = Math.max(...goodbyes().map(({ at }) => at)) - from;
      await writer.stop();
      await installation.settle();
      for (const { name, seen } of revoked) {
        const after = seen.slice(seen.findIndex(({ type }) => type === 'GOODBYE') + 1);
        expect([name, after.filter(({ type }) => type !== 'ENDED')]).toEqual([name, []]);
      }
      expect(goodbyes().map(({ reason }) => reason)).toEqual(['KEY_REVOKED', 'KEY_REVOKED']);
      figures['ms until the last was told'] = toldMs;
      expect(toldMs).toBeLessThanOrEqual(patience * withinMs);
      await judge(installation);
    },
  );
});

/** A key of the environment for one test. */
async function aKey({
  api,
  place: { environmentId },
}: Installation): Promise<{ id: string; secret: string }> {
  const { createSdkKey } = await api.ask(
    'mutation($input: CreateSdkKeyInput!) { createSdkKey(input: $input) { sdkKey { id } secret } }',
    { input: { environmentId, kind: 'SERVER', name: 'of one test' } },
  );
  return { id: createSdkKey.sdkKey.id as string, secret: createSdkKey.secret as string };
}

async function mutate({ api }: Installation, name: string, type: string, input: object): Promise<void> {
  const document = `mutation($input: ${type}!) { ${name}(input: $input) { userErrors { message } } }`;
  const data = (await api.ask(document, { input })) as Record<string, { userErrors: unknown[] }>;
  expect(data[name].userErrors).toEqual([]);
}
