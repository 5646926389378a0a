import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright-core';

const executablePath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';

/** Skipped, with the reason, where there is no Chromium. */
export const inChromium: (name: string, suite: () => void) => void = existsSync(executablePath)
  ? (name, suite) => describe(name, suite)
  : (name, suite) =>
      describe.skip(`${name} (skipped: there is no ${executablePath}; see CHROMIUM_PATH)`, suite);

/** Nothing that goes out by itself. */
const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export interface Browser {
  page: Page;
  received: Received;
  close(): Promise<void>;
}

/** A page in a browser that has never been anywhere. */
export async function openBrowser(): Promise<Browser> {
  const profile = mkdtempSync(join(tmpdir(), 'signalbox-chromium-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath,
    headless: true,
    chromiumSandbox: false,
    args: flags,
  });
  const [page = await context.newPage()] = context.pages();
  return {
    page,
    received: await watch(page),
    async close() {
      await context.close();
      rmSync(profile, { recursive: true, force: true });
    },
  };
}

export interface Received {
  /** Headers and bodies of all answers that came from an address that begins with this, and the frames of its sockets. */
  from(origin: string): Promise<{ http: string[]; frames: string[] }>;
}

interface Answer {
  requestId: string;
  response: { url: string; headers: Record<string, string> };
}

/** Everything that the page is sent, as the browser's own network log has it. */
async function watch(page: Page): Promise<Received> {
  const session = await page.context().newCDPSession(page);
  const answers = new Map<string, Answer['response']>();
  const http: { url: string; text: Promise<string> }[] = [];
  const sockets = new Map<string, string>();
  const frames: { url: string; text: string }[] = [];
  session.on('Network.responseReceived', ({ requestId, response }: Answer) =>
    answers.set(requestId, response),
  );
  session.on('Network.loadingFinished', ({ requestId }) => {
    const { url, headers } = answers.get(requestId) ?? { url: '', headers: {} };
    const body = session.send('Network.getResponseBody', { requestId }).then(
      ({ body, base64Encoded }) => (base64Encoded ? Buffer.from(body, 'base64').toString() : body),
      () => '',
    );
    http.push({ url, text: body.then((text) => `${JSON.stringify(headers)}\n${text}`) });
  });
  session.on('Network.webSocketCreated', ({ requestId, url }) => sockets.set(requestId, url));
  session.on('Network.webSocketFrameReceived', ({ requestId, response }) => {
    frames.push({ url: sockets.get(requestId) ?? '', text: response.payloadData });
  });
  await session.send('Network.enable');
  return {
    async from(origin) {
      const isIts = ({ url }: { url: string }): boolean => url.startsWith(origin);
      const socketOrigin = origin.replace(/^http/, 'ws');
      return {
        http: await Promise.all(http.filter(isIts).map(({ text }) => text)),
        frames: frames.filter(({ url }) => url.startsWith(socketOrigin)).map(({ text }) => text),
      };
    },
  };
}
