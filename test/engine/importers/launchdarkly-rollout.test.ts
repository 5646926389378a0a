import { importLaunchDarkly, launchDarklySubject } from '../../../src/engine/importers';
import { compiled } from '../../support/builders';
import { answer, aToggle, aToggleWith, importOne } from './launchdarkly-flags';

/** A flag of three variations whose second one has weight 1, from `before` on. */
function bracket(before: number, rollout: object = {}): object {
  const variations = [before, 1, 99_999 - before].map((weight, variation) => ({ variation, weight }));
  return aToggle({
    variations: ['below', 'hit', 'above'],
    salt: 'saltyA',
    fallthrough: { rollout: { variations, ...rollout } },
  });
}

/** The value for a user with this key; bucketing hashes the flag's key, which is hence not `flag`. */
function valueFor(flag: object, user: object, flagKey = 'hashKey'): unknown {
  const { ruleset } = importLaunchDarkly({ flags: { [flagKey]: flag } }, { sdk: 'node' });
  return compiled(ruleset).evaluate(flagKey, launchDarklySubject({ kind: 'user', ...user })).value;
}

describe('a position', () => {
  it.each([
    ['userKeyA', 42157, {}],
    ['userKeyB', 67084, {}],
    ['userKeyC', 10343, {}],
    ['userKeyA', 9801, { seed: 61 }],
    ['userKeyB', 14483, { seed: 61 }],
    ['zoë', 50334, {}],
  ])('of %s lies between %i and the next, %j', (key, before, rollout) => {
    expect(valueFor(bracket(before, rollout), { key })).toBe('hit');
    expect(valueFor(bracket(before - 1, rollout), { key })).toBe('above');
    expect(valueFor(bracket(before + 1, rollout), { key })).toBe('below');
  });

  it('is that of the attribute named by bucketBy, a text or a whole number', () => {
    const byName = bracket(42157, { bucketBy: 'name' });
    expect(valueFor(byName, { key: 'x', name: 'userKeyA' })).toBe('hit');
    const byNumber = bracket(21, { bucketBy: 'n', seed: 7 });
    const byText = bracket(21, { bucketBy: 't', seed: 7 });
    const user = { key: 'x', n: 33, t: '33' };
    expect(importOne(byNumber).fallthrough).toMatchObject({ split: { usable: 'string|integer' } });
    expect(valueFor(byNumber, user)).toBe(valueFor(byText, user));
  });

  it('may be read at a path, beside a kind', () => {
    const byPath = bracket(42157, { contextKind: 'user', bucketBy: '/address/city' });
    expect(valueFor(byPath, { key: 'x', address: { city: 'userKeyA' } })).toBe('hit');
  });

  it.each([
    ['missing', {}],
    ['a fraction', { a: 1.5 }],
    ['a truth value', { a: true }],
    ['null', { a: null }],
  ])('without a usable unit (%s) is 0: the first variation that has a weight', (_, attributes) => {
    const rollout = {
      bucketBy: 'a',
      variations: [0, 1, 99_999].map((weight, variation) => ({ variation, weight })),
    };
    expect(valueFor(bracket(0, rollout), { key: 'x', ...attributes })).toBe('hit');
  });

  it('beyond the last weight is in the last variation', () => {
    const variations = [
      { variation: 0, weight: 1 },
      { variation: 1, weight: 1 },
    ];
    expect(valueFor(bracket(0, { variations }), { key: 'userKeyA' })).toBe('hit');
  });

  it('takes a seed of 0 for none where Node did, and for a seed elsewhere', () => {
    const flag = bracket(42157, { seed: 0 });
    const textFor = (sdk: string): unknown => importOne(flag, {}, { sdk }).fallthrough;
    expect(textFor('node')).toMatchObject({ split: { text: ['flag.saltyA.', { unit: true }] } });
    expect(textFor('go')).toMatchObject({ split: { text: ['0.', { unit: true }] } });
    expect(valueFor(flag, { key: 'userKeyA' })).toBe('hit');
  });
});

