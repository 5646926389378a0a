import type { ImportTarget } from '../../../../src/clients/cli/import/changes';
import {
  contradictionIn,
  environmentSteps,
  listSteps,
  otherSeeds,
  type Existing,
} from '../../../../src/clients/cli/import/environment-steps';
import type { Words } from '../../../../src/engine/exporters';
import { aBucketing, aFlag, aRuleset } from '../../../support/builders';

const flagWords = { name: 'New', description: '', lifecycle: 'LIVE', links: [], jsonSchema: null } as const;
const audienceWords = { name: 'Named', description: 'Said', tags: ['a'] };

const words = (parts: Partial<Words> = {}): Words => ({
  flags: {},
  segments: {},
  layers: {},
  lists: {},
  ...parts,
});
const nothing: Existing = { ruleset: aRuleset(), words: words() };

const file: Existing = {
  ruleset: aRuleset({
    flags: [aFlag({ key: 'new', clientSide: true, tags: ['web'] })],
    segments: { staff: { when: true } },
    layers: { checkout: aBucketing() },
    lists: { early: { unit: { path: ['key'] }, size: 0 } },
  }),
  words: words({
    flags: { new: { ...flagWords, links: [] } },
    segments: { staff: audienceWords },
    layers: { checkout: audienceWords },
    lists: { early: audienceWords },
  }),
};

const targetOf = ({ ruleset }: Existing): ImportTarget => ({
  projectId: 'P',
  environmentId: 'E',
  system: 'signalbox',
  known: {
    flags: new Set(Object.keys(ruleset.flags)),
    segments: new Set(Object.keys(ruleset.segments)),
    layers: new Set(Object.keys(ruleset.layers)),
    lists: new Set(Object.keys(ruleset.lists)),
  },
});

const firstIntents = (existing: Existing): object[] =>
  environmentSteps(file, existing, targetOf(existing)).flatMap(({ first }) => first);

it('what is new is created in the words of the file', () => {
  expect(firstIntents(nothing)).toMatchObject([
    { createLayer: { key: 'checkout', ...audienceWords } },
    { putLayer: { layerKey: 'checkout' } },
    { createList: { key: 'early', ...audienceWords } },
    { createSegment: { key: 'staff', ...audienceWords } },
    { createFlag: { key: 'new', ...flagWords, clientSide: true, tags: ['web'] } },
  ]);
});

it('what is there and said as in the file is left as it is', () => {
  expect(firstIntents(file)).toEqual([{ putLayer: expect.anything() }]);
});

it('what is there and said otherwise is updated', () => {
  const others = words({
    flags: { new: { ...flagWords, links: [], name: 'Old' } },
    segments: { staff: { ...audienceWords, tags: [] } },
    layers: { checkout: { ...audienceWords, name: 'Old' } },
    lists: { early: { ...audienceWords, description: '' } },
  });
  const place = { projectId: 'P' };
  expect(firstIntents({ ...file, words: others })).toEqual([
    { updateLayer: { ...place, layerKey: 'checkout', ...audienceWords } },
    { putLayer: expect.anything() },
    { updateList: { ...place, listKey: 'early', ...audienceWords } },
    { updateSegment: { ...place, segmentKey: 'staff', ...audienceWords } },
    { updateFlag: { ...place, flagKey: 'new', ...flagWords, clientSide: true, tags: ['web'] } },
  ]);
});

it('the tags and the side of a flag are the words of a project too', () => {
  const ruleset = { ...file.ruleset, flags: { new: aFlag({ key: 'new' }) } };
  expect(firstIntents({ ...file, ruleset })).toMatchObject([
    {},
    { updateFlag: { clientSide: true, tags: ['web'] } },
  ]);
});

it('each batch of ids is a step of its own, after the list that they are put into', () => {
  const place = { environmentId: 'E', listKey: 'early' };
  expect(listSteps('E', 'early', { add: [['a'], ['b']], remove: [['c']] })).toEqual([
    { name: 'LIST early', first: [], then: [{ addToList: { ...place, ids: ['a'] } }], needs: [] },
    {
      name: 'LIST early (2)',
      first: [],
      then: [{ addToList: { ...place, ids: ['b'] } }],
      needs: ['LIST early'],
    },
    {
      name: 'LIST early (3)',
      first: [],
      then: [{ removeFromList: { ...place, ids: ['c'] } }],
      needs: ['LIST early'],
    },
  ]);
});

it('a flag of another type and a list of another unit contradict the file, another seed does not', () => {
  const there = (parts: object, unit = 'key'): Existing => ({
    words: words(),
    ruleset: {
      ...aRuleset({ flags: [aFlag({ key: 'new', ...parts })] }),
      lists: { early: { unit: { path: [unit] }, size: 9 } },
    },
  });
  expect(contradictionIn(file, there({}))).toBeUndefined();
  expect(contradictionIn(file, there({ type: 'JSON' }))).toBe(
    'the flag new is STRING in the file and JSON there: a flag keeps its type',
  );
  expect(contradictionIn(file, there({}, 'company'))).toBe(
    'the list early looks up another value there: a list keeps its unit',
  );
  expect([otherSeeds(file, there({})), otherSeeds(file, there({ seed: 'another' }))]).toEqual([[], ['new']]);
});
