import { EventSource } from 'eventsource';

/** A request for a stream, as an EventSource sent it. */
export interface Listened {
  url: string;
  lastEventId: string | null;
}

/**
 * Gives Node the EventSource that browsers have, and tells what it asked for. `cut` breaks all streams that are open, as a
 * network does.
 */
export function listening(): { requests: Listened[]; cut(): void; stop(): void } {
  const requests: Listened[] = [];
  let line = new AbortController();
  class WatchedEventSource extends EventSource {
    constructor(url: string | URL) {
      super(url, {
        fetch: (address, init) => {
          const headers = new Headers(init.headers);
          requests.push({ url: String(address), lastEventId: headers.get('last-event-id') });
          return fetch(address, {
            ...init,
            signal: AbortSignal.any([line.signal, init.signal as AbortSignal]),
          });
        },
      });
    }
  }
  const browser = globalThis as { EventSource?: unknown };
  browser.EventSource = WatchedEventSource;
  return {
    requests,
    cut() {
      // What an EventSource takes for a network that failed; for an AbortError it would take it that it closed itself.
      line.abort(new TypeError('The line was cut'));
      line = new AbortController();
    },
    stop: () => void delete browser.EventSource,
  };
}
