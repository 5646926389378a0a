import { GrowthBook } from '@growthbook/growthbook';
import type { Condition, Json } from '../../../src/engine/evaluation';
import { importGrowthBook } from '../../../src/engine/importers';
import { holds, importOne, javaScript, reportOn } from './growthbook-features';

type Attributes = Record<string, Json>;

function whenOf(condition: object): Condition | undefined {
  return importOne({ rules: [{ condition, force: 1 }] }).rules[0]?.when;
}

describe('a literal', () => {
  it.each<[object, Attributes, boolean]>([
    [{ name: 'ada' }, { name: 'ada' }, true],
    [{ name: '8' }, { name: 8 }, true],
    [{ name: 'a,b' }, { name: ['a', 'b'] }, true],
    [{ name: 'null' }, {}, true],
    [{ age: 8 }, { age: '8' }, true],
    [{ age: 1 }, { age: true }, true],
    [{ age: 0 }, {}, true],
    [{ age: 0 }, { age: [] }, true],
    [{ flag: true }, { flag: 'no' }, true],
    [{ flag: false }, { flag: '' }, true],
    [{ flag: false }, {}, false],
    [{ name: null }, {}, true],
    [{ name: null }, { name: '' }, false],
    [{ tags: ['a'] }, { tags: ['a'] }, true],
    [{ tags: ['a'] }, { tags: ['a', 'b'] }, false],
    [{ tags: {} }, { tags: {} }, true],
    [{ 'pets.dog': 'fido' }, { pets: { dog: 'fido' } }, true],
    [{ 'pets.dog': 'fido' }, { pets: 'fido' }, false],
  ])('%j against %j gives %s, by the coercions of JavaScript', (condition, attributes, expected) => {
    expect(holds(condition, attributes)).toBe(expected);
  });

  describe('that is an object with several fields', () => {
    const condition = { size: { width: 1, height: 2 } };
    const feature = { defaultValue: false, rules: [{ condition, force: true }] };
    const theirs = (size: Json): boolean =>
      new GrowthBook({ features: { flag: feature }, attributes: { size } }).isOn('flag');

    it('is compared field by field, where GrowthBook compares texts', () => {
      const [asWritten, otherwise] = [
        { width: 1, height: 2 },
        { height: 2, width: 1 },
      ];
      expect([theirs(asWritten), holds(condition, { size: asWritten })]).toEqual([true, true]);
      expect([theirs(otherwise), holds(condition, { size: otherwise })]).toEqual([false, true]);
    });

    it('is asked about, unless no SDK in JavaScript was used', () => {
      const question =
        'are the fields of size always sent in the order of {"width":1,"height":2}? GrowthBook\'s JavaScript SDK compares JSON as text';
      expect(reportOn(feature)).toMatchObject({ outcome: 'exact-if', questions: [question] });
      expect(reportOn(feature, {})).toMatchObject({ questions: [question] });
      expect(reportOn(feature, { sdk: 'go' })).toMatchObject({ outcome: 'exact', questions: [] });
    });

    it.each([{ size: {} }, { size: { width: 1 } }, { size: [1, 2] }])('%j has one order only', (single) => {
      const rules = [{ condition: single, force: true }];
      expect(reportOn({ defaultValue: false, rules })).toMatchObject({ outcome: 'exact' });
    });
  });

  it('with operators and other names is compared as the object that it is', () => {
    const mixed = { age: { $gt: 3, unit: 'years' } };
    expect(holds(mixed, { age: { $gt: 3, unit: 'years' } })).toBe(true);
    expect(holds(mixed, { age: 5 })).toBe(false);
  });
});

describe('a missing attribute is null, and hence', () => {
  it.each<[string, object, boolean]>([
    ['below 10', { $lt: 10 }, true],
    ['above -10', { $gt: -10 }, true],
    ['not above 0', { $gt: 0 }, false],
    ['not equal to 0 of its very type', { $eq: 0 }, false],
    ['equal to null', { $eq: null }, true],
    ['unequal to anything', { $ne: 'x' }, true],
    ['in a list with null', { $in: [null, 1] }, true],
    ['the text null to a pattern', { $regex: '^nul' }, true],
    ['the version 0', { $veq: '0' }, true],
    ['of type null', { $type: 'null' }, true],
    ['not of type undefined', { $type: 'undefined' }, false],
    ['no list of length 0', { $size: 0 }, false],
  ])('%s', (_, operators, expected) => {
    expect(holds({ gone: operators }, {})).toBe(expected);
  });

  it('which is said only where null would do', () => {
    expect(whenOf({ age: { $lt: 10 } })).toMatchObject({ missing: null });
    expect(whenOf({ age: { $gt: 10 } })).not.toHaveProperty('missing');
  });
});

