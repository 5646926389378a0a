import WebSocket from 'ws';
import { mysqlServer } from '../support/databases';
import { createClient, type Client } from '../../src/clients/sdk';
import { metric } from './support/metric';
import { randomOf } from './support/random';
import { scenario } from './support/scenario';
import { until } from './support/until';

const quiet = { debug() {}, info() {}, warn() {}, error() {} };

describe('a herd', () => {
  const count = Number(process.env.FAULTS_HERD ?? 10_000);
  const backWithinMs = 60_000;
  const mostAttempts = { count: 3, withinMs: 30_000 };

  scenario(
    'T24',
    `of ${count} SDKs whose node is killed: all are back within 60 s, without a stampede and without a new snapshot`,
    async ({ cluster, judge, fault, figures, defer }) => {
      const settings = { SIGNALBOX_LIMIT_SOCKETS_PER_ADDRESS: '20000' };
      const installation = await cluster({ nodes: 2, database: 'SHARED', settings });
      const [doomed, other] = installation.nodes;
      const watcher = installation.watcher('watcher', other.door);
      await installation.settle();
      let target = doomed.url;
      const attempts: number[][] = Array.from({ length: count }, () => []);
      const clients = attempts.map((times, at) => {
        /** Goes to a node that is there, as a name that points to both would send it. */
        class Guided extends WebSocket {
          constructor(_address: string, protocols?: string | string[]) {
            super(`${target.replace('http', 'ws')}/graphql`, protocols);
            times.push(Date.now());
          }
        }
        const { key } = installation.place;
        const random = randomOf(`SDK ${at}`);
        return createClient({ url: other.url, key, random, webSocket: Guided, logger: quiet });
      });
      defer(() => Promise.all(clients.map((client) => client.close())));
      const live = (): number => clients.filter(({ status }) => status === 'live').length;
      await until(
        () => `all are live, ${live()} are`,
        () => live() === count,
        300_000,
      );

      const built = await metric(other.url, 'signalbox_snapshots_built');
      await installation.write('w1-1');
      const { outcome } = await installation.write('w1-2');
      const head = outcome.kind === 'ACKNOWLEDGED' ? String(outcome.revision) : '';
      const isAtHead = ({ revision }: Client): boolean => revision === head;
      await until('all are at the head', () => clients.every(isAtHead));
      target = other.url;
      fault(`kill ${doomed.name}`);
      const killedAt = Date.now();
      await doomed.kill();
      const { outcome: last } = await installation.write('w1-3', { urls: [other.url] });
      expect(last.kind).toBe('ACKNOWLEDGED');
      await until('all have noticed', () => live() === 0);
      await until(
        () => `all are back, ${live()} are`,
        () => live() === count,
        300_000,
      );
      const backMs = Date.now() - killedAt;

      figures['ms until all were back'] = backMs;
      const tries = attempts.map((times) =>
        mostWithin(
          times.filter((time) => time >= killedAt),
          mostAttempts.withinMs,
        ),
      );
      figures['attempts of one client within 30 s at most'] = Math.max(...tries);
      figures['clients with more than 3'] = tries.filter((each) => each > mostAttempts.count).length;
      figures['snapshots built'] = (await metric(other.url, 'signalbox_snapshots_built')) - built;
      await watcher.waitFor(last.kind === 'ACKNOWLEDGED' ? last.revision : 0);
      await judge(installation);
      expect(backMs).toBeLessThanOrEqual(backWithinMs);
      expect(figures['clients with more than 3']).toBe(0);
      expect(figures['snapshots built']).toBeLessThanOrEqual(1);
    },
    { isLong: true, minutes: 15, obstacle: mysqlServer ? null : 'no MariaDB or MySQL server answered' },
  );
});

/** Of ascending times, as many as lie in one stretch of so many ms. */
function mostWithin(times: readonly number[], ms: number): number {
  return Math.max(0, ...times.map((from) => times.filter((at) => at >= from && at < from + ms).length));
}
