import type { Json } from '../../../src/engine/evaluation';
import type { FlagReport, FlagsmithOptions } from '../../../src/engine/importers';
import { ada, anEnvironment, aSegment, aState, reportOn, resultOf } from './flagsmith-environments';

function isIn(segment: object, identity = ada(), options?: FlagsmithOptions): boolean {
  return resultOf(anEnvironment({ segments: [segment] }), identity, options).segments.length > 0;
}

function holds(operator: string, value: Json, trait: Json | undefined, options?: FlagsmithOptions): boolean {
  const traits: Record<string, Json> = trait === undefined ? {} : { trait };
  return isIn(aSegment([{ operator, property: 'trait', value }]), ada(traits), options);
}

it.each<[string, Json, Json[], Json[]]>([
  ['EQUAL', 'a', ['a', true], ['A', 1, false]],
  ['EQUAL', '1', ['1', 1, 1.0, true], ['1.0', 2, false]],
  ['EQUAL', '1.0', [1, '1.0', true], ['1']],
  ['EQUAL', 'True', [true, 'True'], [false, 'true', 1]],
  ['EQUAL', 'false', [false, 'false'], [true, 0]],
  ['EQUAL', 'x', ['x', true], [1, 0]],
  ['NOT_EQUAL', '1', ['2', 2, false], ['1', 1, true]],
  ['NOT_EQUAL', 'x', [1, 'y', false], ['x', true]],
  ['GREATER_THAN', '9', [10, 9.5, 'a'], [9, '10', '9']],
  ['GREATER_THAN_INCLUSIVE', '9', [9, '9'], [8.9, '10']],
  ['LESS_THAN', '9', [8, '10'], [9, 'a']],
  ['LESS_THAN_INCLUSIVE', '9.5', [9.5, 9], [9.6]],
  ['LESS_THAN', 'nine', [], [8]],
  ['GREATER_THAN', 'false', [true], [false]],
  ['LESS_THAN_INCLUSIVE', 'true', [false, true, 'a'], []],
  ['EQUAL', '1.2.3:semver', ['1.2.3', '1.2.3+build'], ['1.2', 'x', 1]],
  ['NOT_EQUAL', '1.2.3:semver', ['1.2.4', 'x'], ['1.2.3']],
  ['GREATER_THAN', '1.2.3:semver', ['1.10.0', '2.0.0-rc.1'], ['1.2.3', '1.2.3-rc.1', 'x']],
  ['LESS_THAN_INCLUSIVE', '1.2.3:semver', ['1.2.3', '1.2.3-rc.1'], ['1.2.4']],
  ['LESS_THAN', 'one:semver', [], ['0.1.0', 'a']],
  ['CONTAINS', 'b', ['abc'], ['ac', 'B', true]],
  ['CONTAINS', '', ['a'], ['', 1]],
  ['NOT_CONTAINS', 'b', ['ac', ''], ['abc', 1, true]],
  ['NOT_CONTAINS', '', [], ['abc']],
  ['REGEX', '^a\\d', ['a1b'], ['ba1', 'a']],
  ['REGEX', '2$', ['12', 12], ['21', 21]],
  ['REGEX', '', [], ['a', '']],
  ['REGEX', '(', [], ['(']],
  ['MODULO', '3|1', [4, '4', 1, -2 + 3], [3, '3', 'x', true]],
  ['MODULO', ' 2.5 | 0', [5, '5'], [4, '']],
  ['MODULO', '0|0', [], [0]],
  ['IN', 'a,b, c', ['a', 'b', ' c'], ['c', 'A', 'a,b, c']],
  ['IN', '["a", "b", 1]', ['a', 'b'], ['1', 1, '["a"']],
  ['IN', '[a,b]', ['[a', 'b]'], ['a']],
  ['IN', '1,2,true,0,', [1, '1', '2', 'true', '0'], [true, 0, '', 3]],
  ['IS_SET', '', ['', 0, false], []],
  ['IS_NOT_SET', '', [], ['', 0, false]],
  ['LIKE', 'a', [], ['a']],
])('%s %j holds for %j and not for %j', (operator, value, holding, failing) => {
  const expected = [...holding.map(() => true), ...failing.map(() => false)];
  expect([...holding, ...failing].map((trait) => holds(operator, value, trait))).toEqual(expected);
});

it.each([
  ['EQUAL', 'x', false],
  ['NOT_EQUAL', 'x', false],
  ['LESS_THAN', '9', false],
  ['NOT_CONTAINS', 'x', false],
  ['REGEX', '.*', false],
  ['MODULO', '1|0', false],
  ['IN', 'null,undefined', false],
  ['IS_SET', '', false],
  ['IS_NOT_SET', '', true],
  ['PERCENTAGE_SPLIT', '100', false],
])('%s of a missing trait, or of null, is %s', (operator, value, expected) => {
  expect([holds(operator, value, undefined), holds(operator, value, null)]).toEqual([expected, expected]);
});

