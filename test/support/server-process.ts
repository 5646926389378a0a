import { spawn, type ChildProcess } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';
import { resolve } from 'node:path';

const root = resolve(__dirname, '../..');

/** A real server in a process of its own, from the sources. */
export interface ServerProcess {
  url: string;
  webSocketUrl: string;
  process: ChildProcess;
  /** Everything it printed so far. */
  output(): string;
  /** At once, as a crash would. */
  kill(): Promise<void>;
  /** As an operator would; the answer is its exit code. */
  stop(): Promise<number | null>;
}

/** Starts a server, on a free port unless one is given, and waits until it is ready; throws with what it printed when it ends before that. */
export async function startServerProcess(settings: Record<string, string>): Promise<ServerProcess> {
  const port = settings.PORT ?? String(await freePort());
  const child = spawnSignalbox(['start'], { ...settings, PORT: port, HOST: '127.0.0.1' });
  let printed = '';
  child.stdout?.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  const ended = new Promise<number | null>((done) => child.once('exit', (code) => done(code)));
  const url = `http://127.0.0.1:${port}`;
  await ready(`${url}/health/ready`, ended, () => printed);
  return {
    url,
    webSocketUrl: `ws://127.0.0.1:${port}/graphql`,
    process: child,
    output: () => printed,
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
    async stop() {
      child.kill('SIGTERM');
      return ended;
    },
  };
}

/** The command door, as a user's shell would open it, but on the sources. */
export function spawnSignalbox(words: string[], settings: Record<string, string> = {}): ChildProcess {
  return spawn(process.execPath, ['-r', '@swc-node/register', resolve(root, 'src/signalbox.ts'), ...words], {
    cwd: root,
    env: {
      PATH: process.env.PATH,
      SWC_NODE_PROJECT: resolve(root, 'tsconfig.json'),
      SIGNALBOX_LOG_LEVEL: 'error',
      ...settings,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

async function ready(url: string, ended: Promise<number | null>, printed: () => string): Promise<void> {
  const end: { code?: number | null } = {};
  void ended.then((code) => (end.code = code));
  for (;;) {
    if ('code' in end)
      throw new Error(`The server ended with ${end.code} before it was ready:\n${printed()}`);
    const answer = await fetch(url).catch(() => null);
    if (answer?.ok) return;
    await new Promise((again) => setTimeout(again, 25));
  }
}

export function freePort(): Promise<number> {
  return new Promise((found, failed) => {
    const server = createServer().once('error', failed);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => found(port));
    });
  });
}
