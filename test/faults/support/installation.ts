import { aRemoteProject, change, remote, type Remote, type RemoteProject } from '../../support/remote';
import { startFollower, type Follower, type FollowerOptions } from './follower';
import type { Log, Write } from './history';
import { markedValue, writtenVariant } from './marks';
import type { Proxy } from './proxy';
import { randomOf } from './random';
import { readLog } from './read-log';
import { startWatcher, type Watcher, type WatcherOptions } from './watcher';
import { startWriter, writeOnce, type Writer, type WriterOptions } from './writer';

export interface InstallationOptions {
  /** Of the servers, that writers write through; the first founds the project. */
  urls: string[];
  token: string;
  databaseUrl: string;
  /** How many text flags writers write to; 8, unless told otherwise. */
  flags?: number;
  /** Of each flag's value at the start. */
  valueLength?: number;
}

/** An environment that is written to and watched, everybody who works with it, and what came of it. */
export interface Installation {
  databaseUrl: string;
  token: string;
  api: Remote;
  place: RemoteProject;
  flagKeys: string[];
  listKey: string;
  writes: Write[];
  /** Those that `settle` waits for, and whose history counts: a scenario may take some out. */
  watchers: Watcher[];
  followers: Follower[];
  writer(name: string, options: Partial<WriterOptions> & { everyMs: number }): Writer;
  /** One change, noted as a writer's. */
  write(mark: string, options?: Partial<WriterOptions>): Promise<Write>;
  watcher(name: string, door: Door, options?: Partial<WatcherOptions>): Watcher;
  follower(name: string, door: Door, options?: Partial<FollowerOptions>): Follower;
  log(): Promise<Log>;
  /** Waits until every watcher and follower is at the head, and answers which revision that is. */
  settle(deadlineMs?: number): Promise<number>;
  /** Sends everybody home. */
  leave(): Promise<void>;
}

/** Where a client goes in. */
type Door = Pick<Proxy, 'port'>;

/** Makes a project with one environment, the flags and the list that writers write to, and a key. */
export async function furnish(options: InstallationOptions): Promise<Installation> {
  const { urls, token, databaseUrl } = options;
  const api = remote(urls[0], token);
  const furniture = await makeProject(api, options);
  const { place } = furniture;
  const writes: Write[] = [];
  const watchers: Watcher[] = [];
  const followers: Follower[] = [];
  const leaving: (() => unknown)[] = [];
  const writing = (name: string, others: Partial<WriterOptions>): WriterOptions => {
    const random = randomOf(`writer ${name}`);
    return { name, urls, token, ...furniture, everyMs: 0, random, writes, ...others };
  };
  const log = (): Promise<Log> => readLog(databaseUrl, place.environmentId);
  return {
    databaseUrl,
    token,
    api,
    ...furniture,
    writes,
    watchers,
    followers,
    writer(name, others) {
      const writer = startWriter(writing(name, others));
      leaving.push(() => writer.stop());
      return writer;
    },
    async write(mark, others = {}) {
      const write = await writeOnce(mark, writing(mark, others));
      writes.push(write);
      return write;
    },
    watcher(name, { port }, others) {
      const url = `ws://127.0.0.1:${port}/graphql`;
      const watcher = startWatcher({ name, url, key: place.key, random: randomOf(name), ...others });
      watchers.push(watcher);
      leaving.push(() => watcher.close());
      return watcher;
    },
    follower(name, { port }, others) {
      const url = `http://127.0.0.1:${port}`;
      const follower = startFollower({ name, url, key: place.key, random: randomOf(name), ...others });
      followers.push(follower);
      leaving.push(() => follower.close());
      return follower;
    },
    log,
    async settle(deadlineMs = 120_000) {
      const { epoch, revisions } = await log();
      const head = { epoch, revision: revisions.length };
      await Promise.all([...watchers, ...followers].map((client) => client.waitForHead(head, deadlineMs)));
      return head.revision;
    },
    async leave() {
      await Promise.all(leaving.map((leave) => leave()));
    },
  };
}

type Furniture = Pick<Installation, 'place' | 'flagKeys' | 'listKey'>;

async function makeProject(
  api: Remote,
  { flags = 8, valueLength = 0 }: InstallationOptions,
): Promise<Furniture> {
  const place = await aRemoteProject(api);
  const { projectId } = place;
  const flagKeys = Array.from({ length: flags }, (_, position) => `f${position}`);
  const listKey = 'ids';
  const variants = [{ key: writtenVariant, value: valueLength > 0 ? markedValue('', valueLength) : '' }];
  await change(api, [
    { createList: { projectId, key: listKey } },
    ...flagKeys.map((key) => ({ createFlag: { projectId, key, type: 'STRING', variants } })),
  ]);
  return { place, flagKeys, listKey };
}
