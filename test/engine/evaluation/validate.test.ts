import {
  gateBucketing,
  splitOf,
  validateBucketing,
  validateCondition,
  validateFlag,
  validateList,
  validateSegment,
  validateServe,
  type Json,
  type Op,
  type Problem,
} from '../../../src/engine/evaluation';
import { aBucketing, aFlag, aRule, aTest, everyone } from '../../support/builders';

const at = (path: string, message: string | RegExp): Problem => ({
  path,
  message: expect.stringMatching(message),
});

describe('a flag', () => {
  it('as the builders make it has no problems', () => {
    expect(validateFlag(aFlag({ rules: [aRule(), everyone(null)] }))).toEqual([]);
  });

  it.each<[string, object, Problem]>([
    ['an unknown field', { colour: 'red' }, at('colour', 'not a known field')],
    ['an unknown type', { type: 'TEXT' }, at('type', 'BOOLEAN, STRING, NUMBER, JSON')],
    ['a missing field', { fallthrough: undefined }, at('fallthrough', 'missing')],
    ['no key', { key: '' }, at('key', 'not empty')],
    ['a key too long', { key: 'k'.repeat(256) }, at('key', 'at most 255')],
    ['an off variant that is none', { off: 'gone' }, at('off', 'gone does not exist')],
    ['a fallthrough that is none', { fallthrough: 'gone' }, at('fallthrough', 'gone does not exist')],
    [
      'a value of another type',
      { variants: { on: { value: 1 }, off: { value: 'x' } } },
      at('variants.on.value', 'text'),
    ],
    [
      'a variant without value',
      { variants: { on: {}, off: { value: 'x' } } },
      at('variants.on.value', 'missing'),
    ],
    [
      'a rule for an unknown variant',
      { rules: [everyone('gone')] },
      at('rules[0].serve', 'gone does not exist'),
    ],
    ['two rules of one id', { rules: [aRule(), aRule()] }, at('rules[1].id', 'rules\\[0\\]')],
    ['a rule of reason ERROR', { rules: [aRule({ reason: 'ERROR' })] }, at('rules[0].reason', 'one of OFF')],
    ['a tag that is no text', { tags: ['a', 7] }, at('tags[1]', 'text')],
    ['metadata that is nested', { metadata: { a: {} } }, at('metadata.a', 'text, number or boolean')],
    [
      'a source with more than there is',
      { source: { system: 'x', at: 1 } },
      at('source.at', 'not a known field'),
    ],
  ])('with %s is refused at its path', (_what, parts, expected) => {
    expect(validateFlag({ ...aFlag(), ...parts })).toEqual([expected]);
  });

  it.each([
    ['BOOLEAN', true, 'true'],
    ['NUMBER', 1.5, '1.5'],
    ['NUMBER', 1, NaN],
    ['STRING', '', null],
    ['JSON', { a: [1, null] }, undefined],
  ] as const)('of type %s takes %j and not %j', (type, good, bad) => {
    const flag = (value: unknown): unknown => ({
      ...aFlag(),
      type,
      variants: { on: { value }, off: { value: good } },
    });
    expect(validateFlag(flag(good))).toEqual([]);
    expect(validateFlag(flag(bad))).toHaveLength(1);
  });

  it('that is no object at all is refused', () => {
    expect(validateFlag('flag', 'flags.a')).toEqual([at('flags.a', 'object')]);
    expect(validateFlag(null)).toEqual([at('', 'object')]);
  });

  it('tells all of its problems at once, below the path given', () => {
    const flag = {
      ...aFlag(),
      on: 'yes',
      rules: [aRule({ when: { all: [true, aTest('a', { op: 'eq' })] } })],
    };
    expect(validateFlag(flag, 'flags.a')).toEqual([
      at('flags.a.on', 'true or false'),
      at('flags.a.rules[0].when.all[1].values', 'needs values'),
    ]);
  });
});

