import { WebSocket, WebSocketServer } from 'ws';
import type { AddressInfo } from 'node:net';
import type { Random } from './random';

/** A GraphQL router between clients and a server that treats messages as badly as it may, but makes none up. */
export interface LossyRouter {
  port: number;
  readonly counts: { passed: number; dropped: number; doubled: number; late: number; merged: number };
  /** From now on everything passes, once and in order. */
  behave(): void;
  close(): Promise<void>;
}

interface Subscriber {
  socket: WebSocket;
  id: string;
  /** Comes after the next one. */
  held: string | null;
}

/** What the router has at the server for one subscription, and who hears it. */
interface Upstream {
  socket: WebSocket;
  subscribers: Set<Subscriber>;
}

interface Message {
  type: string;
  id?: string;
  payload?: unknown;
}

/** How much of the events is lost, comes twice, comes after its successor; and how many equal subscriptions become one. */
const rates = { drop: 0.05, double: 0.05, late: 0.03, merge: 0.3 };

export async function startLossyRouter(serverUrl: string, random: Random): Promise<LossyRouter> {
  const listener = new WebSocketServer({ port: 0, host: '127.0.0.1', path: '/graphql' });
  await new Promise((listening) => listener.once('listening', listening));
  const counts = { passed: 0, dropped: 0, doubled: 0, late: 0, merged: 0 };
  const upstreams = new Map<string, Upstream>();
  let isFaithful = false;

  const pass = (subscriber: Subscriber, message: Message): void => {
    const text = JSON.stringify({ ...message, id: subscriber.id });
    const { held } = subscriber;
    subscriber.held = null;
    const chance = isFaithful || message.type !== 'next' ? 1 : random();
    if (chance < rates.drop) counts.dropped += 1;
    else if (chance < rates.drop + rates.double) {
      counts.doubled += 1;
      subscriber.socket.send(text);
      subscriber.socket.send(text);
    } else if (chance < rates.drop + rates.double + rates.late) {
      counts.late += 1;
      subscriber.held = text;
    } else {
      counts.passed += 1;
      subscriber.socket.send(text);
    }
    if (held !== null) subscriber.socket.send(held);
  };

  const subscribe = (init: Message, subscribed: Message, subscriber: Subscriber): Upstream => {
    const key = JSON.stringify([init.payload, subscribed.payload]);
    const existing = upstreams.get(key);
    if (existing && !isFaithful && random() < rates.merge) {
      counts.merged += 1;
      existing.subscribers.add(subscriber);
      return existing;
    }
    const socket = new WebSocket(serverUrl, 'graphql-transport-ws');
    const upstream: Upstream = { socket, subscribers: new Set([subscriber]) };
    upstreams.set(key, upstream);
    socket.once('open', () => socket.send(JSON.stringify(init)));
    socket.on('message', (data) => {
      const message = JSON.parse(String(data)) as Message;
      if (message.type === 'connection_ack') socket.send(JSON.stringify(subscribed));
      if (message.type === 'ping') socket.send('{"type":"pong"}');
      if (message.id !== undefined) for (const each of upstream.subscribers) pass(each, message);
    });
    socket.once('close', (code, reason) => {
      if (upstreams.get(key) === upstream) upstreams.delete(key);
      // 1005 and 1006 say that nothing was said, and cannot be sent.
      const said = [1005, 1006].includes(code) ? 1011 : code;
      for (const each of upstream.subscribers) each.socket.close(said, reason);
    });
    socket.on('error', () => undefined);
    return upstream;
  };

  listener.on('connection', (socket) => {
    let init: Message | null = null;
    let leave = (): void => undefined;
    socket.on('error', () => undefined);
    socket.on('message', (data) => {
      const message = JSON.parse(String(data)) as Message;
      if (message.type === 'connection_init') {
        init = message;
        socket.send('{"type":"connection_ack"}');
      } else if (message.type === 'subscribe' && init && message.id !== undefined) {
        const subscriber: Subscriber = { socket, id: message.id, held: null };
        const upstream = subscribe(init, message, subscriber);
        leave = () => {
          upstream.subscribers.delete(subscriber);
          if (upstream.subscribers.size === 0) upstream.socket.close();
        };
      }
    });
    socket.once('close', () => leave());
  });
  return {
    port: (listener.address() as AddressInfo).port,
    counts,
    behave: () => void (isFaithful = true),
    async close() {
      for (const { socket } of upstreams.values()) socket.terminate();
      for (const socket of listener.clients) socket.terminate();
      await new Promise((closed) => listener.close(closed));
    },
  };
}
