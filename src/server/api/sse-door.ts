import type { ServerResponse } from 'node:http';
import { getOperationAST, type GraphQLError } from 'graphql';
import type { AccessWatch } from '../domain/access/access-watch';
import type { Clock } from '../foundation/clock';
import { invalidInput, limitExceeded } from '../foundation/errors';
import { httpStatusOf, requestError } from './errors';
import { sendErrors } from './json-answer';
import type { OpenConnections } from './open-connections';
import type { Admitted, Caller, Operations } from './operation';
import { runOperation } from './sse-operation';
import { SseResponse } from './sse-response';
import type { StreamLane } from './stream-lane';

export interface SseDoors {
  operations: Operations;
  lane: StreamLane | null;
  accessWatch: AccessWatch;
  openConnections: OpenConnections;
  clock: Clock;
}

/** GraphQL's parameters, as a body has them. */
interface Parameters {
  query: string;
  operationName?: string | null;
  variables?: Record<string, unknown> | null;
}

interface OpenStream {
  response: SseResponse;
  caller: Caller;
}

const heartbeatMs = 15_000;
/** Between the end of a credential and that of its streams: they say goodbye first. */
const farewellMs = 1_000;
const fullForMs = 10_000;
/** What a client tells of without reading a stream: it is to come back later, or with another credential. */
const toldByStatus = [401, 429, 503];

/** GraphQL over server-sent events: each operation is a response of its own (graphql-sse's distinct connections). */
export class SseDoor {
  private readonly open = new Set<OpenStream>();
  private readonly stopBeating: () => void;
  private isDraining = false;

  constructor(private readonly doors: SseDoors) {
    this.stopBeating = doors.clock.every(heartbeatMs, () => {
      for (const { response } of this.open) response.beat();
    });
  }

  get size(): number {
    return this.open.size;
  }

  /** Whether a POST is answered with events: it takes nothing else, or it takes them too and subscribes. */
  takes(accept: string | undefined, body: unknown): boolean {
    if (!accept?.includes('text/event-stream')) return false;
    return !/json|\*\/\*/.test(accept) || this.isSubscription(body);
  }

  /** Resolves when the response is over. `identify` may fail, as all else: the client is told why. */
  async answer(
    body: unknown,
    response: ServerResponse,
    requestId: string,
    identify: () => Promise<Caller>,
  ): Promise<void> {
    const { operations } = this.doors;
    let caller: Caller | null = null;
    try {
      caller = { ...(await identify()), transport: 'sse' };
      this.assertRoom(caller.address);
      const { query, ...parameters } = parametersIn(body);
      const request = { ...parameters, document: operations.documents.parse(query) };
      const admitted = operations.admit(request, caller);
      if (!('refused' in admitted)) return await this.run(admitted, response);
      this.refuse(operations.refuse(admitted.refused, requestId).errors, response, caller);
    } catch (error) {
      this.refuse(operations.refuse([error], requestId).errors, response, caller);
    }
  }

  /** From now on no stream is opened. */
  drain(): void {
    this.isDraining = true;
  }

  /** Ends what the lane has not ended with a goodbye. */
  close(): void {
    this.drain();
    this.stopBeating();
    for (const stream of [...this.open]) end(stream);
  }

  private isSubscription(body: unknown): boolean {
    try {
      const { query, operationName } = parametersIn(body);
      const document = this.doors.operations.documents.parse(query);
      return getOperationAST(document, operationName)?.operation === 'subscription';
    } catch {
      return false;
    }
  }

  private assertRoom(address: string): void {
    if (this.isDraining) throw requestError('UNAVAILABLE', 'The node is stopping, try another one');
    if (this.doors.openConnections.refusalFor(address) !== null) {
      throw limitExceeded('Too many streams are open', { reason: 'STREAMS', retryAfterMs: fullForMs });
    }
  }

  /** As graphql-sse has it, what is wrong with an operation is an event; a status says what no operation could change. */
  private refuse(errors: readonly GraphQLError[], response: ServerResponse, caller: Caller | null): void {
    if (response.headersSent) return void response.destroy();
    if (caller === null || toldByStatus.includes(httpStatusOf(errors[0])))
      return sendErrors(response, errors);
    const events = new SseResponse(response);
    void events.result({ errors }, caller.controller.signal);
    events.complete();
  }

  private async run(admitted: Admitted, raw: ServerResponse): Promise<void> {
    const { caller } = admitted;
    // A response that has closed already would not say so again.
    if (caller.controller.signal.aborted) return;
    const response = new SseResponse(raw);
    const stream = { response, caller };
    const unfollow = this.follow(stream);
    const closed = this.doors.openConnections.opened(caller.address);
    this.open.add(stream);
    raw.once('close', () => {
      this.open.delete(stream);
      closed();
      unfollow();
    });
    await runOperation(admitted, response, this.doors);
  }

  /** Ends the stream when its credential ends. */
  private follow(stream: OpenStream): () => void {
    const { actor } = stream.caller;
    if (actor.kind === 'ANONYMOUS') return () => undefined;
    const { accessWatch, clock } = this.doors;
    return accessWatch.onRevoked(actor, () => void clock.after(farewellMs, () => end(stream)));
  }
}

function end({ response, caller }: OpenStream): void {
  response.complete();
  caller.controller.abort();
}

function parametersIn(body: unknown): Parameters {
  const { query, operationName, variables } = Object(body) as Partial<Record<keyof Parameters, unknown>>;
  const isObject = typeof variables === 'object' && !Array.isArray(variables);
  if (typeof query !== 'string') throw invalidInput('The body must be JSON with a text `query`');
  if (operationName != null && typeof operationName !== 'string')
    throw invalidInput('`operationName` must be a text');
  if (variables != null && !isObject) throw invalidInput('`variables` must be an object');
  return { query, operationName, variables: variables as Parameters['variables'] };
}
