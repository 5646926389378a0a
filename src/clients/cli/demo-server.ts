import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { failed } from './failure';

export interface DemoServer {
  url: string;
  /** Resolves when its process has ended. */
  stop(): Promise<void>;
}

/** A server in a process of its own, ready, with the demo organization in a new database inside `folder`. */
export async function startDemoServer(folder: string, ownerToken: string): Promise<DemoServer> {
  const port = await freePort();
  const script = join(__dirname, `../../signalbox${extname(__filename)}`);
  const child = spawn(process.execPath, [...process.execArgv, script, 'start'], {
    env: { ...inheritedEnvironment(), ...demoSettings(folder, ownerToken, port) },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const stop = (): Promise<void> => stopProcess(child);
  const url = `http://127.0.0.1:${port}`;
  const waiting = new AbortController();
  try {
    await Promise.race([untilReady(url, waiting.signal), untilEnded(child)]);
    return { url, stop };
  } catch (error) {
    await stop();
    throw error;
  } finally {
    waiting.abort();
  }
}

function demoSettings(folder: string, ownerToken: string, port: number): NodeJS.ProcessEnv {
  return {
    PORT: String(port),
    HOST: '127.0.0.1',
    DATABASE_URL: `sqlite:${join(folder, 'signalbox.db')}`,
    SIGNALBOX_OWNER_TOKEN: ownerToken,
    SIGNALBOX_DEMO: 'true',
    SIGNALBOX_LOG_LEVEL: 'error',
  };
}

/** Whatever the caller has set up for another server is not for this one. */
function inheritedEnvironment(): NodeJS.ProcessEnv {
  const others = Object.entries(process.env).filter(
    ([name]) => !name.startsWith('SIGNALBOX_') && name !== 'NATS_URL',
  );
  return Object.fromEntries(others);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

const readyWithinMs = 30_000;
const betweenAttemptsMs = 50;

async function untilReady(url: string, signal: AbortSignal): Promise<void> {
  const deadline = Date.now() + readyWithinMs;
  while (!signal.aborted && !(await isReady(url))) {
    if (Date.now() > deadline) throw failed(`the server was not ready within ${readyWithinMs} ms`);
    await wait(betweenAttemptsMs);
  }
}

function isReady(url: string): Promise<boolean> {
  return fetch(`${url}/health/ready`).then(
    ({ ok }) => ok,
    () => false,
  );
}

/** Rejects with what the process wrote on its way out. */
async function untilEnded(child: ChildProcess): Promise<void> {
  let written = '';
  child.stderr?.on('data', (chunk: Buffer) => (written += chunk.toString()));
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
  throw failed(`the server ended (${signal ?? `exit code ${code}`}): ${written.trim()}`);
}

async function stopProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
}
