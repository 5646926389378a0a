import type { Json, Range, Serve, Split } from '../../../src/engine/evaluation';
import { importGrowthBook } from '../../../src/engine/importers';
import { answer, importOne, javaScript } from './growthbook-features';

const abc = ['A', 'B', 'C'];

/** A feature that is nothing but one experiment. */
function anExperiment(parts: object): object {
  return { defaultValue: 'out', rules: [{ key: 'my-test', variations: abc, ...parts }] };
}

function splitOf(serve: Serve | undefined): Split {
  if (typeof serve === 'object' && serve !== null && 'split' in serve) return serve;
  throw new Error('this serves no split');
}

function rangesOf(parts: object): Range[] {
  return splitOf(importOne(anExperiment(parts)).rules[0]?.serve).arms.map(({ range }) => range);
}

describe('the hash', () => {
  const uneven = { weights: [0.5, 0.3, 0.2], coverage: 0.9 };

  it.each<[Json, number, number | undefined, string]>([
    ['2', 1, 122, 'A'],
    ['1', 2, 1871, 'A'],
    ['2', 2, 1707, 'A'],
    ['zoë', 2, undefined, 'out'],
  ])('of %j in version %s is at %s and gives %s', (id, hashVersion, position, value) => {
    const evaluation = answer(anExperiment({ ...uneven, hashVersion }), { id });
    expect(evaluation.position).toBe(position);
    expect(evaluation.value).toBe(value);
  });

  it.each([
    ['javascript', 4529],
    [undefined, 4529],
  ])('takes the 16-bit units of a text with the SDK %s', (sdk, position) => {
    expect(answer(anExperiment({ hashVersion: 2 }), { id: 'zoë' }, { sdk }).position).toBe(position);
  });

  it('takes the bytes of UTF-8 with other SDKs, which moves whoever is not called in ASCII', () => {
    const feature = anExperiment({ hashVersion: 2 });
    expect(answer(feature, { id: 'zoë' }, { sdk: 'go' }).position).not.toBe(4529);
    expect(answer(feature, { id: '1' }, { sdk: 'go' }).position).toBe(1871);
  });

  it.each<[Json, Json]>([
    [123, '123'],
    [1e21, '1e+21'],
    [true, 'true'],
    [['a', 'b'], 'a,b'],
  ])('takes %j for the text %j, as JavaScript joins it to the seed', (id, text) => {
    const feature = anExperiment({ hashVersion: 2 });
    expect(answer(feature, { id }).position).toBe(answer(feature, { id: text }).position);
  });

  it.each<[Json]>([[0], [''], [false], [null]])('of %j does not exist: nobody takes part', (id) => {
    expect(answer(anExperiment({}), { id })).toMatchObject({ value: 'out', reason: 'DEFAULT' });
  });

  it('has the seed of the rule, or else its key, or else the key of the feature', () => {
    const textOf = (parts: object): unknown =>
      (
        splitOf(importOne(anExperiment({ hashVersion: 2, ...parts })).rules[0].serve).split as {
          text: unknown;
        }
      ).text;
    expect(textOf({ seed: 'seed' })).toEqual(['seed', { unit: true }]);
    expect(textOf({ seed: '' })).toEqual(['my-test', { unit: true }]);
    expect(textOf({ key: '' })).toEqual(['flag', { unit: true }]);
  });

  it('of an attribute with dots is that of the attribute of this name, or of what they lead to', () => {
    const feature = anExperiment({ hashAttribute: 'user.id', hashVersion: 2 });
    expect(answer(feature, { 'user.id': '1' }).position).toBe(1871);
    expect(answer(feature, { user: { id: '1' } }).position).toBe(1871);
  });
});

describe('the shares of variations', () => {
  it.each<[string, object, Range[]]>([
    [
      'are equal without weights',
      {},
      [
        [0, 334],
        [334, 667],
        [667, 1000],
      ],
    ],
    [
      'shrink from their end with coverage, and take what doubles add',
      { weights: [0.5, 0.3, 0.2], coverage: 0.9 },
      [
        [0, 450],
        [500, 770],
        [800, 981],
      ],
    ],
    [
      'are equal where there are too few weights',
      { weights: [0.5, 0.5] },
      [
        [0, 334],
        [334, 667],
        [667, 1000],
      ],
    ],
    [
      'are equal where weights are far from 1',
      { weights: [0.5, 0.5, 0.5] },
      [
        [0, 334],
        [334, 667],
        [667, 1000],
      ],
    ],
    [
      'are added up in doubles',
      { weights: [0.1, 0.2, 0.7] },
      [
        [0, 100],
        [100, 301],
        [301, 1000],
      ],
    ],
    [
      'are what ranges say, whatever the weights',
      {
        ranges: [
          [0, 0.1],
          [0.2, 0.3],
          [0.9, 1],
        ],
        coverage: 0.1,
      },
      [
        [0, 100],
        [200, 300],
        [900, 1000],
      ],
    ],
    [
      'belong to the first where ranges overlap',
      {
        ranges: [
          [0.2, 0.4],
          [0, 0.6],
          [0.5, 1],
        ],
      },
      [
        [200, 400],
        [0, 200],
        [400, 600],
        [600, 1000],
      ],
    ],
    [
      'may be empty',
      {
        ranges: [
          [0, 1],
          [0.2, 0.3],
        ],
      },
      [
        [0, 1000],
        [200, 200],
        [0, 0],
      ],
    ],
  ])('%s', (_, parts, expected) => {
    expect(rangesOf(parts)).toEqual(expected);
  });

  it('leave a gap that belongs to the next rule', () => {
    const rules = [{ variations: ['a', 'b'], coverage: 0.01 }, { force: 'next' }];
    expect(answer({ rules }, { id: '123' })).toMatchObject({ value: 'next', rule: 'rule-2' });
  });
});

