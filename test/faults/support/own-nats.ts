import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { freePort } from '../../support/server-process';
import { until } from './until';

/** A NATS server that belongs to the test, on a port of its own. */
export interface OwnNats {
  port: number;
  kill(): Promise<void>;
  /** On the same port; resolves when it takes connections. */
  start(): Promise<void>;
}

/** Why there can be none here; null when there can. */
export const noNats: string | null = spawnSync('nats-server', ['--version']).error
  ? 'nats-server is not installed'
  : null;

export async function ownNats(): Promise<OwnNats> {
  const port = await freePort();
  let child: ChildProcess | null = null;
  const start = async (): Promise<void> => {
    child = spawn('nats-server', ['--addr', '127.0.0.1', '--port', String(port)], { stdio: 'ignore' });
    await until('the own NATS takes connections', () => takesConnections(port));
  };
  await start();
  return {
    port,
    start,
    async kill() {
      const running = child;
      child = null;
      if (!running || running.exitCode !== null || running.signalCode !== null) return;
      const ended = once(running, 'exit');
      running.kill('SIGKILL');
      await ended;
    },
  };
}

function takesConnections(port: number): Promise<boolean> {
  return new Promise((done) => {
    const socket = connect(port, '127.0.0.1');
    const end = (isTaken: boolean): void => {
      socket.destroy();
      done(isTaken);
    };
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
  });
}
