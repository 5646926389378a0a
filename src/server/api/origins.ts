import type { IncomingMessage } from 'node:http';

/** Whether a browser's page may call: from our own origin, from one that was named, or from no page at all. */
export function isAllowedOrigin(request: IncomingMessage, allowedOrigins: readonly string[]): boolean {
  const { origin, host } = request.headers;
  if (origin === undefined || allowedOrigins.includes(origin)) return true;
  return URL.canParse(origin) && new URL(origin).host === host;
}

/** The CORS headers of an answer to an origin that is allowed; without an origin there is nothing to say. */
export function corsHeaders({ headers: { origin } }: IncomingMessage): Record<string, string> {
  if (origin === undefined) return {};
  return {
    'access-control-allow-origin': origin,
    'access-control-allow-headers': 'authorization, content-type, if-none-match, x-api-key',
    'access-control-allow-methods': 'POST',
    'access-control-expose-headers': 'x-request-id, retry-after, etag',
    'access-control-max-age': '7200',
    vary: 'origin',
  };
}
