import { renameSync, rmSync } from 'node:fs';
import { runCommand } from '../support/command';
import type { ClientHistory, Log } from './support/history';
import { noMariadb, ownMariadb } from './support/own-mariadb';
import { readLog, withDatabase } from './support/read-log';
import { scenario } from './support/scenario';
import { pause, until } from './support/until';
import type { Installation } from './support/installation';

describe('a database that has lost revisions', () => {
  scenario(
    'T7',
    'restored from a backup: every client begins anew with a snapshot, and none mixes two histories',
    async ({ cluster, judge, fault, figures }) => {
      const installation = await cluster({ database: 'SQLITE' });
      const { nodes, databaseUrl } = installation;
      const [node] = nodes;
      const file = databaseUrl.slice('sqlite:'.length);
      await open(installation);
      await writeFor(installation, 'a', 700);
      const kept = (await installation.log()).revisions.length;
      await withDatabase(databaseUrl, ({ read }) => read.query(`VACUUM INTO '${file}.backup'`));
      await writeFor(installation, 'b', 700);
      const lost = await installation.log();

      fault('restore the backup');
      await node.kill();
      for (const suffix of ['-wal', '-shm']) rmSync(`${file}${suffix}`, { force: true });
      // Another file, and not another content: whoever still holds the old one open writes to that.
      renameSync(`${file}.backup`, file);
      const restored = await runCommand(['migrate', '--restored'], { DATABASE_URL: databaseUrl });
      expect(restored).toMatchObject({ exitCode: 0, errors: '' });
      await node.start();
      await writeFor(installation, 'c', 700);
      await installation.settle();
      const { clients } = await judge(installation, { earlier: [lost] });
      expectNewBeginnings(clients, lost);
      figures['revisions lost'] = lost.revisions.length - kept;
      expect(lost.revisions.length).toBeGreaterThan(kept);
    },
  );

  scenario(
    'T6',
    'failed over to a replica that lagged: no client goes back in one epoch, and all end with what the replica has',
    async ({ cluster, judge, fault, figures, defer }) => {
      const mariadbOptions = ['--log-bin', '--server-id=1'];
      const installation = await cluster({ nodes: 2, database: 'OWN', mariadbOptions });
      const { mariadb, databaseDoor, place, writes } = installation;
      if (!mariadb || !databaseDoor) throw new Error('There is no database of its own');
      const replica = await ownMariadb('--server-id=2');
      defer(() => replica.remove());
      await replica.query(
        `CHANGE MASTER TO MASTER_HOST = '127.0.0.1', MASTER_PORT = ${mariadb.port}, MASTER_USER = 'root',
           MASTER_USE_GTID = slave_pos`,
      );
      await replica.query('START SLAVE');
      await open(installation);
      await writeFor(installation, 'a', 2_000);
      const logOf = (port?: number): Promise<Log> =>
        readLog((port === undefined ? mariadb : replica).urlOf('signalbox'), place.environmentId);
      const head = (await logOf()).revisions.length;
      const hasAll = async (): Promise<boolean> =>
        (await logOf(replica.port).catch(() => null))?.revisions.length === head;
      await until('the replica has everything', hasAll);
      fault('the replica lags');
      await replica.query('STOP SLAVE');
      await writeFor(installation, 'b', 2_000);
      await installation.settle();
      const lost = await logOf();

      fault('fail over');
      await mariadb.kill();
      await replica.query('RESET SLAVE ALL');
      databaseDoor.route(replica.port);
      await until('changes are written again', async () => {
        const { outcome } = await installation.write(`w${writes.length}-1`);
        await pause(250);
        return outcome.kind === 'ACKNOWLEDGED';
      });
      await writeFor(installation, 'c', 2_000);
      const onReplica = { ...installation, log: () => logOf(replica.port) };
      const epochOf = async (): Promise<string> => (await onReplica.log()).epoch;
      await until('the log has begun another life', async () => (await epochOf()) !== lost.epoch);
      await writeFor(installation, 'd', 1_000);
      const { epoch, revisions } = await onReplica.log();
      const now = { epoch, revision: revisions.length };
      const clients = [...installation.watchers, ...installation.followers];
      await Promise.all(clients.map((client) => client.waitForHead(now, 120_000)));
      const { clients: histories } = await judge(onReplica, { earlier: [lost] });
      expectNewBeginnings(histories, lost);
      figures['revisions lost'] = lost.revisions.length - head;
      expect(lost.revisions.length).toBeGreaterThan(head);
    },
    { isLong: true, obstacle: noMariadb },
  );
});

async function open(installation: Installation & { entrance: { port: number } }): Promise<void> {
  const { entrance } = installation;
  for (let count = 1; count <= 10; count += 1) installation.watcher(`watcher ${count}`, entrance);
  for (let count = 1; count <= 3; count += 1) {
    installation.follower(`SDK ${count}`, entrance, { random: () => 0.1 });
  }
  await installation.settle();
}

async function writeFor(installation: Installation, name: string, ms: number): Promise<void> {
  const writers = [1, 2, 3].map((count) => installation.writer(`w${name}${count}`, { everyMs: 100 }));
  await pause(ms);
  await Promise.all(writers.map((writer) => writer.stop()));
}

/** Everybody who had seen the life that is over begins the next one with a snapshot. */
function expectNewBeginnings(clients: readonly ClientHistory[], { epoch }: Log): void {
  const beginnings = clients.map(({ name, seen }) => {
    const opened = seen.findIndex((event) => event.type === 'OPENED' && event.epoch !== epoch);
    const next = seen.slice(opened + 1).find((event) => event.type !== 'ENDED');
    return [name, next?.type === 'SNAPSHOT' && next.reason];
  });
  expect(beginnings).toEqual(clients.map(({ name }) => [name, 'EPOCH_CHANGED']));
}
