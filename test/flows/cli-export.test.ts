import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Ajv2020 from 'ajv/dist/2020';
import { parse } from 'yaml';
import fileSchema from '../../schema/environment-file.schema.json';
import { rolloutOf, splitOf } from '../../src/engine/evaluation';
import { limitDefaults } from '../../src/server/foundation/settings';
import type { CommandResult } from '../support/command';
import { runClientCommand } from '../support/client-command';
import { dialects, startHarness, type Harness } from '../support/harness';
import { change, remote, type Remote } from '../support/remote';

describe.each(dialects)('export on %s', (dialect) => {
  let harness: Harness;
  let url: string;
  let token: string;
  let api: Remote;
  let folder: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'signalbox-export-'));
    // more commands in a second than any script would run
    const limits = { ...limitDefaults, rateBurst: 100_000_000 };
    harness = await startHarness(dialect, { settings: { limits } });
    ({ url } = await harness.listen());
    token = (await harness.anOrganization()).ownerToken;
    api = remote(url, token);
  });

  afterAll(async () => {
    await harness?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  interface Place {
    project: string;
    projectId: string;
    environmentId: string;
  }

  /** A project with one environment. */
  async function aPlace(project: string): Promise<Place> {
    const { createProject } = await api.ask(
      'mutation($input: CreateProjectInput!) { createProject(input: $input) { project { id } } }',
      { input: { key: project, name: project } },
    );
    const projectId = createProject.project.id as string;
    await change(api, [{ createEnvironment: { projectId, key: 'staging', kind: 'STAGING' } }]);
    const { project: made } = await api.ask(
      'query($id: ID!) { project(id: $id) { environment(key: "staging") { id } } }',
      { id: projectId },
    );
    return { project, projectId, environmentId: made.environment.id as string };
  }

  const run = (words: string[], { project }: Place): Promise<CommandResult> =>
    runClientCommand([...words, '--project', project, '--token', token, '--url', url]);
  const exported = (place: Place, ...words: string[]): Promise<CommandResult> =>
    run(['export', ...words], place);
  const imported = (place: Place, file: string, ...words: string[]): Promise<CommandResult> =>
    run(['import', 'signalbox', file, ...words], place);

  const bodiesOf = async ({ environmentId }: Place): Promise<object> => {
    const { environment } = await api.ask(
      'query($id: ID!) { environment(id: $id) { ruleset { ruleset } } }',
      { id: environmentId },
    );
    return environment.ruleset.ruleset as object;
  };

  function aFile(name: string, text: string): string {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  }

  const schema = { type: 'object', required: ['limit'], properties: { limit: { type: 'integer' }, a: true } };

  /** Something of everything: every noun with words, odd keys, a variant that is null, a list that holds ids. */
  async function aShop(project: string): Promise<Place> {
    const place = await aPlace(project);
    const { projectId, environmentId } = place;
    const words = { name: 'Search', description: 'Two\nlines: "quoted", # and so on', tags: ['b', 'a'] };
    await change(api, [
      { createList: { projectId, key: 'early-access', ...words } },
      { addToList: { environmentId, listKey: 'early-access', ids: ['grace', 'ada', 'no', '1'] } },
      { createSegment: { projectId, key: 'Beta: users', ...words, source: { system: 'launchdarkly' } } },
      { putSegment: { environmentId, segmentKey: 'Beta: users', when: { list: 'early-access' } } },
      { createLayer: { projectId, key: 'checkout', ...words } },
      {
        createFlag: {
          ...{ projectId, key: 'search', type: 'JSON', ...words, lifecycle: 'LIVE', clientSide: true },
          links: [{ title: 'Ticket', url: 'https://example.com/1' }],
          jsonSchema: { anyOf: [schema, { type: 'null' }] },
          variants: [
            { key: 'none', value: null },
            { key: 'some', value: { limit: 1e21, b: ['on', 'no', '2026-01-15'], a: 0.1 }, name: 'Some' },
          ],
        },
      },
      { createFlag: { projectId, key: 'on', type: 'BOOLEAN' } },
      {
        replaceConfiguration: {
          ...{ environmentId, flagKey: 'search' },
          configuration: {
            ...{ on: true, off: null, metadata: { team: 'shop', cost: 1.5 }, source: { system: 'flagd' } },
            variants: {
              none: { value: null },
              some: { value: { limit: 7, b: ['on', 'no', '2026-01-15'] }, name: 'Some', extra: '1:30' },
            },
            rules: [
              { id: 'beta', description: 'Beta', when: { segment: 'Beta: users' }, serve: 'some' },
              { id: 'prerequisite', when: { flag: 'on', where: true }, serve: null },
              { id: 'layer', when: { within: 'checkout', ranges: [[0, 50_000]] }, serve: 'some' },
            ],
            fallthrough: splitOf('x7', [
              { variant: 'some', weight: 30_000 },
              { variant: 'none', weight: 70_000 },
            ]),
          },
        },
      },
    ]);
    return place;
  }

  describe('our own file', () => {
    let shop: Place;
    let text: string;
    let file: string;

    beforeAll(async () => {
      shop = await aShop('shop');
      const { exitCode, output, errors } = await exported(shop, '--with-lists');
      expect([exitCode, errors]).toEqual([0, '']);
      text = output;
      file = aFile('shop.yaml', text);
    });

    it('brings everything into an empty project, which is then exported as the same text', async () => {
      const copy = await aPlace('copy');
      const { exitCode, output } = await imported(copy, file);
      expect([exitCode, output]).toEqual([
        0,
        expect.stringMatching(/^published in copy: staging at revision \d+\n$/),
      ]);
      expect(await bodiesOf(copy)).toEqual(await bodiesOf(shop));
      expect((await exported(copy, '--with-lists')).output).toBe(text);
      expect((await imported(copy, file)).output).toBe('nothing is different: no revision published\n');
    });

    it('is the same in JSON, and is what its JSON Schema says', async () => {
      const out = join(folder, 'shop.json');
      const { output, errors } = await exported(shop, '--with-lists', '--out', out);
      expect([output, errors]).toEqual([
        '',
        expect.stringMatching(/^shop\/staging at revision \d+: .*shop\.json\n$/),
      ]);
      const document = JSON.parse(readFileSync(out, 'utf8')) as unknown;
      expect(document).toEqual(parse(text));
      const validate = new Ajv2020({ strict: false }).compile(fileSchema);
      expect(validate(document) || validate.errors).toBe(true);
      const copy = await aPlace('copy-of-json');
      expect((await imported(copy, out)).exitCode).toBe(0);
      expect((await exported(copy, '--with-lists')).output).toBe(text);
    });

    it('changes what is there to what the file says, words and ids too, and leaves the rest', async () => {
      const copy = await aPlace('changed');
      const { projectId, environmentId } = copy;
      await imported(copy, file);
      await change(api, [
        { updateFlag: { projectId, flagKey: 'search', name: 'Renamed', tags: [], lifecycle: 'DEPRECATED' } },
        { updateSegment: { projectId, segmentKey: 'Beta: users', description: '' } },
        { setFlagOn: { environmentId, flagKey: 'on', on: true } },
        { addToList: { environmentId, listKey: 'early-access', ids: ['eve'] } },
        { removeFromList: { environmentId, listKey: 'early-access', ids: ['ada'] } },
        { createFlag: { projectId, key: 'other', type: 'BOOLEAN' } },
      ]);
      const dryRun = await imported(copy, file, '--dry-run');
      expect(dryRun.output).toContain('staging\tflag\ton\ton\tchanged\ttrue → false\n');
      expect((await imported(copy, file)).exitCode).toBe(0);
      const { signalbox, flags, ...others } = parse((await exported(copy, '--with-lists')).output);
      const { other, ...same } = flags;
      expect([{ signalbox, flags: same, ...others }, other.on]).toEqual([parse(text), false]);
    });

    it('tells the size of a list where it does not tell the ids', async () => {
      const { output } = await exported(shop);
      expect(parse(output).lists).toEqual({
        'early-access': { ...parse(text).lists['early-access'], ids: undefined, size: 4 },
      });
      const copy = await aPlace('copy-without-lists');
      const result = await imported(copy, aFile('without-lists.yaml', output));
      expect(result.output).toContain(
        'the ids of the list early-access are not in the file: export it with --with-lists\n',
      );
    });

    it('is the past on demand', async () => {
      const place = await aPlace('past');
      const { projectId, environmentId } = place;
      const before = await change(api, [{ createFlag: { projectId, key: 'new', type: 'BOOLEAN' } }]);
      await change(api, [{ setFlagOn: { environmentId, flagKey: 'new', on: true } }]);
      const at = async (...words: string[]) => parse((await exported(place, ...words)).output).flags.new.on;
      expect([await at('--at-revision', String(before)), await at()]).toEqual([false, true]);
      const { exitCode, errors } = await exported(place, '--at-revision', '999');
      expect([exitCode, errors]).toEqual([1, expect.stringContaining('999')]);
    });

    it.each([
      ['of another version', 'signalbox: 2', 'signalbox: must be 1, the version of the format, not 2'],
      [
        'with a mistake',
        'signalbox: 1\nflags: { new: { type: BOOLEAN, "on": 1, variants: {} } }',
        'flags.new.on: must be true or false; 1 was given',
      ],
      ['of nothing', 'signalbox: 1', 'has nothing to import'],
      [
        'that makes a flag another type',
        'signalbox: 1\nflags: { "on": { type: STRING, "on": true, variants: { a: { value: a } } } }',
        'the flag on is STRING in the file and BOOLEAN there: a flag keeps its type',
      ],
      [
        'that makes a list look up something else',
        'signalbox: 1\nlists: { early-access: { unit: { path: [ company ] } } }',
        'the list early-access looks up another value there: a list keeps its unit',
      ],
    ])('refuses a file %s', async (_, content, message) => {
      const broken = aFile('broken.yaml', content);
      expect(await imported(shop, broken)).toEqual({
        exitCode: 1,
        output: '',
        errors: `signalbox: ${broken}${message.startsWith('has') ? ' ' : ': '}${message}\n`,
      });
    });
  });

  describe('another format', () => {
    let place: Place;

    beforeAll(async () => {
      place = await aPlace('formats');
      const { projectId, environmentId } = place;
      const rule = { ruleId: 'half', when: rolloutOf('x7', 50_000), serve: 'on' };
      await change(api, [
        { createFlag: { projectId, key: 'new', type: 'BOOLEAN', description: 'The new one' } },
        { createFlag: { projectId, key: 'needy', type: 'BOOLEAN' } },
        { setFlagOn: { environmentId, flagKey: 'new', on: true } },
        { setFlagOn: { environmentId, flagKey: 'needy', on: true } },
        { setFallthrough: { environmentId, flagKey: 'new', serve: 'off' } },
        { addRule: { environmentId, flagKey: 'new', ...rule } },
        { addPrerequisite: { environmentId, flagKey: 'needy', prerequisiteKey: 'new', variants: ['on'] } },
      ]);
    });

    it('is a manifest for the OpenFeature CLI', async () => {
      const { exitCode, output } = await exported(place, '--as', 'openfeature');
      expect([exitCode, JSON.parse(output).flags]).toEqual([
        0,
        {
          needy: { flagType: 'boolean', defaultValue: false },
          new: { flagType: 'boolean', defaultValue: false, description: 'The new one' },
        },
      ]);
    });

    it('is a flagd definition without what does not fit, and only if that is wanted', async () => {
      const refused = await exported(place, '--as', 'flagd');
      expect([refused.exitCode, refused.output]).toEqual([1, '']);
      expect(refused.errors).toContain(
        "needy\trefused\tit depends on the flag new, and flagd's flags on none\n",
      );
      expect(refused.errors).toContain(
        'signalbox: 1 of 2 flags refused, nothing exported; --skip-refused exports the others\n',
      );
      const { exitCode, output, errors } = await exported(place, '--as', 'flagd', '--skip-refused');
      expect([exitCode, Object.keys(JSON.parse(output).flags)]).toEqual([0, ['new']]);
      expect(errors).toContain('  1. does flagd split users by weights in integers (v2), as it does now?\n');
    });
  });

  it.each([
    [['--with-lists', '--as', 'flagd'], '--with-lists goes with --as signalbox, not with flagd'],
    [
      ['--with-lists', '--at-revision', '1'],
      '--with-lists does not go with --at-revision: only what lists hold now can be read',
    ],
    [
      ['--at-revision', 'x'],
      "option '--at-revision <number>' argument 'x' is invalid. It is a whole number.",
    ],
    [['--as', 'unleash'], "option '--as <what>' argument 'unleash' is invalid."],
  ])('%j is wrong usage', async (words, message) => {
    const { exitCode, errors } = await runClientCommand(['export', ...words, '--token', token, '--url', url]);
    expect([exitCode, errors]).toEqual([2, expect.stringContaining(message)]);
  });

  it('says what it cannot write to', async () => {
    const place = await aPlace('unwritable');
    const { exitCode, errors } = await exported(place, '--out', join(folder, 'no/such/folder.yaml'));
    expect([exitCode, errors]).toEqual([1, expect.stringContaining('cannot write')]);
  });
});
