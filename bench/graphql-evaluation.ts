import { createServer, type Server } from 'node:http';
import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compose } from '../src/server/composition';
import { openDatabase } from '../src/server/database/data-source';
import { migrate } from '../src/server/database/migrate';
import { readSettings } from '../src/server/foundation/settings';
import { startServer } from '../src/server/main';
import { LoadGenerator, type Load } from './http-load';

/**
 * Prints how many requests a second the server answers that evaluate 20 flags for one subject over GraphQL, with a real
 * token check and real rules, and what part that is of a bare `node:http` server which answers 20 such objects without
 * thinking. Both stand in this process and are asked in turn by a load generator in another, so that they meet the same
 * moods of the machine. Only the ratio says something; it is the median of the rounds'.
 *
 *     node -r @swc-node/register bench/graphql-evaluation.ts [rounds]
 */

const rounds = Number(process.argv[2] ?? 10);
const secondsPerTurn = 1;
const connections = 16;
const flagCount = 20;

const query = /* GraphQL */ `
  query Evaluate($subjects: [Subject!]!, $flagKeys: [String!]) {
    evaluate(subjects: $subjects, flagKeys: $flagKeys) {
      evaluations {
        flagKey
        value
        variant
        reason
      }
    }
  }
`;
const keys = Array.from({ length: flagCount }, (_, index) => `checkout-experience-${index}`);
const subject = { targetingKey: 'user-0000000000000000042', country: 'NL', plan: 'pro', version: '2.4.1' };

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'signalbox-bench-'));
  const load = new LoadGenerator();
  const bare = await bareServer();
  const signalbox = await signalboxServer(folder);
  const body = JSON.stringify({ query, variables: { subjects: [subject], flagKeys: keys } });
  const common = { body, connections, seconds: secondsPerTurn };
  const turns = {
    bare: { ...common, port: portOf(bare), path: '/', headers: jsonHeaders },
    graphql: {
      ...common,
      port: signalbox.port,
      path: '/graphql',
      headers: { ...jsonHeaders, authorization: `Bearer ${signalbox.sdkKey}` },
    },
  };
  try {
    assertEvaluated((await load.run(turns.graphql)).sample);
    await load.run(turns.bare);
    report(await takeTurns(load, turns));
  } finally {
    load.close();
    bare.close();
    await signalbox.stop();
    rmSync(folder, { recursive: true });
  }
}

const jsonHeaders = { 'content-type': 'application/json' };

interface Turn {
  perSecond: number;
  /** What this process, hence the server, spent on one request. */
  cpuUs: number;
}

type Pair = Record<'bare' | 'graphql', Turn>;

async function takeTurns(load: LoadGenerator, turns: Record<keyof Pair, Load>): Promise<Pair[]> {
  const pairs: Pair[] = [];
  for (let round = 0; round < rounds; round += 1) {
    pairs.push({ bare: await turn(load, turns.bare), graphql: await turn(load, turns.graphql) });
  }
  return pairs;
}

async function turn(generator: LoadGenerator, load: Load): Promise<Turn> {
  const before = process.cpuUsage();
  const { answered, seconds } = await generator.run(load);
  const { user, system } = process.cpuUsage(before);
  return { perSecond: answered / seconds, cpuUs: (user + system) / answered };
}

function report(pairs: Pair[]): void {
  const ratios = pairs.map(({ bare, graphql }) => graphql.perSecond / bare.perSecond);
  const line = (name: string, turns: Turn[]): string =>
    `${name.padEnd(34)}${median(turns.map(({ perSecond }) => perSecond))
      .toFixed(0)
      .padStart(9)}` +
    `${median(turns.map(({ cpuUs }) => cpuUs))
      .toFixed(0)
      .padStart(16)}`;
  console.log(`${''.padEnd(34)}${'requests/s'.padStart(9)}${'CPU us each'.padStart(15)}`);
  console.log(
    line(
      `bare node:http, ${flagCount} objects`,
      pairs.map(({ bare }) => bare),
    ),
  );
  console.log(
    line(
      `GraphQL, ${flagCount} flags evaluated`,
      pairs.map(({ graphql }) => graphql),
    ),
  );
  const [least, most] = [Math.min(...ratios), Math.max(...ratios)];
  console.log(
    `ratio ${median(ratios).toFixed(2)} (median of ${rounds} pairs; ${least.toFixed(2)} to ${most.toFixed(2)})`,
  );
}

const median = (numbers: number[]): number => numbers.toSorted((a, b) => a - b)[numbers.length >> 1];

