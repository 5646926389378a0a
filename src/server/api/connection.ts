import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import type { LaneSocket } from './stream-lane';

/** The most that a close frame can say. */
const longestReason = 123;

/** What leads a whole text frame whose payload is `start`, ASCII, and `restLength` bytes more (RFC 6455, 5.2), unmasked. */
function textFrameHead(start: string, restLength: number): Buffer {
  const length = start.length + restLength;
  const extended = length < 126 ? 0 : length < 65_536 ? 2 : 8;
  const head = Buffer.allocUnsafe(2 + extended + start.length);
  head[0] = 0x81;
  head[1] = extended === 0 ? length : extended === 2 ? 126 : 127;
  if (extended === 2) head.writeUInt16BE(length, 2);
  else if (extended === 8) head.writeBigUInt64BE(BigInt(length), 2);
  head.write(start, 2 + extended, 'latin1');
  return head;
}

/** One WebSocket, from its opening to its close. */
export class Connection implements LaneSocket {
  private unanswered = 0;
  private onAnswered = (): void => undefined;
  private lastSeen: { at: number; received: number; drained: number; isWaiting: boolean };

  constructor(
    private readonly socket: WebSocket,
    private readonly raw: Duplex & { bytesRead?: number; bytesWritten?: number },
    readonly address: string,
    now: number,
  ) {
    this.lastSeen = { at: now, received: 0, drained: 0, isWaiting: false };
  }

  get subprotocol(): string {
    return this.socket.protocol;
  }

  /** Past ws, which would take the text of a frame in one piece only: without compression it keeps no frame back. */
  send(head: string, tail: Buffer): void {
    if (!this.isOpen) return;
    this.raw.cork();
    this.raw.write(textFrameHead(head, tail.length));
    this.raw.write(tail);
    this.raw.uncork();
  }

  /** Resolves when the kernel has taken the text, or the socket is gone. */
  sent(text: string): Promise<void> {
    return new Promise((resolve) => {
      if (!this.isOpen) return resolve();
      this.socket.send(text, () => resolve());
    });
  }

  get bufferedAmount(): number {
    return this.socket.bufferedAmount;
  }

  get isOpen(): boolean {
    return this.socket.readyState === this.socket.OPEN;
  }

  /** Something was asked: `closeWhenAnswered` waits until the answer of this is called, once or more often. */
  asked(): () => void {
    let isAnswered = false;
    this.unanswered += 1;
    return () => {
      if (isAnswered) return;
      isAnswered = true;
      this.unanswered -= 1;
      if (this.unanswered === 0) this.onAnswered();
    };
  }

  /** Closes once nobody waits for an answer; what is asked from now on is answered as well. */
  closeWhenAnswered(code: number, reason: string): void {
    this.onAnswered = () => this.close(code, reason);
    if (this.unanswered === 0) this.onAnswered();
  }

  close(code: number, reason: string): void {
    this.socket.close(code, reason.slice(0, longestReason));
  }

  terminate(): void {
    this.socket.terminate();
  }

  /**
   * Asks the client for a sign of life, and ends a connection that gave none for `silentMs`: nothing came in, and of what
   * waited to go out not one byte went. A client that reads slowly is alive, however late its pong; what goes out at once
   * shows nothing, since the kernel takes it for a client that is gone too.
   */
  keepAlive(now: number, silentMs: number): void {
    const { lastSeen } = this;
    const received = this.raw.bytesRead ?? 0;
    const isWaiting = this.raw.writableLength > 0;
    const drained = (this.raw.bytesWritten ?? 0) - this.raw.writableLength;
    const isAlive = received > lastSeen.received || (lastSeen.isWaiting && drained > lastSeen.drained);
    this.lastSeen = { at: isAlive ? now : lastSeen.at, received, drained, isWaiting };
    if (now - this.lastSeen.at >= silentMs) this.terminate();
    else if (!isWaiting) this.socket.ping();
  }
}
