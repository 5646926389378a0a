import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { EvaluationSignal, EvaluationSignals } from '../../delivery/evaluation-signals';
import type { Clock } from '../../foundation/clock';
import { limitExceeded } from '../../foundation/errors';
import { random } from '../../foundation/ids';
import type { Operation } from '../../foundation/operation';
import type { Admission } from '../admission';
import { requestError } from '../errors';
import type { OpenConnections } from '../open-connections';

/** Shorter than what proxies wait for on a silent connection, a minute as a rule. */
const heartbeatMs = 15_000;
/** Beats that a client may leave unread, before it counts as gone. */
const mostUnreadBeats = 2;
/** Clients evaluate again at once, so it is we who spread them: not for longer than a node takes its time to stop. */
const widestSpreadMs = 10_000;
const fullForMs = 10_000;
const reconnectMs = { after: 1_000, spread: 2_000 };

const headers = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store',
  connection: 'close',
  'x-accel-buffering': 'no',
};

/** Server-sent events that tell OpenFeature's clients to evaluate again. */
export class EventStreams {
  private isDraining = false;
  private open = 0;

  constructor(
    private readonly signals: EvaluationSignals,
    private readonly connections: OpenConnections,
    private readonly admission: Admission,
    private readonly clock: Clock,
  ) {}

  get size(): number {
    return this.open;
  }

  /** Resolves when the stream has ended; rejects, with nothing sent, when it cannot be had. */
  async serve(
    operation: Operation,
    since: string | null,
    address: string,
    response: ServerResponse,
  ): Promise<void> {
    this.assertRoom(address);
    const signals = await this.signals.open(operation, { protocol: 1, resume: since });
    const closed = this.connections.opened(address);
    this.open += 1;
    // A client may leave while it is written to.
    response.on('error', () => undefined);
    response.writeHead(200, headers);
    const stopBeating = this.beat(response);
    try {
      response.write(retryAfter(reconnectMs.after + random() * reconnectMs.spread));
      for await (const signal of signals) await this.tell(signal, response, operation.signal);
    } catch (error) {
      if (!operation.signal.aborted) throw error;
    } finally {
      stopBeating();
      closed();
      this.open -= 1;
      response.end();
    }
  }

  /** Takes no new stream; those that are open end with their signals. */
  drain(): void {
    this.isDraining = true;
  }

  private assertRoom(address: string): void {
    if (this.isDraining) throw requestError('UNAVAILABLE', 'The node is stopping, try another one');
    if (this.connections.refusalFor(address) !== null) {
      throw limitExceeded('Too many streams are open', { reason: 'STREAMS', retryAfterMs: fullForMs });
    }
    this.admission.admit();
  }

  private async tell(
    signal: EvaluationSignal,
    response: ServerResponse,
    aborted: AbortSignal,
  ): Promise<void> {
    const spreadMs = asksToEvaluate(signal)
      ? Math.floor(random() * Math.min(signal.refetchWindowMs, widestSpreadMs))
      : 0;
    if (spreadMs > 0) await this.wait(spreadMs, aborted);
    if (aborted.aborted || response.write(textOf(signal))) return;
    await once(response, 'drain', { signal: aborted });
  }

  private wait(ms: number, aborted: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.clock.after(ms, resolve);
      aborted.addEventListener('abort', () => (cancel(), resolve()), { once: true });
    });
  }

  /** Shows the client, and all between, that the stream lives; ends one that nobody reads. */
  private beat(response: ServerResponse): () => void {
    let unread = 0;
    return this.clock.every(heartbeatMs, () => {
      unread = response.writableNeedDrain ? unread + 1 : 0;
      if (unread >= mostUnreadBeats) response.destroy();
      else if (unread === 0) response.write(':\n\n');
    });
  }
}

const asksToEvaluate = ({ flagKeys, final }: EvaluationSignal): boolean =>
  final === null && (flagKeys === null || flagKeys.length > 0);

/** A client that is sent away is told nothing else: it keeps its place, and hears the rest where it comes to. */
function textOf(signal: EvaluationSignal): string {
  const { resume, final } = signal;
  if (final === 'DRAINING') return retryAfter(random() * widestSpreadMs);
  if (final !== null) return '';
  if (!asksToEvaluate(signal)) return `id: ${resume}\n\n`;
  const data = JSON.stringify({ type: 'refetchEvaluation', etag: resume });
  return `event: message\nid: ${resume}\ndata: ${data}\n\n`;
}

const retryAfter = (ms: number): string => `retry: ${Math.floor(ms)}\n\n`;
