import { change, aRemoteProject, remote, type Remote, type RemoteProject } from '../support/remote';
import { dialects, emptyDatabase, onMysql } from '../support/databases';
import { startServerProcess, type ServerProcess } from '../support/server-process';
import { watch } from '../support/watch';

const ownerToken = 'the-owner-of-a-test-installation';
const flagKeys = ['f0', 'f1', 'f2', 'f3', 'f4', 'f5', 'f6', 'f7'];

/** Writes one change after the other until told to stop or the server is gone; answers what was acknowledged. */
async function writer(
  server: Remote,
  place: RemoteProject,
  flagKey: string,
  isOver: () => boolean,
): Promise<number[]> {
  const acknowledged: number[] = [];
  for (let turn = 0; !isOver(); turn += 1) {
    const setFlagOn = { environmentId: place.environmentId, flagKey, on: turn % 2 === 0 };
    const revision = await change(server, [{ setFlagOn }]).catch(() => null);
    if (revision === null) break;
    acknowledged.push(revision);
  }
  return acknowledged;
}

const numbersTo = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, position) => from + position);

onMysql('8 writers on one environment through 2 servers, one of them killed', () => {
  it('a watcher of the other sees every acknowledged revision exactly once, in order, without a gap', async () => {
    const { url, drop } = await emptyDatabase('mysql');
    const settings = { DATABASE_URL: url, SIGNALBOX_OWNER_TOKEN: ownerToken };
    const servers: ServerProcess[] = [];
    try {
      servers.push(await startServerProcess(settings), await startServerProcess(settings));
      const [doomed, other] = servers;
      const place = await aRemoteProject(remote(other.url, ownerToken), ...flagKeys);
      const watcher = watch(other.webSocketUrl, place.key, { coalesce: false });
      await watcher.waitForRevision(1);

      let isOver = false;
      const writers = flagKeys.map((flagKey, position) =>
        writer(remote(position % 2 === 0 ? doomed.url : other.url, ownerToken), place, flagKey, () => isOver),
      );
      await watcher.waitForRevision(60);
      await doomed.kill();
      await watcher.waitForRevision(160);
      isOver = true;
      const acknowledged = (await Promise.all(writers)).flat();
      const head = await change(remote(other.url, ownerToken), [
        { putVariant: { environmentId: place.environmentId, flagKey: 'f0', variant: 'last', value: true } },
      ]);
      await watcher.waitForRevision(head);

      const seen = watcher.deltas().map(({ revision }) => Number(revision));
      expect(seen).toEqual(numbersTo(2, head));
      expect(new Set(acknowledged).size).toBe(acknowledged.length);
      expect(acknowledged.filter((revision) => !seen.includes(revision))).toEqual([]);
      expect(acknowledged.length).toBeGreaterThan(140);
      await watcher.close();
    } finally {
      await Promise.all(servers.map((server) => server.kill()));
      await drop();
    }
  }, 120_000);
});

describe.each(dialects)('kill -9 during a storm of changes on %s', (dialect) => {
  it('loses no acknowledged revision and leaves no gap', async () => {
    const { url, drop } = await emptyDatabase(dialect);
    const settings = { DATABASE_URL: url, SIGNALBOX_OWNER_TOKEN: ownerToken };
    let server = await startServerProcess(settings);
    try {
      const api = remote(server.url, ownerToken);
      const place = await aRemoteProject(api, ...flagKeys);
      const watcher = watch(server.webSocketUrl, place.key);
      const writers = flagKeys.map((flagKey) => writer(api, place, flagKey, () => false));
      await watcher.waitForRevision(60);
      await server.kill();
      const acknowledged = (await Promise.all(writers)).flat();

      server = await startServerProcess(settings);
      const again = watch(server.webSocketUrl, place.key);
      await again.waitForRevision(1);
      const { environment } = await remote(server.url, ownerToken).ask(
        'query($id: ID!) { environment(id: $id) { revision history(first: 100) { nodes { revision } } } }',
        { id: place.environmentId },
      );
      const head = Number(environment.revision);
      const history = environment.history.nodes.map(({ revision }: { revision: string }) => Number(revision));
      expect(history).toEqual(numbersTo(Math.max(1, head - 99), head).reverse());
      expect(Math.max(...acknowledged)).toBeLessThanOrEqual(head);
      expect(acknowledged.length).toBeGreaterThan(40);
      await again.close();
    } finally {
      await server.kill();
      await drop();
    }
  }, 120_000);
});
