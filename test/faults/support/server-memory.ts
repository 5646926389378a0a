import { WebSocket } from 'ws';
import type { ServerProcess } from '../../support/server-process';

/** Settings with which a server process tells of its memory. */
export const inspected = { NODE_OPTIONS: '--inspect=127.0.0.1:0' };

/** Bytes that a server holds in its heap and in buffers once everything that is garbage is collected. */
export async function memoryOf(server: ServerProcess): Promise<number> {
  const [, url] = /Debugger listening on (ws:\S+)/.exec(server.output()) ?? [];
  if (!url) throw new Error('The server was not started with `inspected`');
  const socket = new WebSocket(url);
  await new Promise((opened, failed) => socket.once('open', opened).once('error', failed));
  const ask = (id: number, method: string, params?: object): Promise<Answer> =>
    new Promise((answered) => {
      const hear = (data: unknown): void => {
        const answer = JSON.parse(String(data)) as Answer;
        if (answer.id !== id) return;
        socket.off('message', hear);
        answered(answer);
      };
      socket.on('message', hear);
      socket.send(JSON.stringify({ id, method, params }));
    });
  try {
    // Twice: what the first collection lets go of may hold buffers.
    await ask(1, 'HeapProfiler.collectGarbage');
    await ask(2, 'HeapProfiler.collectGarbage');
    const expression = '(({ heapUsed, external }) => heapUsed + external)(process.memoryUsage())';
    return (await ask(3, 'Runtime.evaluate', { expression })).result.result.value;
  } finally {
    socket.close();
  }
}

interface Answer {
  id: number;
  result: { result: { value: number } };
}
