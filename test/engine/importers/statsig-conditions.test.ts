import type { Json } from '../../../src/engine/evaluation';
import { aGate, aGateWith, answer, holds, reportsOn } from './statsig-specs';

const missing = undefined;
const noon = Date.UTC(2026, 0, 15, 12);

/** Whether an operator holds for a value of the field `f`. */
function fieldHolds(operator: string, targetValue: unknown, value: Json | undefined): boolean {
  const condition = { type: 'user_field', field: 'f', operator, targetValue };
  return holds(condition, { userID: 'ada', custom: { ...(value !== undefined && { f: value }) } });
}

describe('an operator on numbers', () => {
  it.each([
    ['gt', 5, 6, true],
    ['gt', 5, 5, false],
    ['gt', '5', '5.5', true],
    ['gte', 5, 5, true],
    ['lt', 5, 4.9, true],
    ['lt', 5, missing, false],
    ['lt', null, 4, false],
    ['lt', 5, 'four', false],
    ['lt', 'five', 4, false],
    ['lte', 1, true, true],
    ['lte', 5, '', true],
  ])('%s %j of %j: %s', (operator, target, value, expected) => {
    expect(fieldHolds(operator, target, value)).toBe(expected);
  });
});

describe('an operator on versions', () => {
  it.each([
    ['version_gt', '1.2.9', '1.2.10', true],
    ['version_gt', '1.2.3', '1.2.3.1', true],
    ['version_gte', '1.2', '1.2.0', true],
    ['version_lt', '2.0', '1.9.9-beta', true],
    ['version_lte', '2.0', '2.0-rc1', true],
    ['version_eq', '1.2.0', '1.2', true],
    ['version_eq', '1.2', 1.2, false],
    ['version_neq', '1.2', '1.3', true],
    ['version_neq', '1.2', '1.2.0', false],
    ['version_neq', '1.2', 'x', false],
    ['version_neq', '1.2', missing, false],
    ['version_gt', '1.9.0', '2.0.rc1', true],
    ['version_gt', 'x', '2.0', false],
  ])('%s %j of %j: %s', (operator, target, value, expected) => {
    expect(fieldHolds(operator, target, value)).toBe(expected);
  });
});

describe('an operator on texts', () => {
  it.each([
    ['any', ['US', 'nl'], 'NL', true],
    ['any', ['1', 'TRUE'], true, true],
    ['any', [1], '1', true],
    ['any', ['a,b'], ['a', 'b'], true],
    ['any', 'NL', 'NL', false],
    ['any', [], 'NL', false],
    ['any', ['undefined'], missing, true],
    ['any', ['NL'], missing, false],
    ['none', ['NL'], 'nl', false],
    ['none', ['NL'], missing, true],
    ['none', 'NL', 'NL', true],
    ['any_case_sensitive', ['NL'], 'nl', false],
    ['any_case_sensitive', ['NL'], 'NL', true],
    ['none_case_sensitive', ['NL'], 'nl', true],
    ['none_case_sensitive', ['NL'], missing, true],
    ['str_starts_with_any', ['X', 'AD'], 'ada', true],
    ['str_starts_with_any', [1, null], 12, true],
    ['str_ends_with_any', ['@x.io'], 'ada@X.IO', true],
    ['str_contains_any', ['D'], 'ada', true],
    ['str_contains_any', [''], missing, false],
    ['str_contains_none', ['d'], 'ADA', false],
    ['str_contains_none', ['x'], missing, true],
    ['str_contains_none', 'x', 'x', true],
    ['str_matches', '^a.a$', 'ada', true],
    ['str_matches', '^A', 'ada', false],
    ['str_matches', '^[0-9]+$', 12, true],
    ['str_matches', '(', '(', false],
    ['str_matches', '.', missing, true],
    ['str_matches', 'x', missing, false],
  ])('%s %j of %j: %s', (operator, target, value, expected) => {
    expect(fieldHolds(operator, target, value)).toBe(expected);
  });
});

