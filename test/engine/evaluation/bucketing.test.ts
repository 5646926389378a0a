import { compileBucketing } from '../../../src/engine/evaluation/bucketing/bucketing';
import { encodeCbor } from '../../../src/engine/evaluation/bucketing/cbor';
import { wordHashes } from '../../../src/engine/evaluation/bucketing/hashes';
import { utf8 } from '../../../src/engine/evaluation/bucketing/bytes';
import { type Bucketing, type Json } from '../../../src/engine/evaluation';
import { aBucketing, aFlag, aRuleset, aSubject, compiled } from '../../support/builders';

const unit = { unit: true } as const;

function position(bucketing: Bucketing, of: Json): number {
  return compileBucketing(bucketing).position(of);
}

describe('Unleash', () => {
  const bytes = 'low8';

  it.each([
    ['groupId:', '123', 'low8', 42],
    ['Feature.flexible.rollout.custom.stickiness_50:', '402', 'low8', 55],
    ['Feature.flexible.rollout.custom.stickiness_50:', '39', 'low8', 25],
    ['groupId:', 'zoë', 'low8', 53],
    ['groupId:', 'zoë', 'utf8', 51],
  ] as const)('puts %s%s (%s) into the bucket its SDK does', (group, of, bytes, bucket) => {
    expect(position(aBucketing({ text: [group, unit], bytes }), of) + 1).toBe(bucket);
  });

  it.each([
    ['616', 15],
    ['438', 60],
    ['44', 98],
    ['zoë', 96],
  ])('gives %s the variant its SDK does', (of, bucket) => {
    const text = ['Feature.flexible.rollout.custom.stickiness_100:', unit];
    expect(position(aBucketing({ text, bytes, seed: 86028157 }), of) + 1).toBe(bucket);
  });
});

describe('GrowthBook', () => {
  it('hashes version 1 once', () => {
    const version1 = aBucketing({ hash: 'fnv1a', bytes: 'utf16', text: [unit, 'my-test'], span: 1000 });
    expect(position(version1, '2')).toBe(122);
  });

  it.each([
    ['1', 1871],
    ['2', 1707],
    ['zoë', 4529],
  ])('hashes version 2 twice: %s', (of, bucket) => {
    const version2 = aBucketing({
      hash: 'fnv1a.fnv1a',
      bytes: 'utf16',
      text: ['my-test', unit],
      span: 10_000,
    });
    expect(position(version2, of)).toBe(bucket);
  });
});

describe('flagd', () => {
  const text = ['headerColor', unit];
  const version1 = aBucketing({ hash: 'murmur3.abs', map: 'ratio', max: 2 ** 31 - 1, text });
  const version2 = aBucketing({ map: 'shift', text });
  const version3 = aBucketing({ map: 'shift', bytes: 'cbor', text });

  it('encodes what several parts make as one text, where that is the unit', () => {
    const joined = aBucketing({ map: 'shift', bytes: 'cbor.text', text: ['shared-', unit, '-seed'] });
    const whole = aBucketing({ map: 'shift', bytes: 'cbor', text: [unit] });
    for (const id of ['jack', 'zoë', 'a text beyond the shortest head']) {
      expect(position(joined, id)).toBe(position(whole, `shared-${id}-seed`));
    }
    expect(position(joined, 'jack')).toBe(52);
  });

  it.each([
    ['jack', 59.591, 29, 4],
    ['queen', 80.402, 40, 8],
    ['ten', 8.477, 4, 85],
    ['nine', 34.143, 82, 12],
    ['3', 53.746, 26, 3],
    ['zoë', 34.086, 17, 79],
  ])('has three generations of headerColor%s', (of, first, second, third) => {
    expect(position(version1, of)).toBeCloseTo(first, 3);
    expect(position(version2, of)).toBe(second);
    expect(position(version3, of)).toBe(third);
  });
});

describe('LaunchDarkly', () => {
  it.each([
    ['hashKey.saltyA.', 'userKeyA', 0.421575874],
    ['hashKey.saltyA.', 'userKeyB', 0.670848497],
    ['hashKey.saltyA.', 'userKeyC', 0.103431062],
    ['61.', 'userKeyA', 0.098012065],
    ['61.', 'userKeyB', 0.144837774],
    ['hashKey.saltyA.', 'zoë', 0.503347524],
  ])('puts %s%s where its SDK does', (prefix, of, bucket) => {
    const bucketing = aBucketing({
      hash: 'sha1.60',
      map: 'ratio',
      max: 0xfffffffffffffff,
      span: 1,
      text: [prefix, unit],
    });
    expect(position(bucketing, of)).toBeCloseTo(bucket, 9);
  });
});

