import { importUnleash, unleashSubject } from '../../../src/engine/importers';
import type { Evaluation } from '../../../src/engine/evaluation';
import { compiled } from '../../support/builders';
import { aFeature, answerOf, aRollout, aStateOf, isEnabled } from './unleash-features';

const custom = 'Feature.flexible.rollout.custom.stickiness';

describe('a rollout takes those up to its percentage, counted from 1', () => {
  it.each([
    ['groupId', '123', 'node', 42],
    [`${custom}_50`, '402', 'node', 55],
    [`${custom}_50`, '39', 'node', 25],
    ['groupId', 'zoë', 'node', 53],
    ['groupId', 'zoë', 'java', 51],
  ])('%s:%s in %s is at %i', (groupId, userId, sdk, bucket) => {
    const isIn = (rollout: number | string): boolean =>
      isEnabled(aStateOf(aFeature({ strategies: [aRollout({ groupId, rollout })] })), { userId }, { sdk });
    expect(isIn(bucket)).toBe(true);
    expect(isIn(bucket - 1)).toBe(false);
    expect(isIn(`${bucket - 1}.9`)).toBe(false);
  });

  it.each([['gradualRolloutUserId'], ['gradualRolloutSessionId']])('%s hashes the same text', (name) => {
    const context = { userId: '123', sessionId: '123' };
    const isIn = (percentage: string): boolean =>
      isEnabled(
        aStateOf(aFeature({ strategies: [{ name, parameters: { percentage, groupId: 'groupId' } }] })),
        context,
      );
    expect([isIn('42'), isIn('41')]).toEqual([true, false]);
  });

  it.each([['0'], ['-5'], ['0.9'], ['many'], [undefined]])('%s percent is nobody', (rollout) => {
    const state = aStateOf(aFeature({ strategies: [aRollout({ rollout })] }));
    const ids = Array.from({ length: 200 }, (_, at) => `user-${at}`);
    expect(ids.filter((userId) => isEnabled(state, { userId }))).toEqual([]);
  });

  it('names the feature as its group where it names none, but not in Node', () => {
    const strategies = [
      aRollout({ groupId: undefined, rollout: '42' }),
      aRollout({ groupId: '', rollout: '42' }),
    ];
    const state = aStateOf({ ...aFeature({ strategies }), name: 'groupId' });
    const answer = (sdk: string): boolean =>
      answerOf(state, { userId: '123' }, { sdk }, 'groupId').feature_enabled;
    expect([answer('java'), answer('node')]).toEqual([true, false]);
  });
});

describe('variants lie side by side on another hash', () => {
  const variants = ['blue', 'red', 'green', 'yellow'].map((name) => ({
    name,
    weight: 25,
    stickiness: 'customField',
  }));
  const state = aStateOf({ ...aFeature({ variants }), name: `${custom}_100` });

  function evaluated(customField: string, sdk: string): Evaluation {
    const subject = unleashSubject({ properties: { customField } });
    return compiled(importUnleash(state, { sdk }).ruleset).evaluate(`${custom}_100`, subject);
  }

  it.each([
    ['616', 14, 'blue'],
    ['438', 59, 'green'],
    ['44', 97, 'yellow'],
    ['zoë', 95, 'yellow'],
  ])('%s is at %i in Node: %s', (unit, position, variant) => {
    expect(evaluated(unit, 'node')).toMatchObject({ position, variant });
  });

  it('and in other SDKs other letters lie elsewhere', () => {
    expect(evaluated('zoë', 'java').position).not.toBe(95);
    expect(evaluated('616', 'java').position).toBe(14);
  });

  it('of a strategy without a group hash the text undefined', () => {
    const halves = ['a', 'b'].map((name) => ({ name, weight: 50 }));
    const nameless = aFeature({
      strategies: [{ name: 'default', variants: halves }],
    });
    const named = aFeature({
      strategies: [{ name: 'default', parameters: { groupId: 'undefined' }, variants: halves }],
    });
    const ids = Array.from({ length: 50 }, (_, at) => `user-${at}`);
    const names = (feature: object): string[] =>
      ids.map((userId) => answerOf(aStateOf(feature), { userId }).name);
    expect(names(nameless)).toEqual(names(named));
    expect(new Set(names(nameless))).toEqual(new Set(['a', 'b']));
  });
});

describe('stickiness', () => {
  const halves = ['a', 'b'].map((name) => ({ name, weight: 50 }));
  const unitsOf = (feature: object): unknown => {
    const [rule] = importUnleash(aStateOf(feature)).ruleset.flags.feature.rules;
    return [rule.when, rule.serve];
  };
  const by = (...unit: object[]): object => ({ unit });
  const [key, session, address, chance] = [
    { path: ['key'] },
    { path: ['sessionId'] },
    { path: ['remoteAddress'] },
    { builtin: 'random' },
  ];

  it('by default is to user and session for a rollout, and to the address too for variants', () => {
    expect(unitsOf(aFeature({ strategies: [aRollout({}, { variants: halves })] }))).toMatchObject([
      { within: by(key, session, chance) },
      { split: by(key, session, address, chance) },
    ]);
  });

  it('to something else leaves out of a rollout who has none, and draws their variant', () => {
    const strategies = [aRollout({ stickiness: 'team' }, { variants: halves })];
    expect(unitsOf(aFeature({ strategies }))).toMatchObject([
      { within: by({ path: ['team'] }) },
      { split: by({ path: ['team'] }, chance) },
    ]);
    const state = aStateOf(aFeature({ strategies }));
    expect(isEnabled(state, { userId: 'ada' })).toBe(false);
    expect(isEnabled(state, { properties: { team: '' } })).toBe(false);
    expect(isEnabled(state, { properties: { team: 0 } })).toBe(true);
  });

  it("of a strategy's variants is that of the first, or the strategy's own", () => {
    const first = [{ ...halves[0], stickiness: 'company' }, halves[1]];
    const strategies = [aRollout({ stickiness: 'team' }, { variants: first })];
    expect(unitsOf(aFeature({ strategies }))).toMatchObject([
      {},
      { split: by({ path: ['company'] }, chance) },
    ]);
  });

  it('to chance is another draw for every strategy', () => {
    const strategies = [
      aRollout({ stickiness: 'random' }),
      { name: 'gradualRolloutRandom', parameters: { percentage: '50' } },
    ];
    const { rules } = importUnleash(aStateOf(aFeature({ strategies }))).ruleset.flags.feature;
    expect(rules.map(({ when }) => when)).toMatchObject([
      { within: { unit: [chance], text: ['draw 1:', { unit: true }] }, ranges: [[0, 100]] },
      { within: { unit: [chance], text: ['draw 2:', { unit: true }] }, ranges: [[0, 50]] },
    ]);
  });
});
