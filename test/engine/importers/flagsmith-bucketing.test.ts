import type { Json, Range } from '../../../src/engine/evaluation';
import { importFlagsmith, type FlagsmithIdentity } from '../../../src/engine/importers';
import { optionRange, splitRange } from '../../../src/engine/importers/flagsmith/percentage';
import { anEnvironment, aSegment, aState, imported, resultOf } from './flagsmith-environments';

const sent = { keyAttribute: 'identityKey' };
const keyed = (key: string): FlagsmithIdentity => ({ identifier: 'someone', key });

function featureOf(key: string, ...weights: number[]): object {
  const names = ['bar', 'baz', 'qux'];
  const variants = weights.map((weight, at) => ({ value: names[at], weight, priority: at }));
  return anEnvironment({ features: [aState({ key, value: 'control', variants })] });
}

describe('options', () => {
  it.each([
    ['78986', '32103705', 83.176635, 'control'],
    ['12345', 'test_env_foobar', 51.990398, 'baz'],
    ['78986', 'zoë', 0.320064, 'bar'],
  ])('%s,%s is at %d %%: %s of 30 and 30', (key, identityKey, percentage, value) => {
    expect(resultOf(featureOf(key, 30, 30), keyed(identityKey), sent).flags.feature.value).toBe(value);
    const drawn = (weight: number): Json =>
      resultOf(featureOf(key, weight), keyed(identityKey), sent).flags.feature.value;
    expect([drawn(percentage - 0.00001), drawn(percentage + 0.00001)]).toEqual(['control', 'bar']);
  });

  it('hash the environment key and the identifier, where no key is sent', () => {
    const environment = (key: string): object => ({
      ...featureOf('12345', 30, 30),
      environment: { key, name: 'Production' },
    });
    expect(resultOf(environment('test_env'), { identifier: 'foobar' }).flags.feature).toMatchObject({
      value: 'baz',
      reason: 'SPLIT; weight=30',
    });
    expect(importFlagsmith(environment('test_env')).ruleset.flags.feature.fallthrough).toMatchObject({
      split: { text: ['12345,test_env_', { unit: true }], unit: [{ path: ['key'] }] },
    });
  });

  it('lie in the order of their priorities', () => {
    const option = (value: string, priority?: number): object => ({ value, weight: 25, priority });
    const variants = [option('last'), option('third', 9), option('first', 1), option('second', 1)];
    const { fallthrough, variants: states } = imported(anEnvironment({ features: [aState({ variants })] }));
    const { arms } = fallthrough as { arms: { variant: string; range: Range }[] };
    expect(arms.map(({ variant }) => states[variant].value)).toEqual(['first', 'second', 'third', 'last']);
    expect(arms.map(({ range }) => range)).toEqual([
      [0, 2500],
      [2500, 4999],
      [4999, 7499],
      [7499, 9998],
    ]);
  });

  it('are drawn for identities only, and tell what was drawn', () => {
    const options = [
      { key: 'red', value: '#f00', weight: 50, priority: 1 },
      { value: '#00f', weight: 50, priority: 2 },
    ];
    const environment = anEnvironment({ features: [aState({ value: '#000', variants: options })] });
    const drawn = Array.from(
      { length: 40 },
      (_, at) => resultOf(environment, { identifier: `user-${at}` }).flags.feature,
    );
    const answers = new Set(
      drawn.map(({ value, variant, reason }) => `${String(value)} ${variant} ${reason}`),
    );
    expect(answers).toEqual(new Set(['#f00 red SPLIT; weight=50', '#00f null SPLIT; weight=50']));
    expect(resultOf(environment).flags.feature).toEqual({
      name: 'feature',
      enabled: true,
      value: '#000',
      reason: 'DEFAULT',
      variant: 'control',
    });
  });

  it('of a disabled feature are drawn too', () => {
    const variants = [{ value: 'drawn', weight: 100, priority: 1 }];
    const environment = anEnvironment({ features: [aState({ enabled: false, variants })] });
    expect(resultOf(environment, { identifier: 'ada' }).flags.feature).toMatchObject({
      value: 'drawn',
      enabled: false,
    });
  });
});

describe('a percentage split', () => {
  const isIn = (
    value: string | number,
    identity: FlagsmithIdentity,
    property = '',
    options = {},
  ): boolean => {
    const segments = [aSegment([{ operator: 'PERCENTAGE_SPLIT', property, value }], { key: '12345' })];
    const environment = { ...anEnvironment({ segments }), environment: { key: 'test_env', name: 'Test' } };
    return resultOf(environment, identity, options).segments.length > 0;
  };

  it.each(['', '$.identity.key'])('of %j hashes the key of the identity', (property) => {
    const inside = [52, 51.99].map((value) => isIn(value, { identifier: 'foobar' }, property));
    expect(inside).toEqual([true, false]);
    expect(isIn('52', keyed('test_env_foobar'), property, sent)).toBe(true);
  });

  it('of another property hashes what that holds', () => {
    const identity = { identifier: 'ada', traits: { company: 'test_env_foobar' } };
    expect([52, 51].map((value) => isIn(value, identity, 'company'))).toEqual([true, false]);
    expect(isIn(52, { identifier: 'test_env_foobar' }, '$.identity.identifier')).toBe(true);
    expect(isIn(100, identity, '$.environment.key')).toBe(true);
    expect(isIn(100, identity, 'team')).toBe(false);
  });

  it('includes its end', () => {
    const end = (position: number): number => (position / 9998) * 100;
    expect([splitRange(end(5198)), optionRange(0, end(5198))]).toEqual([
      [0, 5199],
      [0, 5198],
    ]);
  });

  it.each([
    [0, [0, 1]],
    [-1, [0, 0]],
    [NaN, [0, 0]],
    [100, [0, 9999]],
    [250, [0, 9999]],
  ])('of %d %% is %j', (share, range) => {
    expect(splitRange(share)).toEqual(range);
  });
});