describe('an operator', () => {
  it.each<[object, Json, boolean]>([
    [{ $eq: 8 }, '8', false],
    [{ $ne: 8 }, '8', true],
    [{ $eq: [1] }, [1], false],
    [{ $gt: '5', $lt: '10' }, 8, true],
    [{ $gt: 'alphabet' }, 'always', true],
    [{ $lte: true }, 1, true],
    [{ $in: ['a', 'b'] }, ['x', 'b'], true],
    [{ $nin: ['a', 'b'] }, ['x', 'b'], false],
    [{ $nin: 'a' }, 'x', false],
    [{ $in: [{ a: 1 }] }, { a: 1 }, false],
    [{ $ini: ['US'] }, 'us', true],
    [{ $nini: ['US'] }, ['de', 'us'], false],
    [{ $all: ['a', '1'] }, ['a', 1], true],
    [{ $all: [{ $gt: 5 }] }, [1, 9], true],
    [{ $all: [] }, 'x', false],
    [{ $alli: ['A'] }, ['a'], true],
    [{ $size: 2 }, ['a', 'b'], true],
    [{ $size: { $ne: 2 } }, 'ab', false],
    [{ $size: { $gt: 1, $lt: 3 } }, ['a', 'b'], true],
    [{ $elemMatch: { $lt: 5 } }, [0, 7], false],
    [{ $elemMatch: { $lt: 5 } }, [1, 7], true],
    [{ $elemMatch: { name: 'ada', age: { $gt: 5 } } }, [{ name: 'ada', age: 9 }], true],
    [{ $elemMatch: { name: 'ada', age: { $gt: 5 } } }, [{ name: 'ada' }, { age: 9 }], false],
    [{ $elemMatch: { $elemMatch: { $eq: 1 } } }, [[2], [3, 1]], true],
    [{ $not: { $elemMatch: { $eq: 1 } } }, 'x', true],
    [{ $exists: true }, false, true],
    [{ $exists: false }, 'x', false],
    [{ $type: 'array' }, [], true],
    [{ $regexi: 'MOBILE' }, 'a mobile one', true],
    [{ $regex: '[)' }, '[)', false],
    [{ $vgt: '1.9.0' }, 'v1.10.0+build', true],
    [{ $vlt: '1.0.0' }, '1.0.0-rc.1', true],
    [{ $vne: '1.2.3' }, '1.2.3-alpha', true],
  ])('%j against %j gives %s', (operators, value, expected) => {
    expect(holds({ it: operators }, { it: value })).toBe(expected);
  });

  it('that GrowthBook does not know never holds, even negated beside others, and is told', () => {
    const feature = { rules: [{ condition: { age: { $near: 3 } }, force: 1 }] };
    expect(holds({ age: { $near: 3 } }, { age: 3 })).toBe(false);
    expect(reportOn(feature)).toMatchObject({
      outcome: 'exact',
      warnings: ['$near is no operator of GrowthBook: it never holds, as there'],
    });
  });
});

describe('joined conditions', () => {
  it.each<[object, boolean]>([
    [{}, true],
    [{ $or: [] }, true],
    [{ $nor: [] }, false],
    [{ $and: [] }, true],
    [{ $or: [{ a: 2 }, { a: 1 }], b: 2 }, true],
    [{ $nor: [{ a: 2 }, { b: 1 }] }, true],
    [{ $not: { a: 1, b: 1 } }, true],
    [{ $and: [{ a: 1 }, { $or: [{ b: 1 }] }] }, false],
  ])('%j gives %s for a 1 and b 2', (condition, expected) => {
    expect(holds(condition, { a: 1, b: 2 })).toBe(expected);
  });

  it('are as plain as what they say', () => {
    const isAda = { attr: { path: ['name'] }, op: 'eq', as: 'js', values: ['ada'] };
    expect(whenOf({ $and: [{ name: 'ada' }, { $or: [] }] })).toEqual(isAda);
    expect(whenOf({ $not: { name: { $in: 'no list' } } })).toBe(true);
  });
});

