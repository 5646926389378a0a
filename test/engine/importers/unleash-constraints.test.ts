import type { UnleashContext } from '../../../src/engine/importers';
import { aFeature, aStateOf, isEnabled } from './unleash-features';

function holds(constraint: object, context: UnleashContext = {}): boolean {
  const constraints = [{ contextName: 'value', ...constraint }];
  return isEnabled(aStateOf(aFeature({ strategies: [{ name: 'default', constraints }] })), context);
}

const having = (value: string | number | boolean | null): UnleashContext => ({ properties: { value } });

it.each([
  ['IN', { values: ['a', ' b '] }, ['a', 'b'], [' b ', 'A', 'c', '']],
  ['IN', { values: [] }, [], ['a', '']],
  ['IN', { values: ['', '  '] }, [''], ['a', '  ']],
  ['NOT_IN', { values: ['a'] }, ['A', 'b', ''], ['a']],
  ['NOT_IN', { values: [] }, ['a', ''], []],
  ['STR_STARTS_WITH', { values: ['ab', 'c'] }, ['abc', 'cab'], ['bab', 'AB']],
  ['STR_ENDS_WITH', { values: ['AB'], caseInsensitive: true }, ['cab', 'xAb'], ['abc']],
  ['STR_CONTAINS', { values: ['b'] }, ['abc'], ['aBc', '']],
  ['NUM_EQ', { value: '12.0' }, ['12', '12.00', 12, ' 12 '], ['13', 'twelve', true]],
  ['NUM_EQ', { value: '1' }, ['1'], [true]],
  ['NUM_GT', { value: '12' }, ['12.1', '1e3'], ['12', 'x']],
  ['NUM_GTE', { value: 12 }, ['12'], ['11.9']],
  ['NUM_LT', { value: '0' }, ['-1'], ['0', '']],
  ['NUM_LTE', { value: '0' }, ['0', ''], ['0.1', 'x']],
  ['SEMVER_EQ', { value: '1.2.3' }, ['1.2.3', '1.2.3+build'], ['v1.2.3', '1.2', '1.2.4', 'x']],
  ['SEMVER_EQ', { value: 'v1.2.3' }, ['1.2.3'], ['v1.2.3']],
  [
    'SEMVER_GT',
    { value: '2.0.0-alpha.1' },
    ['2.0.0-alpha.2', '2.0.0-beta', '2.0.0'],
    ['2.0.0-alpha', '1.9.9'],
  ],
  ['SEMVER_GTE', { value: '1.0.0' }, ['1.0.0'], ['1.0.0-rc.1']],
  ['SEMVER_LT', { value: '1.0.0' }, ['1.0.0-rc.1'], ['1.0.0']],
  ['SEMVER_LTE', { value: '1.0.0' }, ['1.0.0'], ['1.0.1']],
  ['SEMVER_LTE', { value: '1.0' }, [], ['0.1.0']],
  ['REGEX', { value: '^(?i)ab[[:digit:]]$' }, ['aB1'], ['abc', 'xab1']],
  ['REGEX', { value: 'AB', caseInsensitive: true }, ['xaby'], ['ba']],
  ['REGEX', { value: '(?=a)' }, [], ['a']],
  ['REGEX', { value: '(' }, [], ['(']],
  [
    'IN_CIDR',
    { values: ['10.0.0.0/8', 'nowhere', '::1'] },
    ['10.9.8.7', '::1'],
    ['11.0.0.0', '::2', 'nowhere'],
  ],
  ['LIKE', { value: 'a' }, [], ['a']],
])('%s %j holds for %j and not for %j', (operator, literal, holding, failing) => {
  const held = (value: string | number | boolean): boolean => holds({ operator, ...literal }, having(value));
  expect([...holding, ...failing].map(held)).toEqual([
    ...holding.map(() => true),
    ...failing.map(() => false),
  ]);
});

it.each([
  ['IN', { values: ['a'] }, false],
  ['NOT_IN', { values: ['a'] }, true],
  ['STR_CONTAINS', { values: [''] }, false],
  ['NUM_LT', { value: '1' }, false],
  ['SEMVER_LT', { value: '1.0.0' }, false],
  ['REGEX', { value: '' }, false],
  ['IN_CIDR', { values: ['0.0.0.0/0'] }, false],
])('%s takes no notice of what is missing, and inverted it holds', (operator, literal, expected) => {
  for (const context of [{}, having(null)]) {
    expect(holds({ operator, ...literal }, context)).toBe(expected);
    expect(holds({ operator, ...literal, inverted: true }, context)).toBe(!expected);
  }
});

it('an unknown operator holds for nobody, inverted or not', () => {
  expect(holds({ operator: 'LIKE', value: 'a', inverted: true }, having('a'))).toBe(false);
});

it.each([
  ['DATE_AFTER', '2026-01-15T11:59:59Z', true],
  ['DATE_AFTER', '2026-01-15T14:00:00+02:00', false],
  ['DATE_BEFORE', '2026-01-15T12:00:00.001Z', true],
  ['DATE_BEFORE', '2026-01-15', false],
  ['DATE_BEFORE', 'some day', false],
])('%s %s compares with the clock, whatever the context name says', (operator, value, expected) => {
  expect(holds({ operator, value, contextName: 'birthday' })).toBe(expected);
});

it('a date compares with the time that the context tells, when it tells one', () => {
  const constraint = { operator: 'DATE_AFTER', value: '2030-01-01T00:00:00Z' };
  expect(holds(constraint, { currentTime: '2030-01-01T00:00:00.001Z' })).toBe(true);
  expect(holds(constraint, { currentTime: '2030-01-01T00:00:00Z' })).toBe(false);
});

it('fields of the context go before properties, unless they are null', () => {
  const constraint = { operator: 'IN', contextName: 'appName', values: ['web'] };
  expect(holds(constraint, { appName: 'web', properties: { appName: 'shop' } })).toBe(true);
  expect(holds(constraint, { properties: { appName: 'web' } })).toBe(true);
});

it("a property called key is not mistaken for the user's key", () => {
  const constraint = { operator: 'IN', contextName: 'key', values: ['k'] };
  expect(holds(constraint, { userId: 'k' })).toBe(false);
  expect(holds(constraint, { userId: 'ada', properties: { key: 'k' } })).toBe(true);
});
