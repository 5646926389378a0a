import {
  execute,
  getOperationAST,
  subscribe,
  type DocumentNode,
  type ExecutionArgs,
  type ExecutionResult,
  type GraphQLError,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import type { Actor } from '../foundation/actor';
import type { Clock } from '../foundation/clock';
import { newId } from '../foundation/ids';
import type { Logger } from '../foundation/logger';
import { createOperation, type Operation } from '../foundation/operation';
import { assertPlainJson } from '../foundation/plain-json';
import type { Limits } from '../foundation/settings';
import type { Admission } from './admission';
import type { Variables } from './cost-plan';
import { DocumentChecks } from './document-checks';
import { Documents } from './documents';
import { requestError, toPublicError } from './errors';
import { mapped, type EventStream } from './event-stream';
import type { Metrics } from './metrics';
import { OperationLog } from './operation-log';
import type { RateLimit } from './rate-limit';
import { withinTime } from './time-limit';

export interface OperationsOptions {
  schema: GraphQLSchema;
  limits: Limits;
  hasIntrospection: boolean;
  authenticate: (authorization: string | undefined) => Promise<Actor>;
  rateLimit: RateLimit;
  admission: Admission;
  metrics: Metrics;
  clock: Clock;
  logger: Logger;
}

export type Transport = 'http' | 'sse' | 'websocket';

/** Who asks, and over what. */
export interface Caller {
  actor: Actor;
  transport: Transport;
  requestId: string;
  /** Where the request came from: what stands for a caller that brought nothing secret. */
  address: string;
  /** Whether a stream of this caller was let in with the socket that it comes by. */
  isAdmitted?: boolean;
  /** Of this one operation: aborted when the caller leaves, and by the time limit. */
  controller: AbortController;
}

export interface Request {
  document: DocumentNode;
  operationName?: string | null;
  variables?: Variables | null;
}

/** Why an operation may not run, for `refuse`. */
export interface Refused {
  refused: readonly unknown[];
}

/** An operation that may run. */
export interface Admitted extends ExecutionArgs {
  contextValue: Operation;
  definition: OperationDefinitionNode;
  caller: Caller;
  cost: number;
}

/**
 * The one pipeline of every transport: parse, `admit` (validate, limits, cost, rate), then `execute` or `subscribe`.
 * Whatever goes wrong is told by `tell`, and by nothing else.
 */
export class Operations {
  readonly documents: Documents;
  readonly authenticate: OperationsOptions['authenticate'];
  private readonly checks: DocumentChecks;
  private readonly log: OperationLog;

  constructor(private readonly options: OperationsOptions) {
    const { schema, limits, hasIntrospection, metrics, logger } = options;
    this.documents = new Documents(limits.tokens);
    this.authenticate = options.authenticate;
    this.checks = new DocumentChecks(schema, limits, hasIntrospection);
    this.log = new OperationLog(metrics, logger);
  }

  /** Everything before the first resolver. What is not admitted is for `refuse`. */
  admit({ document, operationName, variables }: Request, caller: Caller): Admitted | Refused {
    const errors = this.checks.errorsOf(document);
    if (errors.length > 0) return { refused: errors };
    const definition = getOperationAST(document, operationName);
    if (!definition) return { refused: [requestError('BAD_USER_INPUT', unnamed(document, operationName))] };
    try {
      assertPlainJson(variables, 'variables');
      if (definition.operation === 'subscription' && !caller.isAdmitted) this.options.admission.admit();
      const cost = this.checks.costOf(document, definition, variables ?? {});
      const contextValue = this.begin(caller, cost);
      const { schema } = this.options;
      const args = { schema, document, operationName, variableValues: variables, contextValue };
      return { ...args, definition, caller, cost };
    } catch (error) {
      return { refused: [error] };
    }
  }

  /** What a service gets, for `cost`; also for what is asked without a document. Throws when it is too much. */
  begin(caller: Caller, cost: number): Operation {
    this.charge(caller, cost);
    return createOperation({ ...caller, now: this.options.clock.now(), signal: caller.controller.signal });
  }

  /** Runs a query or a mutation within the time limit. */
  async execute(admitted: Admitted): Promise<ExecutionResult> {
    const { clock, limits } = this.options;
    const started = clock.monotonic();
    const running = Promise.resolve(execute(admitted));
    const result = await withinTime(clock, limits.operationMs, running, admitted.caller.controller);
    const told = this.tellAll(result, admitted.caller.requestId);
    this.log.done(admitted, told.errors ?? [], clock.monotonic() - started);
    return told;
  }

  /** Starts a subscription; an answer without a stream says why there is none. */
  async subscribe(admitted: Admitted): Promise<EventStream | ExecutionResult> {
    const { requestId, controller } = admitted.caller;
    const stream = await subscribe(admitted);
    if (!(Symbol.asyncIterator in stream)) {
      const failure = this.tellAll(stream, requestId);
      this.log.done(admitted, failure.errors ?? [], 0);
      return failure;
    }
    this.started(admitted);
    return mapped(stream, (result) => this.tellAll(result, requestId), controller);
  }

  /** Notes a subscription whose events come another way. */
  started(admitted: Admitted): void {
    this.log.done(admitted, [], 0);
  }

  /** The answer to what was not admitted. */
  refuse(errors: readonly unknown[], requestId: string): { errors: readonly GraphQLError[] } {
    const told = errors.map((error) => this.tell(error, requestId));
    this.log.refused(told, requestId);
    return { errors: told };
  }

  /** All of the pipeline at once, for a query or a mutation. */
  async run(
    query: string,
    variables: Variables | undefined,
    authenticate: () => Promise<Actor>,
  ): Promise<ExecutionResult> {
    const requestId = newId();
    try {
      const actor = await authenticate();
      const controller = new AbortController();
      const caller: Caller = { actor, transport: 'http', requestId, address: '', controller };
      const admitted = this.admit({ document: this.documents.parse(query), variables }, caller);
      return 'refused' in admitted ? this.refuse(admitted.refused, requestId) : await this.execute(admitted);
    } catch (error) {
      return this.refuse([error], requestId);
    }
  }

  /** Takes `cost` from what the caller may use up; throws when that is too much. */
  charge({ actor, address }: Caller, cost: number): void {
    const { limits, rateLimit } = this.options;
    const limit = isClientKey(actor) ? limits.clientCost : limits.cost;
    if (!(cost <= limit)) {
      throw requestError('QUERY_TOO_COMPLEX', `The operation may cost ${cost}; at most ${limit} is allowed`);
    }
    rateLimit.take(bucketOf(actor, address), cost);
  }

  private tellAll(result: ExecutionResult, requestId: string): ExecutionResult {
    if (!result.errors) return result;
    return { ...result, errors: result.errors.map((error) => this.tell(error, requestId)) };
  }

  /** What the caller is told of an error; bugs are logged whole, and told as nothing but that. */
  private tell(error: unknown, requestId: string): GraphQLError {
    const { error: told, unexpected } = toPublicError(error, requestId);
    if (unexpected !== undefined) this.log.failed(unexpected, requestId);
    return told;
  }
}

const unnamed = (document: DocumentNode, operationName: string | null | undefined): string =>
  operationName
    ? `The document has no operation named "${operationName}"`
    : `The document has ${document.definitions.length > 1 ? 'several operations' : 'no operation'}: \`operationName\` must say which`;

const isClientKey = (actor: Actor): boolean => actor.kind === 'SDK_KEY' && actor.keyKind === 'CLIENT';

/** A client key is public, so what it may use up is counted for each address that uses it. */
function bucketOf(actor: Actor, address: string): string {
  if (actor.kind === 'ANONYMOUS') return address;
  return isClientKey(actor) ? `${actor.credentialId} ${address}` : actor.credentialId;
}
