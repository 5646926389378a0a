import { setTimeout as sleep } from 'node:timers/promises';
import { print, type GraphQLFormattedError } from 'graphql';
import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { failed, unreachable, wrongUsage } from './failure';

/** A server, and the SDK key or token that opens it. */
export interface Server {
  url: string;
  credential: string;
}

const answerWithinMs = 30_000;

/** How long a server that is asked too much at once is given its time, for one operation. */
const patienceMs = 30_000;

/** Runs one operation, waiting as long as the server asks. Fails with what it says, or says that there is none. */
export async function request<Result, Variables>(
  server: Server,
  document: TypedDocumentNode<Result, Variables>,
  variables: Variables,
): Promise<Result> {
  for (let patience = patienceMs; ;) {
    const { data, errors = [] } = await ask<Result>(server, print(document), variables);
    if (errors.length === 0) return data as Result;
    const waitMs = waitAskedBy(errors);
    if (waitMs === undefined || waitMs > patience) throw failed(errors.map(errorText).join('; '));
    patience -= waitMs;
    await sleep(waitMs);
  }
}

async function ask<Result>(
  { url, credential }: Server,
  query: string,
  variables: unknown,
): Promise<Answer<Result>> {
  const response = await fetchFrom(addressOf(url, '/graphql'), {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${credential}` },
    body: JSON.stringify({ query, variables }),
  });
  return readAnswer<Result>(await response.text(), response, url);
}

/** An operation that came too soon was not begun, so that asking again does nothing twice. */
function waitAskedBy(errors: readonly GraphQLFormattedError[]): number | undefined {
  const waits = errors.map(({ extensions }) =>
    extensions?.code === 'RATE_LIMITED' ? extensions.retryAfterMs : undefined,
  );
  return waits.find((wait) => typeof wait === 'number');
}

/** Fails at once when nothing listens at the address. */
export async function assertReachable(url: string): Promise<void> {
  await fetchFrom(addressOf(url, '/health/live'), {});
}

/** The address of a path on the server; `url` may also be that of its `/graphql` or begin with `ws`. */
export function addressOf(url: string, path: string): string {
  if (!URL.canParse(url)) throw wrongUsage(`--url must be an address like http://127.0.0.1:4000, not ${url}`);
  const address = new URL(url);
  if (!['http:', 'https:', 'ws:', 'wss:'].includes(address.protocol)) {
    throw wrongUsage(`--url must begin with http or https, not ${address.protocol}`);
  }
  const folder = address.pathname.replace(/(\/graphql)?\/*$/, '');
  return `${address.protocol.replace('ws', 'http')}//${address.host}${folder}${path}`;
}

async function fetchFrom(address: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(address, { ...init, signal: AbortSignal.timeout(answerWithinMs) });
  } catch (error) {
    throw unreachable(`cannot reach ${new URL(address).origin}: ${causeOf(error)}`);
  }
}

/** What `fetch` calls `fetch failed` says why in its cause. */
function causeOf(error: unknown): string {
  const { cause, message } = error as Error;
  const { code, message: why = message } = (cause ?? {}) as Partial<NodeJS.ErrnoException>;
  return code ?? why;
}

interface Answer<Result> {
  data?: Result | null;
  errors?: GraphQLFormattedError[];
}

function readAnswer<Result>(body: string, { status }: Response, url: string): Answer<Result> {
  try {
    const answer = JSON.parse(body) as Answer<Result>;
    if (typeof answer === 'object' && answer !== null && ('data' in answer || 'errors' in answer))
      return answer;
  } catch {
    // what is no JSON is no answer of ours either
  }
  throw failed(`${url} answers, but not as a Signalbox server (HTTP ${status})`);
}

function errorText({ message, extensions }: GraphQLFormattedError): string {
  const code = extensions?.code;
  return typeof code === 'string' ? `${message} (${code})` : message;
}
