import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { pause } from './until';

/** UP: from who connected to the server behind. */
export type Direction = 'UP' | 'DOWN';

/** LOSE: the chunk does not arrive, and the connection is reset. LOSE_ANSWER: it arrives, and then the connection is reset. */
export type Verdict = 'PASS' | 'LOSE' | 'LOSE_ANSWER';

/** What happens to the bytes of one direction. */
interface Line {
  delayMs: number;
  /** Infinity: as many as come. */
  bytesPerSecond: number;
  isSilent: boolean;
}

/** A TCP proxy before something, which a test makes behave as networks do. Whole and fast at first. */
export interface Proxy {
  port: number;
  /** How many connections are open. */
  readonly size: number;
  /** Bytes that went through, in both directions. */
  readonly bytes: number;
  /** Where new connections go: each to the next of these ports that takes it. */
  route(...ports: number[]): void;
  /** Each chunk of one direction is held up for so long; 0: not at all. */
  delay(direction: Direction, ms: number): void;
  bandwidth(direction: Direction, bytesPerSecond: number): void;
  /** Nothing passes any more, and nobody is told; new connections are taken, and get no answer. */
  silence(...directions: Direction[]): void;
  /** What was said meanwhile passes, late. */
  heal(): void;
  /** Ends all connections with a reset. */
  cut(): void;
  /** The connections there are pass nothing any more, and neither side is told; new ones are whole. */
  abandon(): void;
  /** Ends one side of the connections there are with a reset; the other side goes on waiting. */
  forget(side: 'CLIENT' | 'SERVER'): void;
  /** Decides about each chunk on its way up. */
  censor(judge: (chunk: Buffer) => Verdict): void;
  /** Whether new connections are reset at once. */
  refuse(isRefusing: boolean): void;
  close(): Promise<void>;
}

interface Link {
  client: Socket;
  server: Socket;
  /** Nothing passes any more, not even an end. */
  isLost: boolean;
}

export async function startProxy(...ports: number[]): Promise<Proxy> {
  const lines: Record<Direction, Line> = { UP: wholeLine(), DOWN: wholeLine() };
  const links = new Set<Link>();
  const healed = new Set<() => void>();
  let targets = ports;
  let turn = 0;
  let bytes = 0;
  let isRefusing = false;
  let verdictOn: (chunk: Buffer) => Verdict = () => 'PASS';

  const carry = async (chunk: Buffer, line: Line, to: Socket, link: Link): Promise<void> => {
    for (let start = 0; start < chunk.length;) {
      // In pieces of a tenth of a second, so that a narrow line is slow all the time and not in leaps.
      const length = Math.min(chunk.length - start, Math.max(1, Math.floor(line.bytesPerSecond / 10)));
      if (line.delayMs > 0) await pause(line.delayMs);
      while (line.isSilent) await new Promise<void>((again) => healed.add(again));
      if (to.destroyed || link.isLost) return;
      bytes += length;
      if (!to.write(chunk.subarray(start, start + length))) await drained(to);
      start += length;
      if (line.bytesPerSecond !== Infinity) await pause((length / line.bytesPerSecond) * 1_000);
    }
  };

  const carryUp = async (chunk: Buffer, link: Link): Promise<void> => {
    const verdict = link.isLost ? 'PASS' : verdictOn(chunk);
    if (verdict !== 'LOSE') await carry(chunk, lines.UP, link.server, link);
    if (verdict === 'PASS') return;
    link.isLost = true;
    link.client.resetAndDestroy();
    // What it was sent still counts, which a reset might undo.
    if (verdict === 'LOSE') link.server.resetAndDestroy();
    else link.server.end();
  };

  const join = (from: Socket, to: Socket, line: Line, link: Link): void => {
    let carried = Promise.resolve();
    from.on('data', (chunk) => {
      from.pause();
      const carrying = (): Promise<void> =>
        from === link.client ? carryUp(chunk, link) : carry(chunk, line, to, link);
      carried = carried.then(carrying).then(() => void from.resume());
    });
    from.once('end', () => {
      carried = carried.then(() => (link.isLost ? undefined : void to.end()));
    });
    from.once('close', () => {
      void carried.then(() => {
        if (link.isLost) return;
        to.destroy();
        links.delete(link);
      });
    });
    from.on('error', () => {
      if (!link.isLost && !line.isSilent) to.resetAndDestroy();
    });
  };

  const listener = createServer({ pauseOnConnect: true, noDelay: true, allowHalfOpen: true }, (client) => {
    if (isRefusing) return void client.resetAndDestroy();
    void connectToOne(targets, turn++).then((server) => {
      if (!server || client.destroyed) {
        server?.destroy();
        client.resetAndDestroy();
        return;
      }
      const link: Link = { client, server, isLost: false };
      links.add(link);
      join(client, server, lines.UP, link);
      join(server, client, lines.DOWN, link);
      client.resume();
    });
  });
  const port = await listen(listener);

  const end = (ofLink: (link: Link) => void): void => {
    for (const link of [...links]) ofLink(link);
  };
  return {
    port,
    get size() {
      return links.size;
    },
    get bytes() {
      return bytes;
    },
    route: (...others) => void (targets = others),
    delay: (direction, ms) => void (lines[direction].delayMs = ms),
    bandwidth: (direction, bytesPerSecond) => void (lines[direction].bytesPerSecond = bytesPerSecond),
    silence(...directions) {
      for (const direction of directions) lines[direction].isSilent = true;
    },
    heal() {
      lines.UP.isSilent = lines.DOWN.isSilent = false;
      for (const again of healed) again();
      healed.clear();
    },
    cut: () =>
      end((link) => {
        links.delete(link);
        link.client.resetAndDestroy();
        link.server.resetAndDestroy();
      }),
    abandon: () => end((link) => void (link.isLost = true)),
    forget: (side) =>
      end((link) => {
        link.isLost = true;
        (side === 'CLIENT' ? link.client : link.server).resetAndDestroy();
      }),
    censor: (judge) => void (verdictOn = judge),
    refuse: (refusing) => void (isRefusing = refusing),
    async close() {
      end(({ client, server }) => {
        client.destroy();
        server.destroy();
      });
      links.clear();
      await new Promise((closed) => listener.close(closed));
    },
  };
}

const wholeLine = (): Line => ({ delayMs: 0, bytesPerSecond: Infinity, isSilent: false });

async function connectToOne(ports: readonly number[], turn: number): Promise<Socket | null> {
  for (let attempt = 0; attempt < ports.length; attempt += 1) {
    const socket = await connected(ports[(turn + attempt) % ports.length]);
    if (socket) return socket;
  }
  return null;
}

function connected(port: number): Promise<Socket | null> {
  return new Promise((done) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true, allowHalfOpen: true });
    socket.once('connect', () => done(socket));
    socket.once('error', () => done(null));
  });
}

function drained(socket: Socket): Promise<void> {
  return new Promise((done) => {
    socket.once('drain', done);
    socket.once('close', () => done());
  });
}

function listen(server: Server): Promise<number> {
  return new Promise((done, failed) => {
    server.once('error', failed);
    server.listen(0, '127.0.0.1', () => done((server.address() as AddressInfo).port));
  });
}