/** What any answer costs: the body read, 20 objects made and written. */
async function bareServer(): Promise<Server> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const text = bareAnswer(JSON.parse(Buffer.concat(chunks).toString()));
      const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) };
      response.writeHead(200, headers).end(text);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

function bareAnswer({ variables }: { variables: { flagKeys: string[] } }): string {
  const evaluations = variables.flagKeys.map((flagKey, index) => {
    const isOn = index % 2 === 0;
    return { flagKey, value: isOn, variant: isOn ? 'on' : 'off', reason: 'RULE' };
  });
  return JSON.stringify({ data: { evaluate: [{ evaluations }] } });
}

const portOf = (server: Server): number => (server.address() as AddressInfo).port;

/** A server as anybody starts it, but that it says nothing and lets one key ask as much as it can. */
async function signalboxServer(folder: string) {
  const settings = {
    ...readSettings({ SIGNALBOX_LOG_LEVEL: process.env.LOG_LEVEL ?? 'error' }),
    port: 0,
    databaseUrl: `sqlite:${join(folder, 'signalbox.db')}`,
  };
  settings.limits.rateBurst = settings.limits.rateRestorePerSecond = 1e9;
  const database = await openDatabase(settings.databaseUrl);
  await migrate(database);
  const composition = await compose(settings, { database });
  const { ownerToken } = await composition.founding.createOrganization({
    slug: 'bench',
    name: 'Bench',
    owner: { email: 'owner@example.com', name: 'Olive Owner' },
    now: Date.now(),
  });
  const { url, stop } = await startServer(composition);
  return { port: Number(new URL(url).port), stop, sdkKey: await prepare(`${url}/graphql`, ownerToken) };
}

/** A project with the flags in one environment; the answer is a server key of it. */
async function prepare(url: string, token: string): Promise<string> {
  const ask = async (document: string, input: object) => {
    const response = await fetch(url, {
      method: 'POST',
      headers: { ...jsonHeaders, authorization: `Bearer ${token}` },
      body: JSON.stringify({
        query: document,
        variables: { input },
      }),
    });
    const { data, errors } = await response.json();
    if (errors) throw new Error(JSON.stringify(errors));
    return data;
  };
  const apply = (changes: object[]) =>
    ask(
      `mutation ($input: ApplyChangesInput!) {
        applyChanges(input: $input) { ... on ChangesPublished { revisions { environmentId } } ... on ChangesInvalid { errors { path message } } }
      }`,
      { changes },
    );
  const { createProject } = await ask(
    'mutation ($input: CreateProjectInput!) { createProject(input: $input) { project { id } } }',
    { key: 'bench', name: 'Bench' },
  );
  const projectId = createProject.project.id;
  const created = await apply([
    { createEnvironment: { projectId, key: 'production', name: 'Production', kind: 'PRODUCTION' } },
    ...keys.map((key) => ({ createFlag: { projectId, key, type: 'BOOLEAN', fallthrough: 'off' } })),
  ]);
  const [{ environmentId }] = created.applyChanges.revisions;
  await apply(keys.flatMap((flagKey, index) => rulesOf({ environmentId, flagKey }, index)));
  const { createSdkKey } = await ask(
    'mutation ($input: CreateSdkKeyInput!) { createSdkKey(input: $input) { secret } }',
    { environmentId, kind: 'SERVER', name: 'Bench' },
  );
  return createSdkKey.secret;
}

/** A mix: a rule on an attribute for each, behind it a rollout for every second, or a version for every third. */
function rulesOf(place: object, index: number): object[] {
  const plan = {
    attr: { path: ['plan'] },
    op: 'eq',
    as: 'strict',
    values: [index % 2 === 0 ? 'pro' : 'free'],
  };
  const version = { attr: { path: ['version'] }, op: 'gte', as: 'semver', values: ['2.0.0'] };
  const weights = [
    { variant: 'on', weight: 20_000 },
    { variant: 'off', weight: 80_000 },
  ];
  return [
    { setFlagOn: { ...place, on: true } },
    { addRule: { ...place, ruleId: 'plan', when: plan, serve: 'on' } },
    ...(index % 2 === 1 ? [{ setRollout: { ...place, weights } }] : []),
    ...(index % 3 === 2 ? [{ addRule: { ...place, ruleId: 'version', when: version, serve: 'on' } }] : []),
  ];
}

/** A benchmark of errors would be a fast one. */
function assertEvaluated(answer: string): void {
  const served = answer.match(/"variant":"(on|off)"/g) ?? [];
  if (served.length !== flagCount || new Set(served).size !== 2) throw new Error(answer);
}

void main();
