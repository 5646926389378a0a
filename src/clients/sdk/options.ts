import type { Clock } from './clock';
import type { Logger } from './logger';
import type { SocketClass } from './stream';

export interface ClientOptions {
  /** Of the server, or of its `/graphql`. */
  url: string;
  /** An SDK key of kind server. */
  key: string;
  /** A file for the last known state: with it the client evaluates at once after a restart, server or no server. */
  diskCache?: string;
  /** Warnings and errors go to the console when absent. */
  logger?: Logger;
  clock?: Clock;
  /** A number in [0, 1). */
  random?: () => number;
  /**
   * Which application and which of its instances this is, for those who look how far a change has come; the name of this
   * package, the host's name and the process's id when absent.
   */
  client?: { name?: string; version?: string; instance?: string };
  /** `ws` when absent. */
  webSocket?: SocketClass;
}
