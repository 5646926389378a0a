import 'reflect-metadata';
import WebSocket from 'ws';
import { StatementLog } from '../../test/support/statement-log';
import { signalboxServer } from './servers';

/**
 * Prints what it costs when many clients come back at once and there is nothing new: bytes that each is sent, and
 * statements that the database is sent. What the node looks at each second, clients or not, is counted apart.
 *
 *     npm run bench:resume -- [clients]
 */

const clients = Number(process.argv[2] ?? 2_000);
const polls = /environment_heads|organization_heads|propagation_reports|sdk_keys SET|last_used/;

async function main(): Promise<void> {
  const log = new StatementLog();
  const server = await signalboxServer(log);
  try {
    await server.publish('a revision.');
    const { resume } = await come({});
    const { result, statements } = await log.during(async () => {
      const started = process.hrtime.bigint();
      const answers = await Promise.all(Array.from({ length: clients }, () => come({ resume })));
      return { answers, ms: Number(process.hrtime.bigint() - started) / 1e6 };
    });
    const { answers, ms } = result;
    const bytes = answers.map((answer) => answer.bytes).sort((a, b) => a - b);
    const asked = statements.filter((statement) => !polls.test(statement));
    const upToDate = answers.filter(({ willSend }) => willSend === 'UP_TO_DATE').length;
    console.log(`${clients} clients came back in ${ms.toFixed(0)} ms, ${upToDate} of them up to date`);
    console.log(`bytes sent to each, the upgrade and StreamOpened: at most ${bytes.at(-1)}`);
    console.log(
      `statements for them: ${asked.length}; of the node's own: ${statements.length - asked.length}`,
    );
    for (const statement of new Set(asked)) console.log(`  ${statement.slice(0, 160)}`);
  } finally {
    await server.stop();
  }

  /** Opens a stream and leaves when it has its snapshot, or is told that there is nothing new. */
  function come(input: object): Promise<{ bytes: number; willSend: string; resume: string }> {
    const { url, protocol, hello } = server.subscription(input);
    return new Promise((resolve, reject) => {
      const socket = new WebSocket(url, protocol, { perMessageDeflate: false });
      const unsaid = [...hello];
      const sayNext = (): void => {
        const next = unsaid.shift();
        if (next !== undefined) socket.send(next);
      };
      let willSend = '';
      let bytes = 0;
      socket.on('error', reject);
      socket.on('upgrade', ({ socket: raw }) => (bytes = raw.bytesRead));
      socket.on('open', sayNext);
      socket.on('message', (data: Buffer) => {
        bytes += data.length;
        sayNext();
        const { payload } = JSON.parse(data.toString()) as { payload?: { data?: { configStream: Event } } };
        const event = payload?.data?.configStream;
        if (!event) return;
        willSend ||= event.willSend ?? '';
        if (event.resume === undefined && willSend !== 'UP_TO_DATE') return;
        socket.terminate();
        resolve({ bytes, willSend, resume: event.resume ?? '' });
      });
    });
  }
}

interface Event {
  willSend?: string;
  resume?: string;
}

void main();
