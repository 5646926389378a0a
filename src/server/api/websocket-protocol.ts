import type { ExecutionResult } from 'graphql';
import {
  CloseCode,
  GRAPHQL_TRANSPORT_WS_PROTOCOL,
  MessageType,
  parseMessage,
  stringifyMessage,
  type Message,
  type SubscribePayload,
} from 'graphql-ws';
import type { Actor } from '../foundation/actor';
import type { Clock } from '../foundation/clock';
import { newId } from '../foundation/ids';
import type { Limits } from '../foundation/settings';
import type { Connection } from './connection';
import { requestError } from './errors';
import type { Admitted, Caller, Operations } from './operation';
import type { StreamLane } from './stream-lane';

export interface ProtocolOptions {
  operations: Operations;
  lane: StreamLane | null;
  limits: Limits;
  clock: Clock;
  /** Called once, when the client has shown who it is. */
  onActor(actor: Actor): void;
}

/**
 * The server's side of graphql-transport-ws for one connection, every operation through the one pipeline. graphql-ws
 * has the words and reads the messages; what it would keep of each subscription is what this is for: an open stream of
 * configuration holds nothing here but the way to end it.
 */
export class WebSocketProtocol {
  /** How to end each operation that runs, by the id that the client gave it. */
  private readonly running = new Map<string, () => void>();
  private phase: 'NEW' | 'CONNECTING' | 'ACKNOWLEDGED' = 'NEW';
  private credential = '';
  /** Whether the stream that the socket was let in for has been opened. */
  private hasStreamed = false;
  private stopWaiting: () => void;

  constructor(
    private readonly connection: Connection,
    private readonly options: ProtocolOptions,
  ) {
    this.stopWaiting = options.clock.after(options.limits.socketInitMs, () => {
      connection.close(CloseCode.ConnectionInitialisationTimeout, 'Connection initialisation timeout');
    });
    if (connection.subprotocol !== GRAPHQL_TRANSPORT_WS_PROTOCOL) {
      connection.close(CloseCode.SubprotocolNotAcceptable, 'Subprotocol not acceptable');
    }
  }

  /** Rejects only where there is a bug. */
  async receive(text: string): Promise<void> {
    // Nothing that was asked after the close could be answered, so nothing of it is done.
    if (!this.connection.isOpen) return;
    let message: Message;
    try {
      message = parseMessage(text);
    } catch {
      return this.connection.close(CloseCode.BadRequest, 'Invalid message received');
    }
    switch (message.type) {
      case MessageType.ConnectionInit:
        return this.connect(message.payload);
      case MessageType.Ping: {
        const { payload } = message;
        return this.connection.sent(
          stringifyMessage({ type: MessageType.Pong, ...(payload && { payload }) }),
        );
      }
      case MessageType.Pong:
        return;
      case MessageType.Subscribe:
        return this.subscribe(message.id, message.payload);
      case MessageType.Complete:
        return this.running.get(message.id)?.();
      default:
        this.connection.close(CloseCode.BadRequest, `Unexpected message of type ${message.type} received`);
    }
  }

  /** The connection is gone. */
  closed(): void {
    this.stopWaiting();
    for (const end of [...this.running.values()]) end();
  }

  /** Only what the payload says counts: never a cookie, never the address. */
  private async connect(payload: Record<string, unknown> | undefined): Promise<void> {
    const { connection, options } = this;
    if (this.phase !== 'NEW') {
      return connection.close(CloseCode.TooManyInitialisationRequests, 'Too many initialisation requests');
    }
    this.phase = 'CONNECTING';
    this.stopWaiting();
    this.stopWaiting = () => undefined;
    const authorization = payload?.authorization;
    if (typeof authorization !== 'string') return connection.close(CloseCode.Forbidden, 'Forbidden');
    try {
      options.onActor(await options.operations.authenticate(authorization));
    } catch (error) {
      options.operations.refuse([error], newId());
      return connection.close(CloseCode.Forbidden, 'Forbidden');
    }
    this.credential = authorization;
    this.phase = 'ACKNOWLEDGED';
    await connection.sent(stringifyMessage({ type: MessageType.ConnectionAck }));
  }