describe('a condition', () => {
  it.each<[string, unknown, Problem]>([
    ['nothing', undefined, at('', 'must be a condition')],
    ['a text', 'yes', at('', 'must be a condition')],
    ['an unknown kind', { every: [] }, at('', 'must have one of all, any, not')],
    ['two kinds', { all: [], any: [] }, at('any', 'not a known field')],
    ['an unknown operator', aTest('a', { op: 'like' as Op, values: [] }), at('op', 'one of exists, eq')],
    ['item outside some', { attr: { builtin: 'item' }, op: 'exists' }, at('attr', 'inside `some`')],
    ['an unknown builtin', { attr: { builtin: 'today' }, op: 'exists' }, at('attr.builtin', 'one of now')],
    ['a reference without path', { attr: { path: [] }, op: 'exists' }, at('attr.path', 'at least 1')],
    ['a nested fault', { not: { any: [true, { segment: '' }] } }, at('not.any[1].segment', 'not empty')],
    ['a prerequisite without where', { flag: 'a' }, at('where', 'missing')],
    ['a range turned round', { within: 'layer', ranges: [[5, 1]] }, at('ranges[0]', 'from <= to')],
    ['a range beyond the span', { within: aBucketing(), ranges: [[0, 101]] }, at('ranges[0]', '<= 100')],
    ['a range below 0', { within: aBucketing(), ranges: [[-1, 1]] }, at('ranges[0]', '0 <= from')],
    ['a range that is no pair', { within: aBucketing(), ranges: [[1]] }, at('ranges[0]', 'from, to')],
    [
      'an unknown operator of JSONLogic',
      { logic: { nonsense: [] } },
      at('logic', 'unknown operator nonsense'),
    ],
  ])('that is %s is refused', (_what, condition, expected) => {
    expect(validateCondition(condition)).toEqual([expected]);
  });

  it('may use item inside some', () => {
    expect(
      validateCondition({ some: { path: ['a'] }, where: { attr: { builtin: 'item' }, op: 'exists' } }),
    ).toEqual([]);
  });

  it('nested too deep is refused rather than walked for ever', () => {
    let condition: unknown = true;
    for (let level = 0; level < 100_000; level += 1) condition = { not: condition };
    expect(validateCondition(condition)).toEqual([at(Array(64).fill('not').join('.'), '64 levels')]);
  });

  it('keeps an operator of JSONLogic that nobody knows in a flag imported from flagd', () => {
    const rules = [aRule({ when: { logic: { nonsense: [] } } })];
    expect(validateFlag(aFlag({ rules }))).toHaveLength(1);
    expect(validateFlag(aFlag({ rules, source: { system: 'flagd' } }))).toEqual([]);
  });
});

describe('a test', () => {
  it.each<[string, object, Problem]>([
    ['values for exists', { op: 'exists', values: [1] }, at('values', 'takes no values')],
    ['no values for eq', { op: 'eq' }, at('values', 'needs values')],
    ['a reading for exists', { op: 'exists', as: 'text' }, at('as', 'exists does not read text')],
    ['a version for contains', { op: 'contains', as: 'semver', values: [] }, at('as', 'use strict, string')],
    ['a date for cidr', { op: 'cidr', as: 'date', values: [] }, at('as', 'cidr does not read date')],
    ['an unknown reading', { op: 'eq', as: 'roman', values: [] }, at('as', 'one of strict')],
    ['folded numbers', { op: 'eq', as: 'number', fold: true, values: [] }, at('fold', 'no letters')],
    ['each: false', { op: 'eq', each: false, values: [] }, at('each', 'true or absent')],
    ['of: size', { op: 'eq', of: 'size', values: [] }, at('of', 'length or absent')],
    ['a list to equal', { op: 'eq', values: [['a']] }, at('values[0]', 'does not read as strict')],
    [
      'a text as number',
      { op: 'gt', as: 'number', values: [1, '2'] },
      at('values[1]', 'does not read as number'),
    ],
    ['a boolean to order', { op: 'gt', values: [true] }, at('values[0]', 'to be ordered')],
    [
      'a bad version',
      { op: 'eq', as: 'semver', values: ['1.2'] },
      at('values[0]', 'does not read as semver'),
    ],
    [
      'a version with v',
      { op: 'gte', as: 'semver.partial', values: ['v1'] },
      at('values[0]', 'semver.partial'),
    ],
    ['a bad date', { op: 'lt', as: 'date', values: ['tomorrow'] }, at('values[0]', 'does not read as date')],
    [
      'a date without time',
      { op: 'lt', as: 'date.rfc3339', values: ['2026-01-15'] },
      at('values[0]', 'rfc3339'),
    ],
    [
      'an impossible date',
      { op: 'lt', as: 'date', values: ['2026-13-45'] },
      at('values[0]', 'does not read as date'),
    ],
    ['a number to contain', { op: 'contains', values: [1] }, at('values[0]', 'must be a text')],
    ['a bad pattern', { op: 'matches', values: ['('] }, at('values[0]', 'no pattern')],
    ['a pattern that looks ahead', { op: 'matches.re2', values: ['a(?=b)'] }, at('values[0]', 'linear time')],
    ['a pattern that refers back', { op: 'matches', values: ['(a)\\1'] }, at('values[0]', 'linear time')],
    ['a long pattern', { op: 'matches', values: ['a'.repeat(1001)] }, at('values[0]', 'at most 1000')],
    [
      'a pattern of many repetitions',
      { op: 'matches', values: ['.{1000}'] },
      at('values[0]', 'unfold to too much'),
    ],
    ['a bad network', { op: 'cidr', values: ['10.0.0.0/33'] }, at('values[0]', 'no IP address')],
    ['an unknown type name', { op: 'type', values: ['text'] }, at('values[0]', 'one of string')],
    ['a modulo of nothing', { op: 'modulo', values: ['0|0'] }, at('values[0]', 'other than 0')],
    ['a modulo that is none', { op: 'modulo', values: [2] }, at('values[0]', 'divisor')],
  ])('with %s is refused', (_what, parts, expected) => {
    expect(validateCondition({ attr: { path: ['a'] }, ...parts })).toEqual([expected]);
  });
});

