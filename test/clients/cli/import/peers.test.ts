import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import manifest from '../../../../package.json';
import { differences, type Difference } from '../../../../src/clients/cli/import/compare-answers';
import { findSdk, requireSdk } from '../../../../src/clients/cli/import/installed-sdk';
import { peers, type Peer } from '../../../../src/clients/cli/import/peers';
import type { Json } from '../../../../src/engine/evaluation';

it.each(peers.map((peer) => [peer.title, peer] as const))(
  '%s is compared with the SDK that we test',
  (_, { sdk }) => {
    expect((manifest.devDependencies as Record<string, string>)[sdk.name]).toBe(sdk.version);
    expect(manifest.dependencies).not.toHaveProperty(sdk.name);
  },
);

describe('an SDK', () => {
  const home = process.cwd();
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'signalbox-sdk-')));
  afterEach(() => process.chdir(home));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('is taken from the folder where one works before our own', () => {
    const own = join(folder, 'node_modules/statsig-node');
    mkdirSync(own, { recursive: true });
    writeFileSync(join(own, 'index.js'), 'exports.isTheirOwn = true;');
    process.chdir(folder);
    expect(findSdk('statsig-node')?.('statsig-node')).toEqual({ isTheirOwn: true });
    expect(findSdk('unleash-client')?.resolve('unleash-client')).toContain(join(home, 'node_modules'));
  });

  it('that is nowhere is told with the line that installs it', () => {
    const missing = { ...peers[0], title: 'Nobody', sdk: { name: '@nobody/sdk', version: '1.2.3' } };
    expect(() => requireSdk(missing)).toThrow(
      "Nobody's SDK is not installed here: npm install --no-save @nobody/sdk@1.2.3",
    );
  });
});

/** The forms of a file that the flows do not bring over a server. */
const forms: [string, string, object, object, Json[]][] = [
  [
    'an evaluation context',
    'flagsmith',
    { sdk: 'node' },
    {
      environment: { key: 'an-environment', name: 'Production' },
      features: {
        banner: { key: '1', name: 'banner', enabled: true, value: 'hello' },
        colour: {
          key: '2',
          name: 'colour',
          enabled: true,
          value: 'red',
          variants: [{ value: 'blue', weight: 50, priority: 1 }],
        },
      },
      segments: {
        '9': {
          key: '9',
          name: 'half',
          rules: [
            {
              type: 'ALL',
              conditions: [{ property: '', operator: 'PERCENTAGE_SPLIT', value: '50' }],
              rules: [],
            },
          ],
          overrides: [{ key: '1', name: 'banner', enabled: false, value: 'bye', priority: 1 }],
        },
      },
    },
    Array.from({ length: 20 }, (_, at) => ({ identifier: `user-${at}`, traits: {} })),
  ],
  [
    'experiments',
    'growthbook',
    { sdk: 'javascript', stickyBucketing: false, context: { forcedVariations: { second: 1 } } },
    {
      features: {},
      experiments: [
        { key: 'first', variations: ['a', 'b'], weights: [0.5, 0.5], coverage: 0.8, hashVersion: 2 },
        { key: 'second', variations: ['a', 'b'] },
        { key: 'third', status: 'draft', variations: ['a', 'b'] },
      ],
    },
    Array.from({ length: 20 }, (_, at) => ({ id: `user-${at}` })),
  ],
  [
    'sticky buckets, nothing kept yet',
    'growthbook',
    { sdk: 'javascript', stickyBucketing: true },
    {
      features: {
        price: {
          defaultValue: 1,
          rules: [{ key: 'price', variations: [2, 3], hashAttribute: 'company', fallbackAttribute: 'id' }],
        },
      },
    },
    Array.from({ length: 20 }, (_, at) => ({
      id: `user-${at}`,
      ...(at % 2 === 0 && { company: `c-${at}` }),
    })),
  ],
  [
    'the event of a stream',
    'launchdarkly',
    { sdk: 'node' },
    {
      path: '/',
      data: {
        flags: {
          flag: {
            key: 'flag',
            version: 1,
            on: true,
            salt: 'salt',
            variations: [1, 2],
            rules: [{ clauses: [{ op: 'segmentMatch', values: ['gone'] }], variation: 0 }],
            fallthrough: {
              rollout: { variations: [0, 1].map((variation) => ({ variation, weight: 50_000 })) },
            },
          },
        },
        segments: { gone: { key: 'gone', version: 2, deleted: true } },
      },
    },
    Array.from({ length: 20 }, (_, at) => ({ kind: 'user', key: `user-${at}` })),
  ],
  [
    'delta events',
    'unleash',
    { sdk: 'node' },
    {
      events: [
        {
          type: 'hydration',
          eventId: 1,
          features: ['kept', 'removed', 'updated'].map((name) => ({ name, enabled: true, strategies: [] })),
          segments: [],
        },
        { type: 'feature-removed', eventId: 2, featureName: 'removed', project: 'default' },
        {
          type: 'feature-updated',
          eventId: 3,
          feature: {
            name: 'updated',
            enabled: true,
            strategies: [{ name: 'default', parameters: {}, segments: [1] }],
          },
        },
        {
          type: 'segment-updated',
          eventId: 4,
          segment: {
            id: 1,
            constraints: [
              { contextName: 'currentTime', operator: 'DATE_AFTER', value: '2026-01-01T00:00:00Z' },
            ],
          },
        },
      ],
    },
    [{ userId: 'ada', currentTime: '2025-06-01T00:00:00Z' }, { currentTime: '2026-06-01T00:00:00Z' }],
  ],
];

it.each(forms)('%s: %s answers as its SDK does', async (_, name, options, source, contexts) => {
  const peer = peers.find((each) => each.name === name) as Peer;
  const adapter = peer.load();
  const flags = Object.keys(adapter.import(source, options).ruleset.flags);
  const ours = adapter.ours(source, options);
  const oracle = await adapter.theirs(source, options, requireSdk(peer));
  const found: Difference[] = [];
  for await (const difference of differences({ flags, contexts, ours, oracle })) found.push(difference);
  await oracle.close();
  expect(found).toEqual([]);
  const answers = new Set(contexts.map((context) => JSON.stringify(flags.map(ours(context)))));
  expect(answers.size).toBeGreaterThan(1);
});
