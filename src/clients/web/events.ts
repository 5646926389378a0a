/**
 * - `connecting`: the server has not answered yet; values of the last visit serve, if there are any
 * - `live`: the server's values, and it tells when they may change
 * - `stale`: the last known values serve while the server, or its stream, is tried again
 * - `refused`: the server does not accept the key; the last known values serve on, and it is asked again now and then
 * - `closed`: ended by `close()`; the last known values still serve
 */
export type Status = 'connecting' | 'live' | 'stale' | 'refused' | 'closed';

export interface Change {
  revision: string;
  /** The keys of the flags that evaluate to something else than before, came or went. */
  changed: string[];
  /** Whether somebody else is asking now, rather than the configuration being another one. */
  isContextChange: boolean;
}

export interface ClientEvents {
  change: Change;
  /** Once: there are values. */
  ready: { revision: string };
  stale: { cause: string };
  /** The server has answered, but with no values. */
  error: { cause: string };
  status: Status;
}
