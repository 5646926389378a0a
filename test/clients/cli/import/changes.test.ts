import { stepsOf, type ImportTarget, type Step } from '../../../../src/clients/cli/import/changes';
import { aBucketing, aFlag, aRule, aRuleset } from '../../../support/builders';

const source = { system: 'flagd', version: 'v2' };
const flag = aFlag({ key: 'beta', off: null, rules: [aRule()], metadata: { owner: 'growth' }, source });

const target = (known: Partial<Record<keyof ImportTarget['known'], string[]>> = {}): ImportTarget => ({
  projectId: 'P',
  environmentId: 'E',
  system: 'growthbook',
  known: {
    flags: new Set(known.flags),
    segments: new Set(known.segments),
    layers: new Set(known.layers),
    lists: new Set(known.lists),
  },
});

const replaceConfiguration = {
  environmentId: 'E',
  flagKey: 'beta',
  configuration: {
    on: true,
    off: null,
    variants: { on: { value: 'on' }, off: { value: 'off' } },
    rules: [aRule()],
    fallthrough: 'off',
    metadata: { owner: 'growth' },
    source,
  },
};

it('a flag that the project has is replaced in the environment only', () => {
  const [step] = stepsOf(aRuleset({ flags: [flag] }), target({ flags: ['beta'] }));
  expect(step).toEqual({ name: 'FLAG beta', first: [], then: [{ replaceConfiguration }], needs: [] });
});

it('a flag that it lacks is created first, with the seed and the source it came with', () => {
  const [{ first, then }] = stepsOf(aRuleset({ flags: [flag] }), target({ flags: ['other'] }));
  expect(then).toEqual([{ replaceConfiguration }]);
  expect(first).toEqual([
    {
      createFlag: {
        projectId: 'P',
        key: 'beta',
        type: 'STRING',
        seed: flag.seed,
        clientSide: false,
        tags: [],
        variants: [
          { key: 'on', value: 'on' },
          { key: 'off', value: 'off' },
        ],
        off: null,
        fallthrough: 'off',
        source,
      },
    },
  ]);
});

it('elsewhere a flag serves its off variant where what it serves here is split', () => {
  const split = { split: 'layer', arms: [], otherwise: 'on' };
  const ruleset = aRuleset({ flags: [aFlag({ fallthrough: split })], layers: { layer: aBucketing() } });
  const created = stepsOf(ruleset, target()).flatMap(({ first }) => first);
  expect(created.at(-1)).toMatchObject({ createFlag: { off: 'off', fallthrough: 'off' } });
});

it('a segment is created for nobody and then put here; one that is there is only put', () => {
  const ruleset = aRuleset({ segments: { 'Beta users': { when: true } } });
  const then = [{ putSegment: { environmentId: 'E', segmentKey: 'Beta users', when: true } }];
  const create = { projectId: 'P', key: 'Beta users', source: { system: 'growthbook' } };
  const step = { name: 'SEGMENT Beta users', then, needs: [] };
  expect(stepsOf(ruleset, target())).toEqual([{ ...step, first: [{ createSegment: create }] }]);
  expect(stepsOf(ruleset, target({ segments: ['Beta users'] }))).toEqual([{ ...step, first: [] }]);
});

it('a layer is created with its unit, and buckets here as it came', () => {
  const bucketing = aBucketing({ unit: [{ path: ['company'] }] });
  const ruleset = aRuleset({ layers: { checkout: bucketing } });
  const create = {
    projectId: 'P',
    key: 'checkout',
    unit: { path: ['company'] },
    source: { system: 'growthbook' },
  };
  const put = { environmentId: 'E', layerKey: 'checkout', bucketing };
  const step = { name: 'LAYER checkout', then: [], needs: [] };
  expect(stepsOf(ruleset, target())).toEqual([
    { ...step, first: [{ createLayer: create }, { putLayer: put }] },
  ]);
  expect(stepsOf(ruleset, target({ layers: ['checkout'] }))).toEqual([
    { ...step, first: [{ putLayer: put }] },
  ]);
});

it('a list is created with its unit, and left alone where it is there', () => {
  const ruleset = aRuleset({ lists: { customers: { unit: { path: ['company'] }, size: 7 } } });
  const [{ first, then }] = stepsOf(ruleset, target());
  const create = { projectId: 'P', key: 'customers', unit: { path: ['company'] } };
  expect([first, then]).toEqual([[{ createList: { ...create, source: { system: 'growthbook' } } }], []]);
  expect(stepsOf(ruleset, target({ lists: ['customers'] }))).toMatchObject([{ first: [], then: [] }]);
});

it('everything comes after what it needs', () => {
  const needs = (key: string, ...flags: string[]) =>
    aFlag({
      key,
      rules: flags.map((other) => aRule({ id: other, when: { flag: other, where: true } })),
    });
  const ruleset = aRuleset({
    flags: [
      needs('c', 'b', 'a'),
      needs('b', 'a'),
      { ...needs('a'), rules: [aRule({ when: { segment: 's' } })] },
    ],
    segments: { s: { when: { segment: 't' } }, t: { when: { within: 'l', ranges: [] } } },
    layers: { l: aBucketing() },
  });
  const names = stepsOf(ruleset, target()).map(({ name }: Step) => name);
  expect(names).toEqual(['LAYER l', 'SEGMENT t', 'SEGMENT s', 'FLAG a', 'FLAG b', 'FLAG c']);
});
