import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createClient } from '../../src/clients/sdk';

interface FleetPlan {
  url: string;
  key: string;
  count: number;
}

/** SDKs in a process of their own, and how long each change took to each of them, in ms from its commit. */
export class SdkFleet {
  private readonly child: ChildProcess = fork(__filename);

  async open(plan: FleetPlan): Promise<void> {
    await this.ask(plan);
  }

  delays(): Promise<number[]> {
    return this.ask('tell');
  }

  close(): void {
    this.child.disconnect();
  }

  private async ask(order: FleetPlan | 'tell'): Promise<number[]> {
    this.child.send(order);
    const [delays] = (await once(this.child, 'message')) as [number[]];
    return delays;
  }
}

async function follow({ count, ...server }: FleetPlan, delays: number[]): Promise<void> {
  const clients = Array.from({ length: count }, () => createClient(server));
  for (const client of clients) {
    client.on('change', ({ delayMs }) => {
      if (delayMs !== null) delays.push(delayMs);
    });
  }
  await Promise.all(clients.map((client) => client.ready(30_000)));
}

if (require.main === module) {
  const delays: number[] = [];
  process.on('message', (order: FleetPlan | 'tell') => {
    const done = order === 'tell' ? Promise.resolve() : follow(order, delays);
    void done.then(() => process.send?.(delays));
  });
  process.on('disconnect', () => process.exit());
}