it('edges are sums in the order of the weights, in doubles', () => {
  const variations = [10_000, 20_000, 70_000].map((weight, variation) => ({ variation, weight }));
  expect(importOne(bracket(0, { variations })).fallthrough).toMatchObject({
    split: { map: 'ratio', span: 1, max: 2 ** 60, hash: 'sha1.60', absent: 'zero' },
    arms: [
      { variant: '0', range: [0, 0.1] },
      { variant: '1', range: [0.1, 0.1 + 0.2] },
      { variant: '2', range: [0.1 + 0.2, 1] },
    ],
    otherwise: '2',
  });
});

describe('an experiment', () => {
  const experiment = (parts: object = {}): object => ({
    kind: 'experiment',
    variations: [
      { variation: 0, weight: 50_000, untracked: true },
      { variation: 1, weight: 50_000 },
    ],
    ...parts,
  });
  const flag = (parts?: object): object =>
    aToggle({ salt: 'saltyA', fallthrough: { rollout: experiment(parts) } });
  const reasons = (asked: object, kind = 'user'): object[] =>
    Array.from({ length: 40 }, (_, i) => answer(asked, { kind, key: `u${i}` }));

  it('is told of those in a tracked variation only', () => {
    const answers = reasons(flag());
    expect(answers).toContainEqual({ value: true, variationIndex: 0, reason: { kind: 'FALLTHROUGH' } });
    expect(answers).toContainEqual({
      value: false,
      variationIndex: 1,
      reason: { kind: 'FALLTHROUGH', inExperiment: true },
    });
    expect(answers).toHaveLength(40);
  });

  it('ignores bucketBy', () => {
    expect(reasons(flag({ bucketBy: 'name' }))).toEqual(reasons(flag()));
  });

  it('is not told of whoever has no context of its kind', () => {
    const ofOrgs = flag({ contextKind: 'org', variations: [{ variation: 1, weight: 100_000 }] });
    expect(answer(ofOrgs, { kind: 'user', key: 'ada' }).reason).toEqual({ kind: 'FALLTHROUGH' });
    expect(answer(ofOrgs, { kind: 'org', key: 'acme' }).reason).toEqual({
      kind: 'FALLTHROUGH',
      inExperiment: true,
    });
  });

  it('is told with the rule that serves it', () => {
    const rules = [
      { id: 'r', clauses: [], rollout: experiment({ variations: [{ variation: 0, weight: 1 }] }) },
    ];
    expect(answer(aToggle({ rules }), { kind: 'user', key: 'ada' }).reason).toEqual({
      kind: 'RULE_MATCH',
      ruleIndex: 0,
      ruleId: 'r',
      inExperiment: true,
    });
  });
});

describe("a segment rule's weight", () => {
  const isIn = (rule: object, user: object): boolean =>
    answer(
      aToggleWith({ op: 'segmentMatch', values: ['hashKey'] }),
      { kind: 'user', ...user },
      {
        segments: { hashKey: { salt: 'saltyA', rules: [{ clauses: [], ...rule }] } },
      },
    ).value === true;

  it('lets in whoever lies below it, by the key and salt of the segment', () => {
    expect(isIn({ weight: 42158 }, { key: 'userKeyA' })).toBe(true);
    expect(isIn({ weight: 42157 }, { key: 'userKeyA' })).toBe(false);
    expect(isIn({ weight: 42158, bucketBy: 'name' }, { key: 'x', name: 'userKeyA' })).toBe(true);
  });

  it('of 0 lets in nobody, and of all everybody', () => {
    expect(isIn({ weight: 0, rolloutContextKind: 'org' }, { key: 'ada' })).toBe(false);
    expect(isIn({ weight: 100_000 }, { key: 'ada' })).toBe(true);
    expect(isIn({ weight: 200_000 }, { key: 'ada' })).toBe(true);
  });

  it('lets in whoever has no unit, who lies at 0', () => {
    expect(isIn({ weight: 1, rolloutContextKind: 'org' }, { key: 'ada' })).toBe(true);
  });
});
