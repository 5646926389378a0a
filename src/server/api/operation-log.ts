import type { GraphQLError } from 'graphql';
import type { Logger } from '../foundation/logger';
import type { Metrics } from './metrics';
import type { Admitted } from './operation';

/** The access log and its numbers: a line for each operation, with who asked and what it cost, never what was said. */
export class OperationLog {
  constructor(
    private readonly metrics: Metrics,
    private readonly logger: Logger,
  ) {}

  /** Of a subscription this is its start. */
  done(admitted: Admitted, errors: readonly GraphQLError[], durationMs: number): void {
    const { actor, transport, requestId } = admitted.caller;
    const { operation: kind, name } = admitted.definition;
    const codes = codesOf(errors);
    this.metrics.operationDone({ transport, kind, codes, durationMs });
    this.logger.info(
      {
        requestId,
        transport,
        kind,
        operation: name?.value ?? null,
        organizationId: actor.kind === 'ANONYMOUS' ? null : actor.organizationId,
        credentialId: actor.kind === 'ANONYMOUS' ? null : actor.credentialId,
        cost: admitted.cost,
        durationMs,
        codes,
      },
      'operation',
    );
  }

  refused(errors: readonly GraphQLError[], requestId: string): void {
    const codes = codesOf(errors);
    for (const code of codes) this.metrics.requestRefused(code);
    this.logger.info({ requestId, codes }, 'refused');
  }

  failed(error: unknown, requestId: string): void {
    this.logger.error({ err: error, requestId }, 'an operation failed');
  }
}

const codesOf = (errors: readonly GraphQLError[]): string[] => [
  ...new Set(errors.map(({ extensions }) => String(extensions.code))),
];