describe('a saved group', () => {
  const savedGroups = { beta: [1, '2', null] };
  const isBeta = (attribute: string): object => ({ [attribute]: { $inGroup: 'beta' } });

  it.each<[Json, boolean]>([
    [1, true],
    ['1', false],
    ['2', true],
    [['x', '2'], true],
  ])('has the member %j: %s, by value and type', (id, expected) => {
    expect(holds(isBeta('id'), { id }, { savedGroups })).toBe(expected);
    expect(holds({ id: { $notInGroup: 'beta' } }, { id }, { savedGroups })).toBe(!expected);
  });

  it('becomes a segment for each attribute that is asked for, and nothing where nobody asks', () => {
    const rules = [
      { condition: isBeta('id'), force: 1 },
      { condition: isBeta('company'), force: 2 },
    ];
    const groups = { ...savedGroups, unused: ['x'] };
    const { ruleset } = importGrowthBook({ features: { flag: { rules } }, savedGroups: groups }, javaScript);
    const members = { op: 'eq', values: [1, '2', null], each: true, missing: null };
    expect(ruleset.segments).toEqual({
      'beta.key': { when: { attr: { path: ['key'] }, ...members } },
      'beta.company': { when: { attr: { path: ['company'] }, ...members } },
    });
    expect(ruleset.flags.flag.rules[0].when).toEqual({ segment: 'beta.key' });
  });

  it('that does not exist has no members, and is told', () => {
    expect(holds(isBeta('id'), { id: 1 })).toBe(false);
    expect(holds({ id: { $notInGroup: 'beta' } }, { id: 1 })).toBe(true);
    expect(reportOn({ rules: [{ condition: isBeta('id'), force: 1 }] })).toMatchObject({
      warnings: ['saved group beta does not exist: nobody is in it, as in GrowthBook'],
    });
  });
});

describe('an attribute', () => {
  it('called id is the targeting key, or whichever one the importer is told', () => {
    expect(whenOf({ id: 'ada' })).toMatchObject({ attr: { path: ['key'] } });
    const rules = [{ condition: { deviceId: 'd1' }, force: 1 }];
    const flag = importOne({ rules }, { sdk: 'javascript', keyAttribute: 'deviceId' });
    expect(flag.rules[0].when).toMatchObject({ attr: { path: ['key'] } });
  });

  it('that is itself called key moves out of the way, and the report asks for it there', () => {
    const rules = [{ condition: { key: 'k1' }, force: 1 }];
    expect(holds({ key: 'k1' }, { id: 'ada', key: 'k1' })).toBe(true);
    expect(reportOn({ rules })).toMatchObject({
      outcome: 'exact-if',
      questions: [
        'will applications send their attribute key as properties.key? The key itself is the targeting key',
      ],
    });
  });

  it('that may be an element of a list is asked about', () => {
    expect(reportOn({ rules: [{ condition: { 'tags.0': 'a' }, force: 1 }] })).toMatchObject({
      questions: ['is tags.0 a field of an object? Elements of a list are not read by their position'],
    });
  });
});

it.each(['\\p{L}', '\\s', '\\Aada'])(
  'the pattern %s may mean something else here, and is asked about',
  (pattern) => {
    const feature = { rules: [{ condition: { name: { $regex: pattern } }, force: 1 }] };
    expect(reportOn(feature)).toMatchObject({
      outcome: 'exact-if',
      questions: [
        `does the pattern ${pattern} mean to the SDKs in use what it means to RE2, for all texts that they meet?`,
      ],
    });
    expect(reportOn({ rules: [{ condition: { name: { $regex: '^a.c$' } }, force: 1 }] })).toMatchObject({
      outcome: 'exact',
    });
  },
);

it.each<[string, object, string]>([
  [
    'looks ahead',
    { name: { $regex: '^(?!ada)' } },
    'name.$regex: the pattern ^(?!ada) does not run in linear time',
  ],
  ['is no object', { $and: ['pro'] }, '$and[0]: must be an object, not "pro"'],
  ['joins no list', { $or: { plan: 'pro' } }, '$or: must be a list, not an object'],
])('a condition that %s is refused with its place', (_, condition, reason) => {
  const report = reportOn({ rules: [{ condition, force: 1 }] });
  expect(report).toMatchObject({ key: 'flag', outcome: 'refused' });
  expect(report).toHaveProperty(
    'reason',
    expect.stringContaining(`features.flag.rules[0].condition.${reason}`),
  );
});
