import type { StreamHandlers } from '../sdk/connection';
import { endOf } from '../sdk/stream-end';
import { signalDocument } from './signal';
import type { EvaluationSignal } from './signal';

/** What the client needs of a WebSocket. */
export interface BrowserSocket {
  addEventListener(type: 'open' | 'error', listener: () => void): void;
  addEventListener(type: 'message', listener: (event: { data: unknown }) => void): void;
  addEventListener(type: 'close', listener: (event: { code: number; reason: string }) => void): void;
  send(text: string): void;
  close(code?: number, reason?: string): void;
}

export type BrowserSocketClass = new (url: string, protocol: string) => BrowserSocket;

export interface SignalStreamOptions extends StreamHandlers<EvaluationSignal> {
  url: string;
  key: string;
  webSocket: BrowserSocketClass;
  resume: string | null;
}

interface Message {
  type: string;
  payload?: unknown;
}

/** One subscription on a socket of its own, in the client's half of graphql-transport-ws. */
export function openSignalStream(options: SignalStreamOptions): { close(): void } {
  const { url, key, webSocket, resume, onEvent, onEnd } = options;
  let socket: BrowserSocket | undefined;
  let isOver = false;
  const close = (): void => {
    isOver = true;
    socket?.close(1000, 'Normal Closure');
  };
  const end = (error: unknown): void => {
    if (isOver) return;
    close();
    onEnd(endOf(error));
  };
  const send = (message: Message & { id?: string }): void => socket?.send(JSON.stringify(message));
  const receive = ({ type, payload }: Message): void => {
    switch (type) {
      case 'connection_ack': {
        const variables = { input: { protocol: 1, resume } };
        return send({ type: 'subscribe', id: '1', payload: { query: signalDocument, variables } });
      }
      case 'ping':
        return send({ type: 'pong' });
      case 'next': {
        const { data, errors } = payload as {
          data?: { evaluationSignal: EvaluationSignal };
          errors?: unknown;
        };
        return data ? onEvent(data.evaluationSignal) : end(errors);
      }
      case 'error':
        return end(payload);
      case 'complete':
        return end({ message: 'the server completed it' });
    }
  };
  try {
    socket = new webSocket(url, 'graphql-transport-ws');
    socket.addEventListener('open', () => {
      send({ type: 'connection_init', payload: { authorization: `Bearer ${key}` } });
    });
    socket.addEventListener('message', ({ data }) => {
      try {
        if (!isOver) receive(JSON.parse(String(data)) as Message);
      } catch (error) {
        end(error);
      }
    });
    socket.addEventListener('close', end);
    // What is wrong is told by the close that follows, as far as a browser tells it.
    socket.addEventListener('error', () => {});
  } catch (error) {
    end(error);
  }
  return { close };
}