describe('eq is as loose as in JavaScript, and neq is not eq', () => {
  const values: (Json | undefined)[] = ['5', '5.0', 5, '', 0, true, false, 'true', 'a', ['5'], [], missing];
  const targets: (string | number | boolean | null)[] = ['5', 5, '', 0, true, 'true', 'a', null, '1', '0'];

  it.each(targets)('%j', (target) => {
    for (const value of values) {
      // eslint-disable-next-line eqeqeq -- what is asked for
      const expected = value == target;
      expect([value, fieldHolds('eq', target, value)]).toEqual([value, expected]);
      expect([value, fieldHolds('neq', target, value)]).toEqual([value, !expected]);
    }
  });
});

describe('an operator on dates', () => {
  const at = (time: string): number => Date.parse(`2026-01-15T${time}Z`);

  it.each([
    ['before', noon, noon - 1, true],
    ['before', noon, noon, false],
    ['before', noon / 1000, noon / 1000 - 1, true],
    ['before', noon, '2026-01-15T11:59:59Z', true],
    ['before', '2026-01-15T12:00:00Z', '2026-01-15T12:30:00+01:00', true],
    ['before', noon, String(noon - 1), true],
    ['before', noon, missing, false],
    ['before', 'never', noon, false],
    ['before', 1e20, noon, false],
    ['after', noon, noon + 1, true],
    ['after', noon, 'later', false],
    ['on', noon, at('00:00:00'), true],
    ['on', noon, at('23:59:59'), true],
    ['on', noon, '2026-01-16', false],
    ['on', null, noon, false],
  ])('%s %j of %j: %s', (operator, target, value, expected) => {
    expect(fieldHolds(operator, target, value)).toBe(expected);
  });
});

describe('an operator on lists', () => {
  it.each([
    ['array_contains_any', ['b', 'x'], ['a', 'b'], true],
    ['array_contains_any', ['2'], [1, 2], true],
    ['array_contains_any', [2], ['2'], false],
    ['array_contains_any', ['a'], 'a', false],
    ['array_contains_any', 'a', ['a'], false],
    ['array_contains_none', ['x'], ['a'], true],
    ['array_contains_none', ['a'], ['a'], false],
    ['array_contains_none', ['a'], missing, false],
    ['array_contains_all', ['a', '2'], ['a', 2], true],
    ['array_contains_all', ['a', 'b'], ['a'], false],
    ['array_contains_all', [], [], true],
    ['not_array_contains_all', ['a', 'b'], ['a'], true],
    ['not_array_contains_all', ['a'], 'b', false],
  ])('%s %j of %j: %s', (operator, target, value, expected) => {
    expect(fieldHolds(operator, target, value)).toBe(expected);
  });
});

describe('a condition', () => {
  const is = (targetValue: string): object => ({ operator: 'any', targetValue: [targetValue] });

  it('public holds for everybody', () => {
    expect(holds({ type: 'public' }, {})).toBe(true);
  });

  it('user_field reads the user, then custom, then private attributes, each by name and in lower case', () => {
    const read = (user: object): boolean => holds({ type: 'user_field', field: 'Plan', ...is('yes') }, user);
    expect(read({ Plan: 'yes', plan: 'no', custom: { Plan: 'no' } })).toBe(true);
    expect(read({ plan: 'yes', custom: { Plan: 'no' } })).toBe(true);
    expect(read({ custom: { Plan: 'yes', plan: 'no' }, privateAttributes: { Plan: 'no' } })).toBe(true);
    expect(read({ custom: { plan: 'yes' }, privateAttributes: { Plan: 'no' } })).toBe(true);
    expect(read({ custom: { Plan: null }, privateAttributes: { plan: 'yes' } })).toBe(true);
    expect(read({ custom: { PLAN: 'yes' } })).toBe(false);
  });

  it('user_field reads the id in its own place', () => {
    expect(holds({ type: 'user_field', field: 'userID', ...is('ada') }, { userID: 'ada' })).toBe(true);
    expect(holds({ type: 'user_field', field: 'userID', ...is('ada') }, { custom: { key: 'ada' } })).toBe(
      false,
    );
  });

  it('unit_id reads the id of a type, whatever the case of its name', () => {
    const read = (idType: string, user: object): boolean =>
      holds({ type: 'unit_id', idType, ...is('7') }, user);
    expect(read('userID', { userID: 7 })).toBe(true);
    expect(read('companyID', { customIDs: { companyID: '7' } })).toBe(true);
    expect(read('companyID', { customIDs: { COMPANYid: '7' } })).toBe(true);
    expect(read('companyID', { userID: '7' })).toBe(false);
  });

  it('environment_field reads the environment sent along, and says so', () => {
    const condition = { type: 'environment_field', field: 'tier', ...is('production') };
    expect(holds(condition, { statsigEnvironment: { Tier: 'production' } })).toBe(true);
    expect(holds(condition, { custom: { tier: 'production' } })).toBe(false);
    expect(reportsOn({ gates: [aGateWith(condition)] })).toMatchObject([
      {
        outcome: 'exact',
        warnings: ['asks for statsigEnvironment.tier, which apps must send along with the user'],
      },
    ]);
  });

  it('current_time reads the clock', () => {
    const time = (operator: string, targetValue: number): boolean =>
      holds({ type: 'current_time', operator, targetValue }, {});
    expect(time('after', noon - 1000)).toBe(true);
    expect(time('before', noon - 1000)).toBe(false);
    expect(time('gt', noon - 1)).toBe(true);
  });

  it.each([
    ['ip_based', 'country', 'is country always sent? it is not found by the IP address here'],
    ['ua_based', 'browser_name', 'is browser_name always sent? it is not found by the user agent here'],
  ])('%s reads what is sent, and asks whether it always is', (type, field, question) => {
    const condition = { type, field, ...is('x') };
    expect(holds(condition, { custom: { [field]: 'X' } })).toBe(true);
    expect(holds(condition, { ip: '1.1.1.1', userAgent: 'x' })).toBe(false);
    expect(reportsOn({ gates: [aGateWith(condition)] })).toMatchObject([
      { outcome: 'exact-if', questions: [question] },
    ]);
  });
});