describe('Flagsmith', () => {
  const bucketing = (key: string): Bucketing =>
    aBucketing({ hash: 'md5', span: 9999, text: [key, ',', unit], again: ',' });

  it.each([
    ['78986', '32103705', 83.176635],
    ['12345', 'test_env_foobar', 51.990398],
    ['78986', 'zoë', 0.320064],
  ])('gives %s,%s the percentage its SDK does', (key, of, percentage) => {
    expect((position(bucketing(key), of) / 9998) * 100).toBeCloseTo(percentage, 6);
  });

  it('hashes a doubled text where the first one falls on the last position', () => {
    const everyone = Array.from({ length: 20_000 }, (_, id) => position(bucketing('1'), String(id)));
    expect(Math.max(...everyone)).toBeLessThan(9998);
  });
});

describe('Statsig', () => {
  it.each([
    ['user-1', 9748],
    ['user-2', 9422],
    ['user-3', 4841],
    ['user-4', 1749],
    ['zoë', 9500],
  ])('lets %s pass by the position its SDK does', (of, expected) => {
    const bucketing = aBucketing({ hash: 'sha256.64', span: 10_000, text: ['gateSalt.ruleSalt.', unit] });
    expect(position(bucketing, of)).toBe(expected);
  });
});

describe('murmur3', () => {
  it.each([
    ['groupId:123', 3446511741],
    ['headerColorjack', 1279713019],
    ['headerColorzoë', 731982858],
  ])('of %s is what the peers publish', (text, hash) => {
    expect(wordHashes.murmur3(utf8(text), 0)).toBe(hash);
  });

  it.each(['', 'a', 'ab', 'abc', 'abcd', 'abcde', 'zoë', '日本', 'a'.repeat(33)])(
    'gives %p the same position with any prefix taken in beforehand',
    (of) => {
      for (const prefix of ['', 'p', 'pr', 'pre', 'pref', 'ë', 'a longer prefix.']) {
        const fast = aBucketing({ text: [prefix, unit], span: 2 ** 31 - 1 });
        const slow = aBucketing({ text: [prefix, unit, ''], span: 2 ** 31 - 1 });
        expect(position(fast, of)).toBe(position(slow, of));
      }
    },
  );
});

describe('shift', () => {
  it('is exact where the product needs 63 bits', () => {
    const span = 2 ** 31 - 1;
    const hash = wordHashes.murmur3(utf8('jack'), 0);
    const exact = Number((BigInt(hash) * BigInt(span)) >> 32n);
    expect(position(aBucketing({ map: 'shift', span }), 'jack')).toBe(exact);
  });
});

describe('CBOR', () => {
  it.each([
    [0, '00'],
    [-0, '00'],
    [23, '17'],
    [24, '1818'],
    [1000, '1903e8'],
    [1000000, '1a000f4240'],
    [1000000000000, '1b000000e8d4a51000'],
    [-1, '20'],
    [-1000, '3903e7'],
    [3.0, '03'],
    [1.5, 'f93e00'],
    [5.960464477539063e-8, 'f90001'],
    [0.00006103515625, 'f90400'],
    [65504.5, 'fa477fe080'],
    [1.1, 'fb3ff199999999999a'],
    [1e300, 'fb7e37e43c8800759c'],
    [false, 'f4'],
    [null, 'f6'],
    ['ü', '62c3bc'],
    [[1, [2, 3]], '8201820203'],
    [{ b: 1, aa: 2, a: 3 }, 'a361610361620162616102'],
  ])('of %p is %s', (value, hex) => {
    expect(Buffer.from(encodeCbor(value)).toString('hex')).toBe(hex);
  });
});

describe('a unit', () => {
  const served = (bucketing: Bucketing, subject = aSubject({})): unknown => {
    const gated = aFlag({
      rules: [{ id: 'gate', when: { within: bucketing, ranges: [[0, 100]] }, serve: 'on' }],
    });
    return compiled(aRuleset({ flags: [gated] })).evaluate('flag', subject).variant;
  };

  it('that is absent is in no range, or at position 0, or the empty text, as the bucketing says', () => {
    expect(served(aBucketing({ absent: 'out' }))).toBe('off');
    expect(served(aBucketing({ absent: 'zero' }))).toBe('on');
    expect(served(aBucketing({ absent: 'empty' }))).toBe('on');
    expect(compileBucketing(aBucketing({ absent: 'empty' })).absent).toBe(0);
  });

  it('is the first usable one', () => {
    const either = aBucketing({ unit: [{ path: ['account'] }, { path: ['key'] }], usable: 'string' });
    expect(served(either, aSubject({ account: 7, key: 'ada' }))).toBe('on');
    expect(served(either, aSubject({ account: 7, key: 8 }))).toBe('off');
  });

  it.each<[Bucketing['usable'], Json, boolean]>([
    ['any', 0, true],
    ['any', null, false],
    ['truthy', 0, false],
    ['truthy', 'ada', true],
    ['string', 7, false],
    ['string', '', true],
    ['string|integer', 7, true],
    ['string|integer', 7.5, false],
  ])('that must be %s takes %p: %p', (usable, key, isUsable) => {
    expect(served(aBucketing({ usable }), aSubject({ key }))).toBe(isUsable ? 'on' : 'off');
  });
});
