import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { pino } from 'pino';
import { dialects } from '../support/databases';
import { aNatsPrefix, natsServer, onNats } from '../support/nats';
import { send } from '../support/requests';
import { aStage, openTheatre, type Stage, type Theatre } from '../server/delivery/stage';

const until = async (isSo: () => boolean): Promise<void> => {
  while (!isSo()) await new Promise(setImmediate);
};

/** Stands between two nodes and NATS, and can be cut. */
class Line {
  isCut = false;
  /** Who came while it was cut. */
  refused = 0;
  private readonly sockets = new Set<Socket>();
  private readonly server: Server;

  private constructor(private readonly target: URL) {
    this.server = createServer((near) => {
      if (this.isCut) {
        this.refused += 1;
        return near.destroy();
      }
      const far = connect(Number(this.target.port), this.target.hostname);
      for (const [one, other] of [
        [near, far],
        [far, near],
      ]) {
        this.sockets.add(one);
        one.pipe(other).on('error', () => undefined);
        one.once('close', () => (this.sockets.delete(one), other.destroy()));
      }
    });
  }

  static async to(url: string): Promise<Line> {
    const line = new Line(new URL(url));
    await new Promise<void>((resolve) => line.server.listen(0, '127.0.0.1', resolve));
    return line;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  cut(): void {
    this.isCut = true;
    for (const socket of this.sockets) socket.destroy();
  }

  close(): void {
    this.cut();
    this.server.close();
  }
}

onNats('hints over NATS', () => {
  describe.each(dialects)('between two nodes on %s', (dialect) => {
    const lines: string[] = [];
    const logger = pino({ level: 'info' }, { write: (line: string) => void lines.push(line) });
    const told = (): string[] =>
      lines
        .map((line) => (JSON.parse(line) as { msg: string }).msg)
        .filter((text) => /hints|NATS/.test(text));

    let line: Line;
    let here: Theatre;
    let there: Theatre;
    let stage: Stage;

    beforeAll(async () => {
      line = await Line.to(natsServer);
      const settings = {
        secret: 'a secret that both nodes of a test have',
        natsUrl: `nats://127.0.0.1:${line.port}`,
        natsPrefix: aNatsPrefix(),
      };
      here = await openTheatre(dialect, { settings });
      const { databaseUrl } = here.harness.settings;
      there = await openTheatre(dialect, { databaseUrl, settings, logger });
    });
    beforeEach(async () => {
      await meet();
      stage = await aStage(here);
      await stage.createFlags('checkout');
    });
    afterEach(() => stage.closeAll());
    afterAll(async () => {
      await here.close();
      await there.close();
      line.close();
    });

    /** Until a hint from here is heard there. */
    async function meet(): Promise<void> {
      let isHeard = false;
      const stop = there.harness.hints.subscribe(() => (isHeard = true));
      const probe = { environmentId: 'probe', epoch: 'probe', revision: 1, from: 'THIS_NODE' as const };
      await until(() => {
        // On a loaded machine a first attempt to connect may have failed.
        for (const { clock } of [here, there]) clock.advance(1);
        here.harness.hints.notify(probe);
        return isHeard;
      });
      stop();
    }

    const isConnected = ({ harness }: Theatre): boolean => harness.hintsOverNats?.isConnected ?? false;

    const metric = async ({ server }: Theatre, name: string): Promise<number> => {
      const { text } = await send(`${server.url}/metrics`);
      return Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(text)?.[1]);
    };

    test('a change is seen on the other node at once, without its poll', async () => {
      const stream = stage.at(there).subscribe();
      await stream.opening();
      const revision = await stage.setOn('checkout', true);
      expect(await stream.next('ConfigDelta')).toMatchObject({ revision: String(revision), coalesced: 1 });
      stream.close();
    });

    test('a node counts the revisions that it published itself, and no others', async () => {
      const before = await metric(there, 'signalbox_revisions_published_total');
      const stream = stage.at(there).subscribe();
      await stream.opening();
      await stage.setOn('checkout', true);
      await stream.next('ConfigDelta');
      expect(await metric(there, 'signalbox_revisions_published_total')).toBe(before);
      stream.close();
    });

    test('while NATS is away a change is seen within the poll, and afterwards at once again', async () => {
      const stream = stage.at(there).subscribe({ bookmarkEveryMs: 60_000 });
      await stream.opening();
      lines.length = 0;
      line.cut();
      await until(() => !isConnected(here) && !isConnected(there));
      expect(await metric(there, 'signalbox_nats_connected')).toBe(0);
      await until(() => {
        there.clock.advance(10);
        return line.refused >= 3;
      });
      const revision = await stage.setOn('checkout', true);
      there.clock.advance(1_000);
      expect(await stream.next('ConfigDelta')).toMatchObject({ revision: String(revision) });

      line.isCut = false;
      await until(() => {
        for (const { clock } of [here, there]) clock.advance(10);
        return isConnected(here) && isConnected(there);
      });
      await meet();
      expect(await metric(there, 'signalbox_nats_connected')).toBe(1);
      expect(told()).toEqual([
        'NATS does not answer: changes of other nodes are seen within a second',
        'hints go to the other nodes, and theirs come in',
      ]);
      const later = await stage.setOn('checkout', false);
      expect(await stream.next('ConfigDelta')).toMatchObject({ revision: String(later) });
      stream.close();
    });

    test('what is no hint is passed over', async () => {
      const { connect: connectNats } = await import('nats');
      const stranger = await connectNats({ servers: natsServer });
      const { natsPrefix } = here.harness.settings;
      const heard: unknown[] = [];
      const stop = there.harness.hints.subscribe((hint) => hint.epoch === 'stray' && heard.push(hint));
      for (const text of ['', 'nonsense', 'stray.', 'stray.-1', 'stray.1e9', `stray.${'9'.repeat(20)}`]) {
        stranger.publish(`${natsPrefix}.env.${stage.rowId}`, text);
      }
      stranger.publish(`${natsPrefix}.env.${stage.rowId}`, 'stray.7');
      await until(() => heard.length > 0);
      expect(heard).toEqual([
        { environmentId: stage.rowId, epoch: 'stray', revision: 7, from: 'ANOTHER_NODE' },
      ]);
      stop();
      await stranger.close();
    });
  });
});

test('a NATS that never answers holds up no start, no change and no stop', async () => {
  const lines: string[] = [];
  const logger = pino({ level: 'info' }, { write: (line: string) => void lines.push(line) });
  const theatre = await openTheatre('sqlite', { logger, settings: { natsUrl: 'nats://127.0.0.1:1' } });
  const stage = await aStage(theatre);
  const stream = stage.subscribe();
  await stream.opening();
  await stage.createFlags('checkout');
  await stream.next('ConfigDelta');
  stage.closeAll();
  await until(() => lines.some((line) => line.includes('NATS does not answer')));
  await theatre.close();
});
