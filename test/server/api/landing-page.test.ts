import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LandingPage } from '../../../src/server/api/landing-page';
import { send } from '../../support/requests';

const folder = mkdtempSync(join(tmpdir(), 'signalbox-page-'));
mkdirSync(join(folder, 'assets'));
writeFileSync(join(folder, 'index.html'), '<html></html>');
writeFileSync(join(folder, 'assets', 'page.js'), 'let page;');
afterAll(() => rmSync(folder, { recursive: true }));

async function serving<Result>(page: LandingPage, work: (url: string) => Promise<Result>): Promise<Result> {
  const server: Server = createServer((request, response) => {
    if (!page.answer(request.url ?? '/', response)) response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    return await work(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.close();
  }
}

test('the page and its files are served under a policy that lets it ask no other host', () =>
  serving(new LandingPage(folder), async (url) => {
    const page = await send(`${url}/`);
    expect(page).toMatchObject({ status: 200, text: '<html></html>' });
    expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(page.headers['content-security-policy']).toMatch(/^default-src 'self'; /);
    expect(page.headers['content-security-policy']).not.toMatch(/https?:|\*/);
    const script = await send(`${url}/assets/page.js`);
    expect(script).toMatchObject({ status: 200, text: 'let page;' });
    expect(script.headers['content-type']).toBe('text/javascript; charset=utf-8');
  }));

test.each(['/assets/../../package.json', '/%2e%2e/package.json', '/assets', '/nothing'])(
  'nothing else is served: %s',
  (path) =>
    serving(new LandingPage(folder), async (url) => {
      expect((await send(url + path)).status).toBe(404);
    }),
);

test('without a page there is a line of text', () =>
  serving(new LandingPage(null), async (url) => {
    expect(await send(`${url}/`)).toMatchObject({
      status: 200,
      text: 'Signalbox. The API is at /graphql.\n',
    });
    expect((await send(`${url}/assets/page.js`)).status).toBe(404);
  }));
