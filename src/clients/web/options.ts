import type { Clock } from '../sdk/clock';
import type { Logger } from '../sdk/logger';
import type { Context } from '../sdk/variation-detail';
import type { Fetch } from './evaluate-request';
import type { BrowserSocketClass } from './signal-stream';
import type { ValueStorage } from './value-cache';

export interface ClientOptions {
  /** Of the server, or of its `/graphql`. */
  url: string;
  /** An SDK key of kind client: it is public, as everything in a page. */
  key: string;
  /** Who is asking, until `setContext`; nobody in particular when absent. */
  context?: Context;
  /** Where the last values are kept for the next visit; `localStorage` when absent, null: nowhere. */
  storage?: ValueStorage | null;
  /** Warnings and errors go to the console when absent. */
  logger?: Logger;
  clock?: Clock;
  /** A number in [0, 1). */
  random?: () => number;
  /** The browser's when absent. */
  fetch?: Fetch;
  /** The browser's when absent; null: values are asked for now and then instead. */
  webSocket?: BrowserSocketClass | null;
}
