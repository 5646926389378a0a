import type { Step } from '../../../../src/clients/cli/import/changes';
import { dryIntentsOf, intentsOf, partsOf } from '../../../../src/clients/cli/import/parts';

/** Two intents of about 100 bytes together. */
const aStep = (name: string, ...needs: string[]): Step => ({
  name,
  first: [{ archiveFlag: { projectId: 'created', flagKey: name } }],
  then: [{ restoreFlag: { projectId: 'put', flagKey: name } }],
  needs,
});

const namesOf = (parts: Step[][]): string[][] => parts.map((part) => part.map(({ name }) => name));
const steps = [aStep('a'), aStep('b', 'a'), aStep('c', 'a'), aStep('d', 'b', 'c')];

it('makes one part of what fits into one', () => {
  expect(namesOf(partsOf(steps, { intents: 8, bytes: 10_000 }))).toEqual([['a', 'b', 'c', 'd']]);
});

it.each([
  ['intents', { intents: 7, bytes: 10_000 }, [['a', 'b', 'c'], ['d']]],
  [
    'bytes',
    { intents: 100, bytes: 250 },
    [
      ['a', 'b'],
      ['c', 'd'],
    ],
  ],
])('begins another part, in the order given, where there are too many %s', (_, limits, expected) => {
  expect(namesOf(partsOf(steps, limits))).toEqual(expected);
});

it('gives what is too large for any part a part to itself', () => {
  expect(namesOf(partsOf(steps, { intents: 1, bytes: 1 }))).toEqual([['a'], ['b'], ['c'], ['d']]);
});

it('creates and then puts', () => {
  expect(intentsOf([steps[0]])).toEqual([
    { archiveFlag: { projectId: 'created', flagKey: 'a' } },
    { restoreFlag: { projectId: 'put', flagKey: 'a' } },
  ]);
});

it('brings along, in a dry run, what a part refers to in other parts', () => {
  const [, , c, d] = steps;
  expect(dryIntentsOf([c, d], steps)).toEqual([...steps[0].first, ...steps[1].first, ...intentsOf([c, d])]);
});
