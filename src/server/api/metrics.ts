import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Transport } from './operation';

export interface FinishedOperation {
  transport: Transport;
  kind: 'query' | 'mutation' | 'subscription';
  /** The error codes it was answered with; none: it succeeded. */
  codes: readonly string[];
  durationMs: number;
}

/** What /metrics shows. Labels are closed sets: never a key, a name or a tenant. */
export class Metrics {
  private readonly registry = new Registry();

  private readonly operations = new Counter({
    name: 'signalbox_operations_total',
    help: 'GraphQL operations that were let in',
    labelNames: ['transport', 'kind'],
    registers: [this.registry],
  });

  private readonly durations = new Histogram({
    name: 'signalbox_operation_duration_seconds',
    help: 'How long queries and mutations took',
    labelNames: ['transport', 'kind'],
    buckets: [0.001, 0.005, 0.02, 0.1, 0.5, 2, 10],
    registers: [this.registry],
  });

  private readonly errors = new Counter({
    name: 'signalbox_errors_total',
    help: 'Operations and requests that were answered with an error, by its code',
    labelNames: ['code'],
    registers: [this.registry],
  });

  private readonly revisions = new Counter({
    name: 'signalbox_revisions_published_total',
    help: 'Revisions that this node published',
    registers: [this.registry],
  });

  readonly contentType = this.registry.contentType;

  operationDone({ transport, kind, codes, durationMs }: FinishedOperation): void {
    this.operations.inc({ transport, kind });
    if (kind !== 'subscription') this.durations.observe({ transport, kind }, durationMs / 1000);
    for (const code of codes) this.errors.inc({ code });
  }

  /** For a request that was refused before it became an operation. */
  requestRefused(code: string): void {
    this.errors.inc({ code });
  }

  revisionPublished(): void {
    this.revisions.inc();
  }

  /** Shows the answer of `count` whenever it is asked. */
  watch(name: string, help: string, count: () => number): void {
    new Gauge({
      name,
      help,
      registers: [this.registry],
      collect() {
        this.set(count());
      },
    });
  }

  /** The process itself: memory, CPU, event-loop lag. */
  watchProcess(): void {
    collectDefaultMetrics({ register: this.registry });
  }

  text(): Promise<string> {
    return this.registry.metrics();
  }
}