describe('a rollout', () => {
  const rollout = (parts: object): object => ({ rules: [{ force: true, ...parts }] });
  const within = (parts: object): unknown => {
    const when = importOne(rollout(parts)).rules[0]?.when;
    return typeof when === 'object' && 'within' in when ? when.ranges : when;
  };

  it.each<[number, number, Range]>([
    [0.5, 1, [0, 501]],
    [0.5, 2, [0, 5001]],
    [0.001, 1, [0, 2]],
    [1, 1, [0, 1000]],
    [1.5, 2, [0, 10_000]],
  ])('of %s includes its edge (version %s)', (coverage, hashVersion, range) => {
    expect(within({ coverage, hashVersion })).toEqual([range]);
  });

  it('of a range does not', () => {
    expect(within({ range: [0, 0.5], coverage: 0.01 })).toEqual([[0, 500]]);
  });

  it.each([[{ coverage: 0 }], [{ range: [0.5, 0.5] }], [{ coverage: 1, hashVersion: 99 }]])(
    'with %j serves nobody',
    (parts) => {
      expect(importOne(rollout(parts)).rules).toEqual([]);
    },
  );

  it('of everybody still needs somebody to be hashed', () => {
    expect(answer(rollout({ coverage: 1 }), { id: 'ada' }).value).toBe(true);
    expect(answer(rollout({ coverage: 1 }), {}).variant).toBeNull();
  });

  it('is hashed by the key of its feature, even where the rule has one', () => {
    const [rule] = importOne(rollout({ coverage: 0.5, key: 'other' })).rules;
    expect(rule.when).toMatchObject({ within: { text: [{ unit: true }, 'flag'] } });
  });
});

describe('filters and namespaces', () => {
  it('let through who lies in one of the ranges of each filter', () => {
    const filters = [
      {
        seed: 's',
        ranges: [
          [0, 0.1],
          [0.2, 0.4],
        ],
      },
      { seed: 't', ranges: [[0, 1]], attribute: 'company', hashVersion: 1 },
    ];
    expect(importOne({ rules: [{ filters, force: 1 }] }).rules[0].when).toMatchObject({
      all: [
        {
          within: { text: ['s', { unit: true }], unit: [{ path: ['key'] }] },
          ranges: [
            [0, 1000],
            [2000, 4000],
          ],
        },
        { within: { text: [{ unit: true }, 't'], unit: [{ path: ['company'] }] }, ranges: [[0, 1000]] },
      ],
    });
  });

  it('let nobody through a filter without ranges, or of an unknown hash version', () => {
    expect(importOne({ rules: [{ filters: [{ seed: 's', ranges: [] }], force: 1 }] }).rules).toEqual([]);
    const filters = [{ seed: 's', ranges: [[0, 1]], hashVersion: 3 }];
    expect(importOne({ rules: [{ filters, force: 1 }] }).rules).toEqual([]);
  });

  it('become a layer that experiments share', () => {
    const features = {
      one: { rules: [{ variations: [1, 2], namespace: ['checkout', 0, 0.4] }] },
      two: { rules: [{ variations: [1, 2], namespace: ['checkout', 0.4, 1] }] },
      three: { rules: [{ variations: [1, 2], namespace: ['checkout', 0, 1], hashAttribute: 'company' }] },
    };
    const { ruleset } = importGrowthBook({ features }, javaScript);
    expect(Object.values(ruleset.flags).map(({ rules }) => rules[0].when)).toEqual([
      { within: 'checkout', ranges: [[0, 400]] },
      { within: 'checkout', ranges: [[400, 1000]] },
      { within: 'checkout.company', ranges: [[0, 1000]] },
    ]);
    expect(ruleset.layers.checkout).toMatchObject({ text: [{ unit: true }, '__checkout'], span: 1000 });
    expect(ruleset.layers['checkout.company'].unit).toEqual([{ path: ['company'] }]);
  });

  it('say nothing of a namespace beside filters', () => {
    const rule = { variations: [1, 2], namespace: ['checkout', 0, 0.1], filters: [] };
    expect(importOne({ rules: [rule] }).rules[0].when).toBe(true);
  });
});
