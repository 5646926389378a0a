import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { differences, type Difference } from '../../src/clients/cli/import/compare-answers';
import { requireSdk } from '../../src/clients/cli/import/installed-sdk';
import { peers, type Peer } from '../../src/clients/cli/import/peers';
import { limitDefaults } from '../../src/server/foundation/settings';
import { runClientCommand } from '../support/client-command';
import { compiled } from '../support/builders';
import type { CommandResult } from '../support/command';
import { startHarness, type Harness } from '../support/harness';
import { change, remote, type Remote } from '../support/remote';
import { samples, type Sample } from './import-samples';

let harness: Harness;
let url: string;
let token: string;
let api: Remote;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'signalbox-import-'));
  // more commands in a second than any script would run
  const limits = { ...limitDefaults, rateBurst: 100_000_000 };
  harness = await startHarness('sqlite', { settings: { limits } });
  ({ url } = await harness.listen());
  token = (await harness.anOrganization()).ownerToken;
  api = remote(url, token);
});

afterAll(async () => {
  await harness?.close();
  rmSync(folder, { recursive: true, force: true });
});

function aFile(name: string, content: unknown): string {
  const path = join(folder, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

interface Place {
  project: string;
  projectId: string;
  /** Where things are imported. */
  stagingId: string;
  productionId: string;
}

async function aPlace(project: string, asker = api): Promise<Place> {
  const { createProject } = await asker.ask(
    'mutation($input: CreateProjectInput!) { createProject(input: $input) { project { id } } }',
    { input: { key: project, name: project } },
  );
  const projectId = createProject.project.id as string;
  await change(asker, [
    { createEnvironment: { projectId, key: 'staging', kind: 'STAGING' } },
    { createEnvironment: { projectId, key: 'production', kind: 'PRODUCTION' } },
  ]);
  const { project: made } = await asker.ask(
    `query($id: ID!) { project(id: $id) { staging: environment(key: "staging") { id }
       production: environment(key: "production") { id } } }`,
    { id: projectId },
  );
  return { project, projectId, stagingId: made.staging.id, productionId: made.production.id };
}

const importInto = (
  peer: string,
  project: string,
  file: string,
  ...words: string[]
): Promise<CommandResult> =>
  runClientCommand([
    'import',
    ...[peer, file, '--project', project, '--environment', 'staging'],
    ...['--token', token, '--url', url, ...words],
  ]);

const keysIn = async (project: string): Promise<Record<'flags' | 'segments' | 'layers', string[]>> => {
  const { project: found } = await api.ask(
    `query($key: String!) { project(key: $key) { flags(first: 100) { nodes { key } } segments { nodes { key } }
       layers { nodes { key } } } }`,
    { key: project },
  );
  const keys = (noun: string): string[] => found[noun].nodes.map(({ key }: { key: string }) => key).sort();
  return { flags: keys('flags'), segments: keys('segments'), layers: keys('layers') };
};

const answersIn = async (environmentId: string, subjects: object[]): Promise<object[][]> => {
  const { evaluate } = await api.ask(
    `query($environmentId: ID!, $subjects: [Subject!]!) { evaluate(environmentId: $environmentId, subjects: $subjects) {
       evaluations { flagKey value variant reason ruleId } } }`,
    { environmentId, subjects },
  );
  return evaluate.map(({ evaluations }: { evaluations: object[] }) => evaluations);
};

const peerOf = ({ peer }: Sample): Peer => peers.find(({ name }) => name === peer) as Peer;

describe.each(samples.map((sample) => [sample.peer, sample] as const))('import %s', (peer, sample) => {
  const { ruleset } = peerOf(sample).load().import(sample.source, sample.options);
  const expectedKeys = {
    flags: Object.keys(ruleset.flags).sort(),
    segments: Object.keys(ruleset.segments).sort(),
    layers: Object.keys(ruleset.layers).sort(),
  };
  let place: Place;
  let file: string;

  beforeAll(async () => {
    place = await aPlace(`of-${peer}`);
    file = aFile(`${peer}.json`, sample.source);
  });

  it('shows with --dry-run what would come, and writes nothing', async () => {
    const { exitCode, output, errors } = await importInto(
      peer,
      place.project,
      file,
      ...sample.words,
      '--dry-run',
    );
    expect([exitCode, errors]).toEqual([0, '']);
    expect(output).toContain('dry run: nothing was written\n');
    for (const key of expectedKeys.flags) expect(output).toContain(`staging\tflag\t${key}\t\tadded\t`);
    for (const key of expectedKeys.segments) expect(output).toContain(`staging\tsegment\t${key}\t\tadded\t`);
    for (const key of expectedKeys.layers) expect(output).toContain(`staging\tlayer\t${key}\t\tadded\t`);
    expect(await keysIn(place.project)).toEqual({ flags: [], segments: [], layers: [] });
  });

  it('brings everything in under its own key: the server answers as the ruleset of the importer', async () => {
    const { exitCode, output } = await importInto(peer, place.project, file, ...sample.words);
    expect(exitCode).toBe(0);
    expect(output).toMatch(/published in .+: staging at revision \d+, production at revision \d+\n$/);
    expect(await keysIn(place.project)).toEqual(expectedKeys);
    const subjects = sample.contexts.map(sample.subjectOf);
    const engine = compiled(ruleset);
    const expected = subjects.map((subject) =>
      Object.entries(engine.evaluateAll(subject)).map(
        ([flagKey, { variant, value = null, reason, rule = null }]) => ({
          flagKey,
          value,
          variant,
          reason,
          ruleId: rule,
        }),
      ),
    );
    const given = await answersIn(place.stagingId, subjects);
    expect(given.map(sorted)).toEqual(expected.map(sorted));
    expect(new Set(given.map((answers) => JSON.stringify(answers))).size).toBeGreaterThan(1);
  });

  it('leaves the other environments alone: flags are off, segments hold nobody', async () => {
    const [answers] = await answersIn(place.productionId, [sample.subjectOf(sample.contexts[0])]);
    expect(new Set(answers.map((answer) => (answer as { reason: string }).reason))).toEqual(new Set(['OFF']));
  });

  it('publishes nothing the second time', async () => {
    const { exitCode, output } = await importInto(peer, place.project, file, ...sample.words);
    expect([exitCode, output]).toEqual([
      0,
      expect.stringMatching(/nothing is different: no revision published\n$/),
    ]);
  });

  it("finds no difference to the peer's own SDK, without a server or a token", async () => {
    const contexts = aFile(`${peer}.ndjson`, sample.contexts.map((each) => JSON.stringify(each)).join('\n'));
    const result = await runClientCommand(['import', peer, file, ...sample.words, '--verify', contexts]);
    const count = `${expectedKeys.flags.length} flags for ${sample.contexts.length} contexts: 0 differences\n`;
    expect(result).toEqual({ exitCode: 0, output: count, errors: '' });
  });

  it("finds what is different where the peer's SDK has another file", async () => {
    const adapter = peerOf(sample).load();
    const { doctored, options, contexts } = sample;
    const ours = adapter.ours(sample.source, options);
    const oracle = await adapter.theirs(doctored.source, options, requireSdk(peerOf(sample)));
    const found: Difference[] = [];
    for await (const each of differences({ flags: expectedKeys.flags, contexts, ours, oracle }))
      found.push(each);
    await oracle.close();
    expect(found.map(({ flag, context }) => [flag, context])).toEqual(doctored.found);
  });
});

describe('--verify', () => {
  const flags = {
    split: {
      state: 'ENABLED',
      variants: { on: true, off: false },
      defaultVariant: 'off',
      targeting: {
        fractional: [
          ['on', 50],
          ['off', 50],
        ],
      },
    },
    plain: { state: 'ENABLED', variants: { on: true }, defaultVariant: 'on' },
  };
  const contexts = Array.from({ length: 20 }, (_, at) => ({ targetingKey: `user-${at}` }));

  /** The SDK splits as the second generation. */
  const verifyAs = (generation: string, ...words: string[]): Promise<CommandResult> =>
    runClientCommand([
      ...['import', 'flagd', aFile('verify.json', { flags }), '--generation', generation],
      ...['--verify', aFile('contexts.json', contexts), ...words],
    ]);

  it('finds nothing where the import is what the SDK does', async () => {
    const output = '2 flags for 20 contexts: 0 differences\n';
    expect(await verifyAs('v2')).toEqual({ exitCode: 0, output, errors: '' });
  });

  it('shows every difference where it is not, and fails', async () => {
    const { exitCode, output, errors } = await verifyAs('v1');
    const rows = output.trim().split('\n');
    const count = rows.length - 1;
    expect(count).toBeGreaterThan(3);
    const off = '{"variant":"off","value":false}';
    const on = '{"variant":"on","value":true}';
    for (const row of rows.slice(0, -1)) {
      const [flag, context, ...answers] = row.split('\t');
      expect([flag, Number(context) < 20, answers.sort()]).toEqual(['split', true, [off, on]]);
    }
    expect(rows.at(-1)).toBe(`2 flags for 20 contexts: ${count} differences`);
    expect([exitCode, errors]).toEqual([
      1,
      `signalbox: flagd's SDK and Signalbox differ in ${count} answers\n`,
    ]);
    const json = (await verifyAs('v1', '--json')).output
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(json).toHaveLength(count + 1);
    expect(json[0]).toMatchObject({ flag: 'split', theirs: { value: expect.any(Boolean) }, ours: {} });
    expect(json.at(-1)).toEqual({ flags: 2, contexts: 20, refused: 0, differences: count });
  });

  it.each([
    [
      'a context that is none',
      [{ kind: 'user', key: 'ada' }, { kind: 7 }],
      ': context 1: kind: must be a text',
    ],
    ['no context at all', [], ' has no context'],
  ])('refuses %s', async (_, given, message) => {
    const file = aFile('flag.json', {
      flags: { flag: { key: 'flag', on: false, variations: [true], offVariation: 0 } },
    });
    const path = aFile('wrong-contexts.json', given);
    const { exitCode, errors } = await runClientCommand(['import', 'launchdarkly', file, '--verify', path]);
    expect([exitCode, errors]).toEqual([1, expect.stringContaining(`${path}${message}`)]);
  });
});

describe('flags that no server takes', () => {
  const flag = (key: string, ...prerequisites: string[]): object => ({
    key,
    version: 1,
    on: true,
    salt: key,
    variations: [true, false],
    offVariation: 1,
    prerequisites: prerequisites.map((parent) => ({ key: parent, variation: 0 })),
    fallthrough: { variation: 0 },
  });
  const source = {
    flags: { a: flag('a', 'b'), b: flag('b', 'a'), c: flag('c', 'b'), free: flag('free') },
    segments: {},
  };

  it('are refused with what needs them, and the others come when told to go on', async () => {
    const { project } = await aPlace('circles');
    const file = aFile('circles.json', source);
    const refused = await importInto('launchdarkly', project, file);
    expect(refused.output).toMatch(/^a\trefused\t–\trules\[0\].*: a cycle: .*, which no server takes\n/);
    expect(refused.output).toContain('c\trefused\t–\tneeds flag b, which is refused\n');
    expect([refused.exitCode, refused.errors]).toEqual([
      1,
      'signalbox: 3 of 4 flags refused, nothing published; --skip-refused imports the others\n',
    ]);
    expect((await keysIn(project)).flags).toEqual([]);
    expect((await importInto('launchdarkly', project, file, '--skip-refused')).exitCode).toBe(0);
    expect((await keysIn(project)).flags).toEqual(['free']);
  });

  it('are told by their keys where only the server can tell', async () => {
    const { project, projectId } = await aPlace('archived');
    await change(api, [{ createFlag: { projectId, key: 'free', type: 'BOOLEAN' } }]);
    await change(api, [{ archiveFlag: { projectId, flagKey: 'free' } }]);
    const file = aFile('archived.json', { flags: { free: flag('free') }, segments: {} });
    const { exitCode, errors } = await importInto('launchdarkly', project, file);
    const problem = 'The key `free` is taken by a flag of this project and is archived';
    expect([exitCode, errors]).toEqual([
      1,
      expect.stringContaining(
        `signalbox: nothing of this change is published: createFlag free.key: ${problem}`,
      ),
    ]);
  });
});

describe('a file that is too large for one change', () => {
  const count = 600;
  const keyOf = (at: number): string => `flag-${String(at).padStart(4, '0')}`;

  /** Each but every fiftieth needs the one that stands behind it in the file, and the last one a segment. */
  const flagAt = (at: number): object => ({
    key: keyOf(at),
    version: 1,
    on: true,
    salt: 'salt',
    variations: [true, false],
    offVariation: 1,
    prerequisites: at % 50 === 0 || at === count - 1 ? [] : [{ key: keyOf(at + 1), variation: 0 }],
    rules:
      at === count - 1
        ? [{ id: 'near', clauses: [{ op: 'segmentMatch', values: ['near'], negate: true }], variation: 1 }]
        : [],
    fallthrough: { variation: 0 },
  });
  const source = {
    flags: Object.fromEntries(Array.from({ length: count }, (_, at) => [keyOf(at), flagAt(at)])),
    segments: { near: { key: 'near', version: 1, included: ['ada'], excluded: [], rules: [] } },
  };

  it('is shown and published in parts that are valid by themselves, and goes on where it ended', async () => {
    const { project, projectId, stagingId } = await aPlace('large');
    const file = aFile('large.json', source);
    const run = (...words: string[]): Promise<CommandResult> =>
      importInto('launchdarkly', project, file, '--sdk', 'node', ...words);
    const dry = await run('--dry-run');
    expect(dry.errors).toBe('');
    expect(dry.output.match(/^staging\tflag\tflag-\d+\t\tadded/gm)).toHaveLength(count);
    expect((await keysIn(project)).flags).toEqual([]);

    // one of the last to be published, since so many are needed before it
    const late = keyOf(1);
    await change(api, [{ createFlag: { projectId, key: late, type: 'BOOLEAN' } }]);
    await change(api, [{ archiveFlag: { projectId, flagKey: late } }]);
    const { errors } = await run();
    expect(errors).toContain(`createFlag ${late}.key: The key \`${late}\` is taken`);
    expect(errors).toContain(
      '; 1 of the 2 changes of this import were published before; run it again to go on',
    );

    await change(api, [{ restoreFlag: { projectId, flagKey: late } }]);
    expect((await run()).output).toMatch(
      /published in large: staging at revision \d+, production at revision \d+\n$/,
    );
    expect((await run()).output).toContain('nothing is different: no revision published\n');
    const { evaluate } = await api.ask(
      `query($id: ID!, $keys: [String!]!, $subjects: [Subject!]!) {
         evaluate(environmentId: $id, flagKeys: $keys, subjects: $subjects) { evaluations { value } } }`,
      {
        id: stagingId,
        keys: [late, keyOf(551)],
        subjects: [{ targetingKey: 'ada' }, { targetingKey: 'eve' }],
      },
    );
    const valuesOf = (each: { evaluations: { value: unknown }[] }) =>
      each.evaluations.map(({ value }) => value);
    expect(evaluate.map(valuesOf)).toEqual([
      [true, true],
      [true, false],
    ]);
  }, 60_000);
});

describe('files', () => {
  const enabled = { state: 'ENABLED', variants: { on: true, off: false }, defaultVariant: 'off' };
  const targeting = { if: [{ in: [{ var: 'plan' }, ['pro']] }, 'on'] };
  const split = {
    fractional: [
      ['on', 1],
      ['off', 1],
    ],
  };

  let project: string;
  beforeAll(async () => ({ project } = await aPlace('files')));

  it('may be YAML, and publish the second time only what is different', async () => {
    const yaml = (state: string): string =>
      `flags:\n  Imported/Flag:\n    state: ${state}\n    variants: { "on": 1, "off": 2 }\n    defaultVariant: "off"\n    targeting: ${JSON.stringify(targeting)}\n`;
    const first = await importInto('flagd', project, aFile('flags.yaml', yaml('ENABLED')));
    expect(first.output).toMatch(/published in files: staging at revision 1, production at revision 1\n$/);
    const second = await importInto('flagd', project, aFile('flags.yaml', yaml('DISABLED')));
    expect(second.output).toMatch(/published in files: staging at revision 2\n$/);
  });

  it('of flagd that split users need the generation', async () => {
    const file = aFile('split.json', { flags: { 'split-flag': { ...enabled, targeting: split } } });
    const { exitCode, errors } = await importInto('flagd', project, file);
    expect([exitCode, errors]).toEqual([2, expect.stringContaining('--generation v1')]);
    const { output } = await importInto(
      'flagd',
      project,
      file,
      '--generation',
      'v2',
      '--sdk',
      'go',
      '--json',
    );
    expect(JSON.parse(output)).toMatchObject({
      flags: [
        {
          key: 'split-flag',
          outcome: 'exact-if',
          questions: ['did flagd split users by v2 (weights in integers)?'],
        },
      ],
      outcomes: [{ __typename: 'ChangesPublished' }],
    });
  });

  it.each([
    ['that are not there', 'flagd', 'none.json', null, 'there is no such file'],
    ['that are no JSON', 'flagd', 'no.json', '{"flags": }', 'is not JSON: unexpected "}" at position 10'],
    ['that are no YAML', 'flagd', 'no.yaml', 'flags: [1', 'is not YAML: '],
    [
      'of something else',
      'flagd',
      'else.json',
      '{"features": []}',
      'this is no flagd definition: it has no "flags"',
    ],
    ['of another peer', 'unleash', 'other.json', '{"flags": {}}', 'this is no state of Unleash'],
    ['without a flag', 'launchdarkly', 'empty.json', '{"flags": {}}', 'has no flag to import'],
  ])('%s are refused', async (_, peer, name, text, message) => {
    const file = text === null ? join(folder, name) : aFile(name, text);
    const { exitCode, output, errors } = await importInto(peer, project, file);
    expect([exitCode, output, errors]).toEqual([1, '', expect.stringContaining(message)]);
  });

  it.each([
    [
      ['growthbook', 'x.json', '--sticky-bucketing', 'maybe'],
      "argument 'maybe' is invalid. It is yes or no.",
    ],
    [['growthbook', 'x.json', '--context', '{'], '--context is not JSON: unexpected end at position 1'],
    [['flagd', 'x.json'], 'a token is needed: --token, or the variable SIGNALBOX_TOKEN'],
  ])('%j is wrong usage', async (words, message) => {
    const { exitCode, errors } = await runClientCommand(['import', ...words]);
    expect([exitCode, errors]).toEqual([2, expect.stringContaining(message)]);
  });
});

describe('the examples of --help', () => {
  const home = process.cwd();
  let token: string;

  beforeAll(async () => {
    token = (await harness.anOrganization()).ownerToken;
    await aPlace('storefront', remote(url, token));
    process.chdir(folder);
  });
  afterAll(() => process.chdir(home));

  it.each(samples.map((sample) => [sample.peer, sample] as const))('of %s run', async (name, sample) => {
    const { examples } = peerOf(sample);
    const { output } = await runClientCommand(['import', name, '--help']);
    for (const example of examples) {
      expect(output).toContain(`  signalbox import ${name} ${example}\n`);
      const words = example.split(' ');
      aFile(words[0], sample.source);
      aFile(words.at(-1) as string, words.at(-1)?.startsWith('id-lists') ? {} : sample.contexts);
      const place = example.includes('--verify') ? [] : ['--token', token, '--url', url];
      const { exitCode, errors } = await runClientCommand(['import', name, ...words, ...place]);
      expect([example, exitCode, errors]).toEqual([example, 0, '']);
    }
  });
});

const sorted = (answers: object[]): string[] => answers.map((answer) => JSON.stringify(answer)).sort();
