import type { RunningServer } from '../../src/server/main';
import { startHarness, type Harness, type HarnessOptions } from '../support/harness';
import type { TestOrganization } from '../support/organizations';
import { post, TestSocket } from '../support/requests';

/** A server with its doors open, and a tenant to ask as. */
export interface OpenDoors extends TestOrganization {
  harness: Harness;
  server: RunningServer;
  close(): Promise<void>;
}

export async function openDoors(options?: HarnessOptions): Promise<OpenDoors> {
  const harness = await startHarness('sqlite', options);
  const server = await harness.listen();
  return { ...(await harness.anOrganization()), harness, server, close: () => harness.close() };
}

export const transports = ['HTTP', 'WebSocket'] as const;
export type Transport = (typeof transports)[number];

export interface TransportAnswer {
  /** Over HTTP only. */
  status?: number;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests look into any answer
  data?: any;
  errors?: { message: string; extensions: { code: string; requestId: string; reason?: string } }[];
}

/** Asks the same over either transport. */
export async function askOver(
  transport: Transport,
  { server, ownerToken }: Pick<OpenDoors, 'server' | 'ownerToken'>,
  query: string,
  variables?: Record<string, unknown>,
): Promise<TransportAnswer> {
  if (transport === 'HTTP') {
    const { status, json } = await post(server.url, ownerToken, { query, variables });
    return { status, ...(json as object) };
  }
  const socket = await TestSocket.connected(server.url, ownerToken);
  try {
    const { type, payload } = await socket.ask('1', query, variables);
    return type === 'error' ? { errors: payload } : payload;
  } finally {
    socket.close();
  }
}

/** `text` of each number below `count`, with spaces between. */
export const many = (count: number, text: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => text(index)).join(' ');
