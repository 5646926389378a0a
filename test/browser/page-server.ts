import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join, normalize } from 'node:path';
import { promisify } from 'node:util';

const types: Record<string, string> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' };

export interface PageServer {
  origin: string;
  close(): Promise<void>;
}

/** The built page, from an origin of its own as that of an application. */
export async function servePage(): Promise<PageServer> {
  const folder = mkdtempSync(join(tmpdir(), 'signalbox-page-'));
  await promisify(execFile)(process.execPath, [join(__dirname, 'page/build.mjs'), folder]);
  const server = createServer(({ url = '/' }, response) => {
    const path = new URL(url, 'http://page').pathname;
    const file = join(folder, normalize(path === '/' ? '/index.html' : path));
    try {
      response.setHeader('content-type', types[extname(file)] ?? 'application/octet-stream');
      response.end(readFileSync(file));
    } catch {
      response.writeHead(404).end();
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
