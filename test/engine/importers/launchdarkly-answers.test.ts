import { launchDarklyDetail, launchDarklySubject } from '../../../src/engine/importers';
import { aFlag } from '../../support/builders';

describe('a context becomes a subject', () => {
  it.each([
    [
      'of one kind',
      { kind: 'org', key: 'acme', plan: 'pro', _meta: {} },
      { org: { key: 'acme', plan: 'pro' } },
    ],
    [
      'of several kinds',
      { kind: 'multi', user: { key: 'ada', _meta: {} }, org: { key: 'acme' } },
      { user: { key: 'ada' }, org: { key: 'acme' } },
    ],
    [
      'in the older form, where built-in attributes win',
      { key: 7, name: 'Ada', custom: { name: 'x', a: [1] }, privateAttributeNames: ['a'] },
      { user: { key: '7', name: 'Ada', a: [1] } },
    ],
  ])('%s', (_, context, contexts) => {
    expect(launchDarklySubject(context)).toEqual({ contexts });
  });

  it.each([
    ['nothing', undefined, 'must be an object, not nothing'],
    ['a kind that is no text', { kind: 1, key: 'a' }, 'kind: must be a text, not 1'],
    ['a part that is no object', { kind: 'multi', user: 'ada' }, 'user: must be an object, not "ada"'],
    [
      'what is no plain data',
      { kind: 'user', key: 'ada', a: () => 1 },
      'plain data is needed, got a function',
    ],
  ])('but not from %s', (_, context, message) => {
    expect(() => launchDarklySubject(context)).toThrow(message);
  });
});

describe('an evaluation becomes a detail', () => {
  const flag = aFlag({ variants: { 0: { value: 'a' } } });
  const served = { variant: '0', value: 'a', reason: 'STATIC' } as const;

  it('of the value, where it is of the type asked for', () => {
    const detail = { value: 'a', variationIndex: 0, reason: { kind: 'FALLTHROUGH' } };
    expect(launchDarklyDetail(served, flag, { default: 'x' })).toEqual(detail);
    expect(launchDarklyDetail(served, flag, { default: 'x', type: 'string' })).toEqual(detail);
  });

  it('of an error, where it is of another type', () => {
    expect(launchDarklyDetail(served, flag, { default: 1, type: 'number' })).toEqual({
      value: 1,
      reason: { kind: 'ERROR', errorKind: 'WRONG_TYPE' },
    });
  });

  it.each([
    ['FLAG_NOT_FOUND', 'FLAG_NOT_FOUND'],
    ['MALFORMED', 'MALFORMED_FLAG'],
  ] as const)('of the error %s as %s', (error, errorKind) => {
    expect(
      launchDarklyDetail({ variant: null, reason: 'ERROR', error }, undefined, { default: null }),
    ).toEqual({
      value: null,
      reason: { kind: 'ERROR', errorKind },
    });
  });
});