  private async subscribe(id: string, payload: SubscribePayload): Promise<void> {
    const { connection, running } = this;
    const { operations, limits } = this.options;
    if (this.phase !== 'ACKNOWLEDGED') return connection.close(CloseCode.Unauthorized, 'Unauthorized');
    if (running.has(id)) {
      return connection.close(CloseCode.SubscriberAlreadyExists, `Subscriber for ${id} already exists`);
    }
    const requestId = newId();
    if (running.size >= limits.socketOperations) {
      const text = `A socket runs at most ${limits.socketOperations} operations at once`;
      return this.refuse(
        id,
        [requestError('RATE_LIMITED', text, { reason: 'SOCKET_OPERATIONS' })],
        requestId,
      );
    }
    const controller = new AbortController();
    const stop = (): void => {
      running.delete(id);
      controller.abort();
    };
    const isWanted = (): boolean => running.get(id) === stop;
    running.set(id, stop);
    const answered = connection.asked();
    try {
      // Again for each operation: the credential may have been revoked since the socket was opened.
      const actor = await operations.authenticate(this.credential);
      const { address } = connection;
      const isAdmitted = !this.hasStreamed;
      const caller: Caller = { actor, transport: 'websocket', requestId, address, isAdmitted, controller };
      const request = { ...payload, document: operations.documents.parse(payload.query) };
      const admitted = operations.admit(request, caller);
      if ('refused' in admitted) return await this.refuse(id, admitted.refused, requestId);
      this.hasStreamed ||= admitted.definition.operation === 'subscription';
      if (this.isForLane(admitted)) await this.openStream(id, admitted);
      else {
        if (admitted.definition.operation === 'subscription') answered();
        await this.run(id, admitted, isWanted);
      }
    } catch (error) {
      if (isWanted()) await this.refuse(id, [error], requestId);
    } finally {
      // Unless the client has ended it, or a stream goes on under this id.
      if (isWanted()) stop();
      answered();
    }
  }

  private isForLane({ document, operationName }: Admitted): boolean {
    return this.options.lane?.accepts(document, operationName ?? null) ?? false;
  }

  private async openStream(id: string, admitted: Admitted): Promise<void> {
    const { lane, operations } = this.options;
    const { document, operationName, variableValues, contextValue: operation } = admitted;
    const { requestId } = admitted.caller;
    const { running } = this;
    let stop = running.get(id);
    operations.started(admitted);
    const request = { id, document, operationName: operationName ?? null, variables: variableValues ?? {} };
    const leave = await lane!.open({ ...request, operation }, this.connection, (error) => {
      if (running.get(id) !== stop) return;
      running.delete(id);
      void (error === undefined ? this.complete(id) : this.refuse(id, [error], requestId));
    });
    // The client has left meanwhile, or the stream has ended already.
    if (running.get(id) !== stop) return leave();
    // With the way to stop the opening goes all that the opening needed.
    stop = () => {
      running.delete(id);
      leave();
    };
    running.set(id, stop);
  }

  /** Each result is handed to the kernel before the next is asked for. */
  private async run(id: string, admitted: Admitted, isWanted: () => boolean): Promise<void> {
    const { operations } = this.options;
    const next = async (payload: ExecutionResult): Promise<void> => {
      if (isWanted()) {
        await this.connection.sent(stringifyMessage({ id, type: MessageType.Next, payload }));
      }
    };
    if (admitted.definition.operation === 'subscription') {
      const answer = await operations.subscribe(admitted);
      if (Symbol.asyncIterator in answer) for await (const result of answer) await next(result);
      else await next(answer);
    } else {
      await next(await operations.execute(admitted));
    }
    if (isWanted()) await this.complete(id);
  }

  private complete(id: string): Promise<void> {
    return this.connection.sent(stringifyMessage({ id, type: MessageType.Complete }));
  }

  private refuse(id: string, errors: readonly unknown[], requestId: string): Promise<void> {
    const payload = [...this.options.operations.refuse(errors, requestId).errors];
    return this.connection.sent(stringifyMessage({ id, type: MessageType.Error, payload }));
  }
}