describe('a bucketing', () => {
  it.each<[string, object, Problem]>([
    ['no unit in its text', { text: ['a'] }, at('text', 'contain the unit')],
    ['UTF-16 for murmur3', { bytes: 'utf16' }, at('bytes', 'fnv1a')],
    ['a shift of a long hash', { hash: 'md5', map: 'shift' }, at('map', '32 bits')],
    ['a ratio without max', { map: 'ratio' }, at('max', 'above 0')],
    ['max without ratio', { max: 7 }, at('max', 'ratio only')],
    ['a seed for sha1', { hash: 'sha1.60', seed: 1 }, at('seed', 'takes no seed')],
    ['a span of 0', { span: 0 }, at('span', 'from 1 to')],
    ['a broken span', { span: 2.5 }, at('span', 'whole number')],
    ['again with shift', { map: 'shift', again: ',' }, at('again', 'map mod')],
    ['an unknown hash', { hash: 'crc32' }, at('hash', 'one of murmur3')],
    ['no units', { unit: [] }, at('unit', 'at least 1')],
    ['a part that is neither', { text: [{ unit: false }] }, at('text[0].unit', 'true')],
  ])('with %s is refused', (_what, parts, expected) => {
    expect(validateBucketing({ ...aBucketing(), ...parts })).toEqual([expected]);
  });

  it('of the presets has no problems', () => {
    expect(validateBucketing(gateBucketing('seed'))).toEqual([]);
  });
});

describe('what is served', () => {
  const arms = (...ranges: [number, number][]) => ranges.map((range) => ({ variant: null, range }));
  const split = { split: aBucketing(), arms: arms([0, 50]), otherwise: 'next' };

  it.each<[string, unknown, Problem]>([
    ['a number', 7, at('', 'must be a variant')],
    ['an unknown way', { pick: 'a' }, at('', 'split, logic, first')],
    [
      'arms that overlap',
      { ...split, arms: arms([50, 100], [0, 51]) },
      at('.arms[0].range', 'overlaps that of arm 1'),
    ],
    ['an arm beyond the span', { ...split, arms: arms([0, 101]) }, at('arms[0].range', '<= 100')],
    ['no arms', { ...split, arms: [] }, at('arms', 'at least 1')],
    ['no otherwise', { ...split, otherwise: undefined }, at('otherwise', 'missing')],
    [
      'a sticky without owner',
      { ...split, sticky: { id: 'a', version: 1, by: [] } },
      at('sticky.by', 'at least 1'),
    ],
    ['a choice without when', { first: [{ serve: null }], serve: null }, at('first[0].when', 'missing')],
    ['an inner fault', { first: [{ when: true, serve: 7 }], serve: null }, at('first[0].serve', 'variant')],
  ])('that is %s is refused', (_what, serve, expected) => {
    expect(validateServe(serve)).toEqual([expected]);
  });

  it('may be any variant’s name while the variants are not known', () => {
    expect(validateServe('on')).toEqual([]);
    expect(validateServe({ ...split, arms: arms([0, 0], [0, 100]) })).toEqual([]);
  });

  it('as splitOf lays it out has no problems, and weights that do not add up are refused', () => {
    const weights = (on: number, off: number) => [
      { variant: 'on', weight: on },
      { variant: 'off', weight: off },
    ];
    expect(validateServe(splitOf('seed', weights(30_000, 70_000)))).toEqual([]);
    expect(() => splitOf('seed', weights(30_000, 60_000))).toThrow(/add up to 100000, but add up to 90000/);
    expect(() => splitOf('seed', weights(-1, 100_001))).toThrow(RangeError);
  });
});

it('segments and lists are refused with a path too', () => {
  expect(validateSegment({ when: { list: 7 } })).toEqual([at('when.list', 'text')]);
  expect(validateSegment({ when: true, name: 'x' })).toEqual([at('name', 'not a known field')]);
  expect(validateList({ unit: { path: ['key'] }, size: -1 })).toEqual([at('size', 'whole number')]);
  expect(validateList({ unit: { path: ['key'] }, size: 10 })).toEqual([]);
});

it('a value that would reach into prototypes is refused', () => {
  const value = JSON.parse('{ "a": { "__proto__": 1 } }') as Json;
  const flag = aFlag({ type: 'JSON', variants: { on: { value }, off: { value: {} } } });
  expect(validateFlag(flag)).toEqual([at('variants.on.value.a.__proto__', '__proto__')]);
});
