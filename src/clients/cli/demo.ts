import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApplyChangesDocument, CreateSdkKeyDocument } from '../generated/graphql';
import { createClient, type Change, type Client } from '../sdk';
import { startDemoServer } from './demo-server';
import { failed } from './failure';
import { request, type Server } from './graphql';
import type { Output } from './output';
import { findPlace, type Place } from './places';
import { printChange } from './tail';

/** The whole way of a change, from a mutation to an SDK, on a server of its own that is gone afterwards. */
export async function demo({ output, signal }: { output: Output; signal: AbortSignal }): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'signalbox-demo-'));
  try {
    const ownerToken = randomBytes(24).toString('base64url');
    const { url, stop } = await startDemoServer(folder, ownerToken);
    try {
      say(output, { event: 'server', url }, `a server with a new database is up at ${url}`);
      await Promise.race([showChange({ url, credential: ownerToken }, output), untilAborted(signal)]);
    } finally {
      await stop();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Rejects at the signal, so that what was started is ended and cleared away. */
function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const interrupt = (): void => reject(failed('interrupted'));
    if (signal.aborted) interrupt();
    signal.addEventListener('abort', interrupt, { once: true });
  });
}

const flagKey = 'new-checkout';
const patienceMs = 20_000;

async function showChange(server: Server, output: Output): Promise<void> {
  const place = await findPlace(server, undefined, 'production');
  const client = createClient({ url: server.url, key: await createKey(server, place) });
  try {
    await client.ready(patienceMs);
    const { revision, ruleset } = client;
    const flags = Object.keys(ruleset.flags).length;
    say(
      output,
      { event: 'sdk', revision, flags },
      `an SDK follows production: ${flags} flags at revision ${revision}`,
    );
    sayVisitors(client, output);
    const arrival = nextChange(client);
    await rollOut(server, place);
    printChange(await arrival, ruleset, client.ruleset, output);
    sayVisitors(client, output);
  } finally {
    await client.close();
  }
}

async function createKey(server: Server, { environmentId }: Place): Promise<string> {
  const input = { environmentId, kind: 'SERVER' as const, name: 'demo' };
  const { createSdkKey } = await request(server, CreateSdkKeyDocument, { input });
  if (createSdkKey.secret != null) return createSdkKey.secret;
  throw failed(createSdkKey.userErrors.map(({ message }) => message).join('; '));
}

async function rollOut(server: Server, { environmentId }: Place): Promise<void> {
  const weights = [
    { variant: 'on', weight: 50_000 },
    { variant: 'off', weight: 50_000 },
  ];
  const changes = [{ setRollout: { environmentId, flagKey, weights } }];
  const { applyChanges } = await request(server, ApplyChangesDocument, {
    input: { changes, comment: 'demo' },
  });
  if (applyChanges.__typename !== 'ChangesPublished')
    throw failed(`the change was answered with ${applyChanges.__typename}`);
}

function nextChange(client: Client): Promise<Change> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(failed(`no change came within ${patienceMs} ms`)), patienceMs);
    client.on('change', (change) => {
      clearTimeout(timer);
      resolve(change);
    });
  });
}

const visitors = Array.from({ length: 1000 }, (_, number) => ({ targetingKey: `visitor-${number}` }));

function sayVisitors(client: Client, output: Output): void {
  const count = visitors.filter((visitor) => client.variation(flagKey, visitor, false)).length;
  say(output, { event: 'visitors', flagKey, count }, `of 1,000 visitors, ${count} see the new checkout`);
}

function say(output: Output, event: object, text: string): void {
  if (output.isJson) output.json(event);
  else output.line(text);
}
