import type { Clock } from './clock';

export interface TextRequest {
  address: string;
  key: string;
  /** Of the text that is here; answered with null when there is no other. */
  etag?: string | null;
  signal: AbortSignal;
  clock: Clock;
}

export interface FetchedText {
  /** null: what the etag named is the newest. */
  text: string | null;
  etag: string | null;
}

/** What the server said instead. */
export class FetchRefusal extends Error {
  constructor(
    readonly status: number,
    /** It asks to be left alone for so long. */
    readonly retryAfterMs: number | undefined,
    message: string,
  ) {
    super(message);
  }

  /** The key is not accepted: asking again soon is of no use. */
  get isRefused(): boolean {
    return this.status === 401 || this.status === 403;
  }
}

/** Without a byte for so long, the connection is dead. A slow one is not. */
const silenceMs = 15_000;

/** One text by GET. Rejects with a `FetchRefusal`, or with what the connection met. */
export async function fetchText({ address, key, etag, signal, clock }: TextRequest): Promise<FetchedText> {
  const controller = new AbortController();
  const abort = (): void => controller.abort(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  if (signal.aborted) abort();
  let timer: unknown;
  const watchSilence = (): void => {
    clock.clearTimeout(timer);
    const silence = new Error(`nothing came for ${silenceMs} ms`);
    timer = clock.setTimeout(() => controller.abort(silence), silenceMs);
  };
  try {
    watchSilence();
    const headers = { authorization: `Bearer ${key}`, ...(etag && { 'if-none-match': etag }) };
    const response = await fetch(address, { headers, signal: controller.signal, redirect: 'error' });
    const text = await readBody(response, watchSilence);
    if (response.status === 304) return { text: null, etag: etag ?? null };
    if (!response.ok) throw refusalOf(response, text);
    return { text, etag: response.headers.get('etag') };
  } finally {
    clock.clearTimeout(timer);
    signal.removeEventListener('abort', abort);
  }
}

/** Why a fetch failed: the network's reason, where there is one, says more than "fetch failed". */
export function causeOf(error: unknown): string {
  const { message, cause } = error as Error;
  return cause instanceof Error ? cause.message : message;
}

async function readBody(response: Response, onBytes: () => void): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const part of response.body ?? []) {
    parts.push(part as Uint8Array);
    onBytes();
  }
  return Buffer.concat(parts).toString('utf8');
}

function refusalOf(response: Response, body: string): FetchRefusal {
  const waitMs = Number(response.headers.get('retry-after') ?? NaN) * 1_000;
  const message = `${response.status} ${messageIn(body) ?? response.statusText}`;
  return new FetchRefusal(response.status, Number.isFinite(waitMs) ? waitMs : undefined, message);
}

function messageIn(body: string): string | undefined {
  try {
    return (JSON.parse(body) as { errors?: { message: string }[] }).errors?.[0]?.message;
  } catch {
    return undefined;
  }
}
