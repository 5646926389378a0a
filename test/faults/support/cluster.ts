import { change, aRemoteProject, remote, type Remote, type RemoteProject } from '../../support/remote';
import { emptyDatabase, mysqlServer } from '../../support/databases';
import { freePort, startServerProcess, type ServerProcess } from '../../support/server-process';
import { startFollower, type Follower, type FollowerOptions } from './follower';
import type { Log, Write } from './history';
import { markedValue, writtenVariant } from './marks';
import { ownMariadb, type OwnMariadb } from './own-mariadb';
import { startProxy, type Proxy } from './proxy';
import { randomOf } from './random';
import { readLog } from './read-log';
import { startWatcher, type Watcher, type WatcherOptions } from './watcher';
import { startWriter, writeOnce, type Writer, type WriterOptions } from './writer';

export interface ClusterOptions {
  /** 1, unless told otherwise. */
  nodes?: number;
  /**
   * OWN: a MariaDB that a test may kill, behind a proxy. SHARED: the server of all tests, or SQLite where there is none.
   */
  database: 'OWN' | 'SHARED' | 'SQLITE';
  /** Environment variables of all nodes. */
  settings?: Record<string, string>;
  /** Of text flags that writers write to. */
  flags?: number;
  /** Of each flag's value at the start. */
  valueLength?: number;
}

export interface Node {
  name: string;
  /** Past its door. */
  url: string;
  port: number;
  server: ServerProcess;
  /** The proxy before it. */
  door: Proxy;
  kill(): Promise<void>;
  /** On the same port; with other settings if given. */
  start(settings?: Record<string, string>): Promise<void>;
}

/** An installation with one environment, everybody who works with it, and what came of it. */
export interface Cluster {
  nodes: Node[];
  /** A proxy before all nodes: each connection goes to the next one. */
  entrance: Proxy;
  /** null: not its own. */
  mariadb: OwnMariadb | null;
  /** The proxy before the own database. */
  databaseDoor: Proxy | null;
  databaseUrl: string;
  token: string;
  api: Remote;
  place: RemoteProject;
  flagKeys: string[];
  listKey: string;
  writes: Write[];
  watchers: Watcher[];
  followers: Follower[];
  /** Through all nodes, unless told otherwise. */
  writer(name: string, options: Partial<WriterOptions> & { everyMs: number }): Writer;
  /** One change, noted as a writer's. */
  write(mark: string, options?: Partial<WriterOptions>): Promise<Write>;
  watcher(name: string, door: Pick<Proxy, 'port'>, options?: Partial<WatcherOptions>): Watcher;
  follower(name: string, door: Pick<Proxy, 'port'>, options?: Partial<FollowerOptions>): Follower;
  log(): Promise<Log>;
  /** Waits until every watcher and follower is at the head, and answers which revision that is. */
  settle(deadlineMs?: number): Promise<number>;
  close(): Promise<void>;
}

const ownerToken = 'the-owner-of-a-test-installation';

export async function startCluster(options: ClusterOptions): Promise<Cluster> {
  const ends: (() => unknown)[] = [];
  try {
    return await build(options, ends);
  } catch (error) {
    await endAll(ends);
    throw error;
  }
}

