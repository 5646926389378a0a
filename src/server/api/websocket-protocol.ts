import type { GraphQLError } from 'graphql';
import { makeServer, type Server, type SubscribePayload } from 'graphql-ws';
import type { Actor } from '../foundation/actor';
import { newId } from '../foundation/ids';
import type { Limits } from '../foundation/settings';
import type { Connection } from './connection';
import { requestError } from './errors';
import type { EventStream } from './event-stream';
import type { Admitted, Operations } from './operation';
import type { StreamLane } from './stream-lane';

export interface ProtocolOptions {
  operations: Operations;
  lane: StreamLane | null;
  limits: Limits;
  /** Called once, when the client has shown who it is. */
  onActor(actor: Actor): void;
}

/** What graphql-ws passes from `onSubscribe` on. */
interface Started extends Admitted {
  id: string;
}

/** graphql-transport-ws for one connection, by graphql-ws, with every operation through the one pipeline. */
export function createProtocol(connection: Connection, options: ProtocolOptions): Server {
  const { operations, lane, limits } = options;
  let credential = '';

  const start = async (id: string, payload: SubscribePayload): Promise<Started | GraphQLError[]> => {
    const requestId = newId();
    const refuse = (errors: readonly unknown[]): GraphQLError[] => [
      ...operations.refuse(errors, requestId).errors,
    ];
    if (connection.operationCount >= limits.socketOperations) {
      const message = `A socket runs at most ${limits.socketOperations} operations at once`;
      return refuse([requestError('RATE_LIMITED', message, { reason: 'SOCKET_OPERATIONS' })]);
    }
    const controller = connection.startOperation();
    try {
      // Again for each operation: the credential may have been revoked since the socket was opened.
      const actor = await operations.authenticate(credential);
      const { address } = connection;
      const caller = { actor, transport: 'websocket' as const, requestId, address, controller };
      const request = { ...payload, document: operations.documents.parse(payload.query) };
      const admitted = operations.admit(request, caller);
      if (!('refused' in admitted)) return { ...admitted, id };
      controller.abort();
      return refuse(admitted.refused);
    } catch (error) {
      controller.abort();
      return refuse([error]);
    }
  };

  const throughLane = (streams: StreamLane, started: Started): EventStream => {
    const request = {
      id: started.id,
      document: started.document,
      operationName: started.operationName ?? null,
      variables: started.variableValues ?? {},
      operation: started.contextValue,
    };
    return operations.serve(started, () => streams.run(request, connection));
  };

  return makeServer({
    connectionInitWaitTimeout: limits.socketInitMs,

    /** The answer false closes with 4403. Only what the payload says counts: never a cookie, never the address. */
    async onConnect({ connectionParams }) {
      const authorization = connectionParams?.authorization;
      if (typeof authorization !== 'string') return false;
      try {
        options.onActor(await operations.authenticate(authorization));
        credential = authorization;
        return true;
      } catch (error) {
        operations.refuse([error], newId());
        return false;
      }
    },

    onSubscribe: (_context, id, payload) => start(id, payload),

    execute: async (args) => {
      const started = args as Started;
      try {
        return await operations.execute(started);
      } finally {
        started.caller.controller.abort();
      }
    },

    subscribe: async (args) => {
      const started = args as Started;
      const { document, operationName } = started;
      return lane?.accepts(document, operationName ?? null)
        ? throughLane(lane, started)
        : operations.subscribe(started);
    },
  });
}
