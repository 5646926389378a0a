import { createReadStream, existsSync, readdirSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { extname, join, relative, sep } from 'node:path';

/** Where `npm run build` put GraphiQL, seen from the compiled server or from its source; null when it was not built. */
export function graphiqlFolder(): string | null {
  const folders = [join(__dirname, '../../../graphiql'), join(__dirname, '../../../dist/graphiql')];
  return folders.find((each) => existsSync(each)) ?? null;
}

/** Everything comes from here: no other host is ever asked. */
const contentSecurityPolicy = [
  "default-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "worker-src 'self' blob:",
  "font-src 'self' data:",
  "img-src 'self' data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const contentTypes: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.ttf': 'font/ttf',
  '.woff2': 'font/woff2',
};

const plainPage = 'Signalbox. The API is at /graphql.\n';

/** What `/` shows: the page in a folder, or else a line of text. */
export class LandingPage {
  /** By the path of the request: only what was there at the start is ever sent. */
  private readonly files: ReadonlyMap<string, string>;

  constructor(folder: string | null) {
    this.files = new Map(folder === null ? [] : filesOf(folder));
  }

  /** Answers when the path is one of its own. */
  answer(path: string, response: ServerResponse): boolean {
    const file = this.files.get(path);
    if (file) send(file, path, response);
    else if (path === '/') response.setHeader('content-type', 'text/plain; charset=utf-8').end(plainPage);
    else return false;
    return true;
  }
}

function filesOf(folder: string): [string, string][] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((file) => {
      const path = `/${relative(folder, file).split(sep).join('/')}`;
      return [path === '/index.html' ? '/' : path, file];
    });
}

function send(file: string, path: string, response: ServerResponse): void {
  response.setHeader('content-type', contentTypes[extname(file)] ?? 'application/octet-stream');
  response.setHeader('content-security-policy', contentSecurityPolicy);
  response.setHeader('cache-control', path === '/' ? 'no-cache' : 'public, max-age=31536000, immutable');
  createReadStream(file)
    .on('error', () => response.destroy())
    .pipe(response);
}
