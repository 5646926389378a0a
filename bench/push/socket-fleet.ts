import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import WebSocket from 'ws';

/** Sockets to open; each sends `hello` message by message, the next one when an answer has come. */
export interface FleetPlan {
  url: string;
  protocol?: string;
  count: number;
  hello: string[];
  /** Each is ready when it has received a message with this text in it. */
  readyText: string;
}

/** When a message came, on the machine's monotonic clock, in nanoseconds. */
export type Arrivals = bigint[];

type Order = { open: FleetPlan } | { expect: string; count: number } | 'tell';
type Answer = { done: true } | { arrivals: string[] } | { failure: string };

/** Many subscribers in a process of their own, so that they take no time from the server that is measured. */
export class SocketFleet {
  private readonly child: ChildProcess = fork(__filename);

  async open(plan: FleetPlan): Promise<void> {
    await this.ask({ open: plan });
  }

  /** `cause` makes the server send `count` messages with `text` in them; the answer is when each of them came. */
  async timesOf(text: string, count: number, cause: () => Promise<void>): Promise<Arrivals> {
    await this.ask({ expect: text, count });
    await cause();
    return (await this.ask('tell')).map(BigInt);
  }

  close(): void {
    this.child.disconnect();
  }

  private async ask(order: Order): Promise<string[]> {
    this.child.send(order);
    const [answer] = (await once(this.child, 'message')) as [Answer];
    if ('failure' in answer) throw new Error(answer.failure);
    return 'arrivals' in answer ? answer.arrivals : [];
  }
}

/** What the sockets wait for now, and when it came. */
let expected = { text: '', count: 0, arrivals: [] as bigint[], complete: (): void => undefined };
let arrived: Promise<void> = Promise.resolve();

async function follow(order: Order): Promise<Answer> {
  if (order === 'tell') {
    await arrived;
    return { arrivals: expected.arrivals.map(String) };
  }
  if ('open' in order) await openAll(order.open);
  else {
    arrived = new Promise((complete) => {
      expected = { text: order.expect, count: order.count, arrivals: [], complete };
    });
  }
  return { done: true };
}

async function openAll(plan: FleetPlan): Promise<void> {
  for (let opened = 0; opened < plan.count; opened += 50) {
    await Promise.all(Array.from({ length: Math.min(50, plan.count - opened) }, () => openSocket(plan)));
  }
}

function openSocket({ url, protocol, hello, readyText }: FleetPlan): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, protocol, { perMessageDeflate: false });
    const unsaid = [...hello];
    const sayNext = (): void => {
      const next = unsaid.shift();
      if (next !== undefined) socket.send(next);
    };
    socket.on('error', reject);
    socket.on('close', (code, reason) => reject(new Error(`closed with ${code} ${String(reason)}`)));
    socket.on('open', sayNext);
    socket.on('message', (data: Buffer) => {
      note(data);
      if (data.includes(readyText)) resolve();
      else sayNext();
    });
  });
}

function note(message: Buffer): void {
  const at = process.hrtime.bigint();
  if (expected.text === '' || !message.includes(expected.text)) return;
  expected.arrivals.push(at);
  if (expected.arrivals.length === expected.count) expected.complete();
}

if (require.main === module) {
  process.on('message', (order: Order) => {
    void follow(order)
      .catch((error: unknown) => ({ failure: String(error) }))
      .then((answer) => process.send?.(answer));
  });
  process.on('disconnect', () => process.exit());
}