describe('a rule', () => {
  const yes = { operator: 'IS_NOT_SET', property: 'gone' };
  const no = { operator: 'IS_SET', property: 'gone' };
  const all = (...conditions: object[]): object => ({ type: 'ALL', conditions });

  it.each([
    ['holds without rules for nobody', [], false],
    ['of nothing holds', [{ type: 'ANY', conditions: [], rules: [] }], true],
    ['of all', [all(yes, no)], false],
    ['of any', [{ type: 'ANY', conditions: [no, yes] }], true],
    ['of any, which none is', [{ type: 'ANY', conditions: [no, no] }], false],
    ['of none', [{ type: 'NONE', conditions: [no, no] }], true],
    ['of none, which one is', [{ type: 'NONE', conditions: [no, yes] }], false],
    ['joins conditions and rules by and', [{ type: 'ANY', conditions: [yes], rules: [all(no)] }], false],
    ['joins its rules by its type', [{ type: 'ANY', rules: [all(no), all(yes)] }], true],
    ['of none among rules', [{ type: 'NONE', rules: [all(yes), all(no)] }], false],
    ['of an unknown type', [{ type: 'SOME', conditions: [yes] }], false],
    ['is one of several that must all hold', [all(yes), all(no)], false],
  ])('%s', (_, rules, expected) => {
    expect(isIn(aSegment([], { rules }))).toBe(expected);
  });

  it('holds for identities only', () => {
    const environment = anEnvironment({ segments: [aSegment([yes])] });
    expect(resultOf(environment, ada()).segments).toHaveLength(1);
    expect(resultOf(environment).segments).toEqual([]);
  });
});

describe('a property', () => {
  const traits = {
    plain: 'x',
    key: 'x',
    'with.dots': 'x',
    '[$odd.$]': 'x',
    '$.identity': 'x',
    '$.environment.nothing': 'x',
    '$.nowhere': 'x',
  };

  it.each([
    'plain',
    'key',
    'with.dots',
    '$.identity',
    '$.nowhere',
    '$.environment.nothing',
    '$.identity.traits.plain',
    '$.identity.traits.with.dots',
    "$.identity.traits['plain']",
    "$.identity.traits['[$odd.$]']",
  ])('%s leads to a trait', (property) => {
    const segment = aSegment([{ operator: 'EQUAL', property, value: 'x' }]);
    expect(isIn(segment, ada(traits))).toBe(true);
    expect(isIn(segment)).toBe(false);
  });

  it.each([
    ['$.identity.identifier', 'ada', true],
    ['$.environment.name', 'Production', true],
    ["$.environment['name']", 'Staging', false],
    ['$["environment"]["key"]', 'env', false],
    ['$.environment', 'Production', false],
  ])('%s is %s: %s', (property, value, expected) => {
    expect(isIn(aSegment([{ operator: 'EQUAL', property, value }]))).toBe(expected);
  });

  it("may be the identity's key, where apps send it", () => {
    const environment = anEnvironment({
      segments: [aSegment([{ operator: 'EQUAL', property: '$.identity.key', value: 'env_ada' }])],
    });
    const options = { keyAttribute: 'id' };
    expect(resultOf(environment, ada(), options).segments).toHaveLength(1);
    expect(resultOf(environment, { identifier: 'ada', key: '77' }, options).segments).toEqual([]);
  });
});

describe('where SDKs differ', () => {
  const node = { sdk: 'node' };
  const split = { operator: 'PERCENTAGE_SPLIT', property: 'trait', value: '100' };
  const modulo = { operator: 'MODULO', property: 'trait', value: '3|1' };

  function reportOnUser(condition: object, options?: FlagsmithOptions): FlagReport {
    const segment = aSegment([condition], { overrides: [aState({ priority: 1 })] });
    return reportOn(anEnvironment({ features: [aState()], segments: [segment] }), options);
  }

  it("a split on a trait's name finds nobody in Node, and whoever has the trait elsewhere", () => {
    expect(holds('PERCENTAGE_SPLIT', '100', 'x', node)).toBe(false);
    expect(holds('PERCENTAGE_SPLIT', '100', 'x', { sdk: 'python' })).toBe(true);
    const byPath = { ...split, property: '$.identity.traits.trait' };
    expect(isIn(aSegment([byPath]), ada({ trait: 'x' }), node)).toBe(true);
  });

  it("a split on a trait's name is said of Node, and asked where the SDK is not known", () => {
    expect(reportOnUser(split, node)).toMatchObject({
      outcome: 'exact',
      warnings: ["the split on trait finds nobody, as in Flagsmith's Node SDK"],
    });
    expect(reportOnUser(split)).toMatchObject({
      outcome: 'exact-if',
      questions: [
        "did no SDK in JavaScript evaluate the split on trait? Flagsmith's finds nobody by the name of a trait",
      ],
    });
    expect(reportOnUser(split, { sdk: 'python' })).toMatchObject({ outcome: 'exact', warnings: [] });
  });

  it.each<[Json, boolean, boolean]>([
    [4, true, true],
    ['4', true, true],
    ['4 days', true, false],
    [' 4', true, true],
    ['days', false, false],
    ['', false, false],
    [true, false, false],
  ])('%j modulo 3 is 1 in Node: %s, and elsewhere: %s', (trait, inNode, elsewhere) => {
    expect(holds('MODULO', '3|1', trait, node)).toBe(inNode);
    expect(holds('MODULO', '3|1', trait)).toBe(elsewhere);
  });

  it('modulo is asked about, unless it was Node', () => {
    expect(reportOnUser(modulo, node)).toMatchObject({ outcome: 'exact' });
    expect(reportOnUser(modulo, { sdk: 'python' })).toMatchObject({
      questions: ["is trait never a text? Flagsmith's SDKs differ on the number in one"],
    });
  });
});
