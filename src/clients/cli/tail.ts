import { createClient, type Change, type Client, type Status } from '../sdk';
import type { Ruleset } from '../../engine/evaluation';
import { describeChange } from './describe-change';
import { defaultText } from './describe-serve';
import { failed, unreachable } from './failure';
import { assertReachable } from './graphql';
import { printable, type Output } from './output';

export interface TailOptions {
  url: string;
  key: string;
  output: Output;
  /** Ends it, as Ctrl-C does. */
  signal: AbortSignal;
}

const readyWithinMs = 10_000;

/** Prints an environment as it is, and then everything that becomes different in it, until the signal. */
export async function tail({ url, key, output, signal }: TailOptions): Promise<void> {
  await assertReachable(url);
  const client = createClient({ url, key, logger: silent });
  try {
    await becomeReady(client);
    printSnapshot(client, output);
    await follow(client, output, signal);
  } finally {
    await client.close();
  }
}

/** All that the SDK would say, `tail` says itself. */
const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

async function becomeReady(client: Client): Promise<void> {
  try {
    await client.ready(readyWithinMs);
  } catch (error) {
    const { message } = error as Error;
    throw client.status === 'refused' ? failed(message) : unreachable(message);
  }
}

function printSnapshot({ ruleset, revision, environmentId }: Client, output: Output): void {
  const flags = Object.values(ruleset.flags).sort((left, right) => (left.key < right.key ? -1 : 1));
  const rows = flags.map((flag) => ({
    key: flag.key,
    on: flag.on,
    serves: defaultText(flag),
    rules: flag.rules.length,
  }));
  if (output.isJson) return output.json({ event: 'snapshot', environmentId, revision, flags: rows });
  const { bold, dim, green } = output.colors;
  output.table(
    ['flag', 'on', 'serves by default', 'rules'],
    rows.map(({ key, on, serves, rules }) => [
      printable(key),
      on ? green('on') : dim('off'),
      serves,
      String(rules),
    ]),
  );
  output.line(`environment ${environmentId}, ${flags.length} flags`);
  output.line(`${bold(`revision ${revision}`)}, waiting for changes (Ctrl-C ends)`);
}

/** Resolves at the signal; fails when the server refuses the key. */
function follow(client: Client, output: Output, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    let known = client.ruleset;
    let isLost = false;
    const onStatus = (status: Status): void => {
      if (status === 'refused') reject(failed('the server no longer accepts the key'));
      if (status === 'live' && isLost) printBack(client, output);
      if (status !== 'stale') isLost = false;
    };
    client.on('change', (change) => {
      printChange(change, known, client.ruleset, output);
      known = client.ruleset;
    });
    client.on('stale', ({ cause }) => {
      isLost = true;
      printLost(cause, output);
    });
    client.on('status', onStatus);
    signal.addEventListener('abort', () => resolve(), { once: true });
    if (signal.aborted) resolve();
  });
}

export function printChange(change: Change, before: Ruleset, after: Ruleset, output: Output): void {
  const { revision, committedAt, delayMs, changed } = change;
  const changes = changed.map(({ kind, key }) => ({
    kind,
    key,
    what: describeChange(before, after, { kind, key }),
  }));
  if (output.isJson) return output.json({ event: 'change', revision, committedAt, delayMs, changes });
  const { bold, cyan, dim } = output.colors;
  const when = delayMs === null ? 'caught up' : `applied ${delayMs} ms after its commit`;
  output.line(`${bold(`revision ${revision}`)} ${dim(when)}`);
  for (const { kind, key, what } of changes) {
    const name = kind === 'FLAG' ? key : `${kind.toLowerCase()} ${key}`;
    for (const words of what) output.line(`  ${cyan(printable(name))}  ${words}`);
  }
}

function printLost(cause: string, output: Output): void {
  if (output.isJson) return output.json({ event: 'lost', cause });
  output.line(
    output.colors.yellow(`connection lost (${cause}); the last known state holds, connecting again`),
  );
}

function printBack({ revision }: Client, output: Output): void {
  if (output.isJson) return output.json({ event: 'back', revision });
  output.line(output.colors.green(`connection is back, at revision ${revision}`));
}