describe('a condition on gates', () => {
  const isAda = { type: 'unit_id', idType: 'userID', operator: 'any', targetValue: ['ada'] };
  const others = [
    aGate([{ conditions: [isAda] }], { name: 'of ada' }),
    aGate([{}], { name: 'of all' }),
    aGate([{}], { name: 'off', enabled: false }),
    aGate([{ conditions: [isAda] }], { name: 'segment:ada', entity: 'segment' }),
  ];
  const asks = (type: string, targetValue: unknown, userID = 'ada'): unknown =>
    answer('gate', { userID }, { gates: [...others, aGateWith({ type, targetValue })] }).value;

  it('pass_gate and fail_gate ask whether another gate passes', () => {
    expect(asks('pass_gate', 'of ada')).toBe(true);
    expect(asks('pass_gate', 'of ada', 'bob')).toBe(false);
    expect(asks('fail_gate', 'of ada', 'bob')).toBe(true);
    expect(asks('pass_gate', 'off')).toBe(false);
  });

  it('multi_pass_gate and multi_fail_gate ask whether one of them does', () => {
    expect(asks('multi_pass_gate', ['off', 'of ada'])).toBe(true);
    expect(asks('multi_pass_gate', ['off', 'of ada'], 'bob')).toBe(false);
    expect(asks('multi_fail_gate', ['of all', 'of ada'], 'bob')).toBe(true);
    expect(asks('multi_fail_gate', ['of all', 'of ada'])).toBe(false);
  });

  it('may ask a segment', () => {
    expect(asks('pass_gate', 'segment:ada')).toBe(true);
    expect(asks('fail_gate', 'segment:ada')).toBe(false);
  });

  it('takes a gate that does not exist for one that passes nobody, and says so', () => {
    expect(asks('pass_gate', 'gone')).toBe(false);
    expect(asks('fail_gate', 'gone')).toBe(true);
    expect(reportsOn({ gates: [aGateWith({ type: 'pass_gate', targetValue: 'gone' })] })).toMatchObject([
      { warnings: ['gate gone does not exist: it passes nobody, as in Statsig'] },
    ]);
  });

  it('is an error where gates ask one another in a circle', () => {
    const gates = [aGateWith({ type: 'pass_gate', targetValue: 'gate' })];
    expect(answer('gate', { userID: 'ada' }, { gates })).toEqual({
      value: null,
      ruleID: '',
      groupName: null,
    });
    expect(reportsOn({ gates })).toMatchObject([
      { warnings: ['a cycle: flag gate -> flag gate: answers ERROR'] },
    ]);
  });
});
