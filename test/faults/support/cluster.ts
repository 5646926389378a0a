import { emptyDatabase, mysqlServer } from '../../support/databases';
import { freePort, startServerProcess, type ServerProcess } from '../../support/server-process';
import { furnish, type Installation, type InstallationOptions } from './installation';
import { ownMariadb, type OwnMariadb } from './own-mariadb';
import { ownNats, type OwnNats } from './own-nats';
import { startProxy, type Proxy } from './proxy';

export interface ClusterOptions extends Pick<InstallationOptions, 'flags' | 'valueLength'> {
  /** 1, unless told otherwise. */
  nodes?: number;
  /**
   * OWN: a MariaDB that a test may kill, behind a proxy. SHARED: the server of all tests, or SQLite where there is none.
   */
  database: 'OWN' | 'SHARED' | 'SQLITE';
  /** More options of an own MariaDB. */
  mariadbOptions?: string[];
  /** Whether hints go from node to node, over a NATS that a test may kill, behind a proxy for each node. */
  hasNats?: boolean;
  /** Environment variables of all nodes. */
  settings?: Record<string, string>;
}

export interface Node {
  name: string;
  /** Past its door. */
  url: string;
  port: number;
  server: ServerProcess;
  /** The proxy before it. */
  door: Proxy;
  /** The proxy between it and NATS; null: there is none. */
  natsDoor: Proxy | null;
  kill(): Promise<void>;
  /** On the same port; with other settings if given. */
  start(settings?: Record<string, string>): Promise<void>;
}

/** Real server processes on one database, and an environment on them. */
export interface Cluster extends Installation {
  nodes: Node[];
  /** A proxy before all nodes: each connection goes to the next one. */
  entrance: Proxy;
  /** null: the database is not its own. */
  mariadb: OwnMariadb | null;
  /** The proxy before the own database. */
  databaseDoor: Proxy | null;
  /** null: every node is on its own. */
  nats: OwnNats | null;
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
  const nats = options.hasNats ? await ownNats() : null;
  ends.push(() => nats?.kill());
  const nodes: Node[] = [];
  // One after the other: the first founds the organization.
  for (let count = 1; count <= (options.nodes ?? 1); count += 1) {
    const node = await startNode(`n${count}`, settings, nats && (await startProxy(nats.port)));
    nodes.push(node);
    ends.push(async () => {
      await node.kill();
      await Promise.all([node.door.close(), node.natsDoor?.close()]);
    });
  }
  const entrance = await startProxy(...nodes.map(({ port }) => port));
  ends.push(() => entrance.close());
  const urls = nodes.map(({ url }) => url);
  const installation = await furnish({ ...options, urls, token: ownerToken, databaseUrl: base.url });
  ends.push(() => installation.leave());
  const { mariadb, door: databaseDoor } = base;
  return { ...installation, nodes, entrance, mariadb, databaseDoor, nats, close: () => endAll(ends) };
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

async function startBase(
  { database, mariadbOptions = [] }: ClusterOptions,
  ends: (() => unknown)[],
): Promise<Base> {
  if (database !== 'OWN') {
    const { url, drop } = await emptyDatabase(database === 'SHARED' && mysqlServer ? 'mysql' : 'sqlite');
    ends.push(drop);
    return { nodesUrl: url, url, mariadb: null, door: null };
  }
  const mariadb = await ownMariadb(...mariadbOptions);
  ends.push(() => mariadb.remove());
  await mariadb.query('CREATE DATABASE signalbox');
  const door = await startProxy(mariadb.port);
  ends.push(() => door.close());
  return { nodesUrl: mariadb.urlOf('signalbox', door.port), url: mariadb.urlOf('signalbox'), mariadb, door };
}

async function startNode(
  name: string,
  common: Record<string, string>,
  natsDoor: Proxy | null,
): Promise<Node> {
  const settings = { ...common, ...(natsDoor && { NATS_URL: `nats://127.0.0.1:${natsDoor.port}` }) };
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
    natsDoor,
    kill: () => node.server.kill(),
    async start(others) {
      node.server = await spawn(others);
    },
  };
  return node;
}