async function build(options: ClusterOptions, ends: (() => unknown)[]): Promise<Cluster> {
  const base = await startBase(options, ends);
  const settings = {
    DATABASE_URL: base.nodesUrl,
    SIGNALBOX_OWNER_TOKEN: ownerToken,
    SIGNALBOX_LOG_LEVEL: 'warn',
    ...options.settings,
  };
  const nodes: Node[] = [];
  // One after the other: the first founds the organization.
  for (let count = 1; count <= (options.nodes ?? 1); count += 1) {
    const node = await startNode(`n${count}`, settings);
    nodes.push(node);
    ends.push(() => node.kill().then(() => node.door.close()));
  }
  const entrance = await startProxy(...nodes.map(({ port }) => port));
  ends.push(() => entrance.close());

  const api = remote(nodes[0].url, ownerToken);
  const { place, flagKeys, listKey } = await furnish(api, options);
  const writes: Write[] = [];
  const watchers: Watcher[] = [];
  const followers: Follower[] = [];
  ends.push(() => Promise.all(followers.map((follower) => follower.close())));
  ends.push(() => watchers.forEach((watcher) => watcher.close()));

  const writerOptions = (name: string, others: Partial<WriterOptions>): WriterOptions => ({
    name,
    urls: nodes.map(({ url }) => url),
    token: ownerToken,
    place,
    flagKeys,
    listKey,
    everyMs: 0,
    random: randomOf(`writer ${name}`),
    writes,
    ...others,
  });
  const log = (): Promise<Log> => readLog(base.url, place.environmentId);
  return {
    nodes,
    entrance,
    mariadb: base.mariadb,
    databaseDoor: base.door,
    databaseUrl: base.url,
    token: ownerToken,
    api,
    place,
    flagKeys,
    listKey,
    writes,
    watchers,
    followers,
    writer(name, others) {
      const writer = startWriter(writerOptions(name, others));
      ends.push(() => writer.stop());
      return writer;
    },
    async write(mark, others = {}) {
      const write = await writeOnce(mark, writerOptions(mark, others));
      writes.push(write);
      return write;
    },
    watcher(name, { port }, others = {}) {
      const url = `ws://127.0.0.1:${port}/graphql`;
      const watcher = startWatcher({ name, url, key: place.key, random: randomOf(name), ...others });
      watchers.push(watcher);
      return watcher;
    },
    follower(name, { port }, others = {}) {
      const url = `http://127.0.0.1:${port}`;
      const follower = startFollower({ name, url, key: place.key, random: randomOf(name), ...others });
      followers.push(follower);
      return follower;
    },
    log,
    async settle(deadlineMs = 120_000) {
      const head = (await log()).revisions.length;
      await Promise.all([...watchers, ...followers].map((client) => client.waitFor(head, deadlineMs)));
      return head;
    },
    close: () => endAll(ends),
  };
}

/** What was made last ends first. */
async function endAll(ends: readonly (() => unknown)[]): Promise<void> {
  for (const end of [...ends].reverse()) await end();
}

interface Base {
  /** As the nodes reach it. */
  nodesUrl: string;
  url: string;
  mariadb: OwnMariadb | null;
  door: Proxy | null;
}

async function startBase({ database }: ClusterOptions, ends: (() => unknown)[]): Promise<Base> {
  if (database !== 'OWN') {
    const { url, drop } = await emptyDatabase(database === 'SHARED' && mysqlServer ? 'mysql' : 'sqlite');
    ends.push(drop);
    return { nodesUrl: url, url, mariadb: null, door: null };
  }
  const mariadb = await ownMariadb();
  ends.push(() => mariadb.remove());
  await mariadb.query('CREATE DATABASE signalbox');
  const door = await startProxy(mariadb.port);
  ends.push(() => door.close());
  return { nodesUrl: mariadb.urlOf('signalbox', door.port), url: mariadb.urlOf('signalbox'), mariadb, door };
}

async function startNode(name: string, settings: Record<string, string>): Promise<Node> {
  const port = await freePort();
  const spawn = (others: Record<string, string> = {}): Promise<ServerProcess> =>
    startServerProcess({ ...settings, ...others, PORT: String(port) });
  const server = await spawn();
  const node: Node = {
    name,
    url: server.url,
    port,
    server,
    door: await startProxy(port),
    kill: () => node.server.kill(),
    async start(others) {
      node.server = await spawn(others);
    },
  };
  return node;
}

/** A project with one environment, the flags and the list that writers write to, and a key. */
async function furnish(
  api: Remote,
  { flags = 8, valueLength }: ClusterOptions,
): Promise<{ place: RemoteProject; flagKeys: string[]; listKey: string }> {
  const place = await aRemoteProject(api);
  const { projectId } = place;
  const flagKeys = Array.from({ length: flags }, (_, position) => `f${position}`);
  const listKey = 'ids';
  const value = valueLength === undefined ? '' : markedValue('', valueLength);
  const variants = [{ key: writtenVariant, value }];
  await change(api, [
    { createList: { projectId, key: listKey } },
    ...flagKeys.map((key) => ({ createFlag: { projectId, key, type: 'STRING', variants } })),
  ]);
  return { place, flagKeys, listKey };
}
