import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** One request, sent again and again by each connection as soon as it was answered. */
export interface Load {
  port: number;
  path: string;
  headers: Record<string, string>;
  body: string;
  connections: number;
  seconds: number;
}

export interface LoadResult {
  answered: number;
  seconds: number;
  /** Of one answer, as it came: to be looked at by whoever counts on it. */
  sample: string;
}

/** A load generator in a process of its own, so that it takes no time from the server that it measures. */
export class LoadGenerator {
  private readonly child: ChildProcess = fork(__filename);

  async run(load: Load): Promise<LoadResult> {
    this.child.send(load);
    const [result] = (await once(this.child, 'message')) as [LoadResult | { failure: string }];
    if ('failure' in result) throw new Error(result.failure);
    return result;
  }

  close(): void {
    this.child.disconnect();
  }
}

/** Bare sockets: node's own HTTP client costs more than the servers that are measured. */
async function generate(load: Load): Promise<LoadResult> {
  const request = requestText(load);
  const startedAt = process.hrtime.bigint();
  const until = startedAt + BigInt(load.seconds * 1e9);
  const results = await Promise.all(
    Array.from({ length: load.connections }, () => askUntil(until, load.port, request)),
  );
  const seconds = Number(process.hrtime.bigint() - startedAt) / 1e9;
  const answered = results.reduce((sum, each) => sum + each.answered, 0);
  return { answered, seconds, sample: results[0].sample };
}

const requestText = ({ path, headers, body }: Load): string =>
  [
    `POST ${path} HTTP/1.1`,
    'host: 127.0.0.1',
    `content-length: ${Buffer.byteLength(body)}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    '',
    body,
  ].join('\r\n');

function askUntil(
  until: bigint,
  port: number,
  request: string,
): Promise<{ answered: number; sample: string }> {
  return new Promise((resolve, reject) => {
    const socket: Socket = connect(port, '127.0.0.1', () => socket.write(request));
    socket.setNoDelay(true);
    let received = '';
    let answered = 0;
    socket.on('error', reject);
    socket.on('close', () => reject(new Error('the server closed a connection')));
    socket.on('data', (chunk) => {
      received += chunk.toString('latin1');
      if (!isWhole(received)) return;
      if (!received.startsWith('HTTP/1.1 200')) return reject(new Error(received.slice(0, 2_000)));
      answered += 1;
      if (process.hrtime.bigint() < until) {
        received = '';
        socket.write(request);
      } else {
        socket.removeAllListeners('close').destroy();
        resolve({ answered, sample: received });
      }
    });
  });
}

function isWhole(answer: string): boolean {
  const bodyAt = answer.indexOf('\r\n\r\n') + 4;
  if (bodyAt < 4) return false;
  const length = /\r\ncontent-length: (\d+)/i.exec(answer.slice(0, bodyAt))?.[1];
  return length === undefined ? answer.endsWith('0\r\n\r\n') : answer.length - bodyAt >= Number(length);
}

if (require.main === module) {
  process.on('message', (load: Load) => {
    generate(load).then(
      (result) => process.send?.(result),
      (error: Error) => process.send?.({ failure: error.message }),
    );
  });
}
