import type { Fetch } from './evaluate-request';
import type { BrowserSocketClass } from './signal-stream';
import type { ValueStorage } from './value-cache';

interface Target {
  addEventListener(type: string, listener: () => void): void;
  removeEventListener(type: string, listener: () => void): void;
}

/** What of a page's global object is used here. Some is missing in workers, in Node, and where a user forbids it. */
interface Page extends Partial<Target> {
  fetch: Fetch;
  WebSocket?: BrowserSocketClass;
  localStorage?: ValueStorage;
  document?: Target & { visibilityState: string };
}

const page = globalThis as unknown as Page;

export const pageFetch: Fetch = (url, request) => page.fetch(url, request);

export const pageWebSocket = (): BrowserSocketClass | null => page.WebSocket ?? null;

/** null where there is none, or where even asking for it is forbidden. */
export function pageStorage(): ValueStorage | null {
  try {
    return page.localStorage ?? null;
  } catch {
    return null;
  }
}

/** Calls when the page is looked at again or has its network back. Gives the function that ends it. */
export function onReturn(listener: () => void): () => void {
  const { document } = page;
  const onVisibility = (): void => {
    if (document?.visibilityState === 'visible') listener();
  };
  document?.addEventListener('visibilitychange', onVisibility);
  page.addEventListener?.('online', listener);
  return () => {
    document?.removeEventListener('visibilitychange', onVisibility);
    page.removeEventListener?.('online', listener);
  };
}
