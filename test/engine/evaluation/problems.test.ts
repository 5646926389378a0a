import { findProblems, references, gateBucketing, type Condition } from '../../../src/engine/evaluation';
import { aFlag, aRule, aRuleset, everyone } from '../../support/builders';

const needs = (key: string): Condition => ({ flag: key, where: true });
const flagNeeding = (key: string, ...conditions: Condition[]) =>
  aFlag({ key, rules: [aRule({ when: { all: conditions } })] });

describe('references', () => {
  it('are the keys that a body names, each once', () => {
    const layered = {
      split: 'checkout',
      arms: [],
      otherwise: { split: 'banner', arms: [], otherwise: 'next' as const },
    };
    const flag = aFlag({
      rules: [
        aRule({
          when: { any: [{ segment: 's' }, { not: { list: 'l' } }, { flag: 'a', where: { segment: 't' } }] },
        }),
        aRule({ when: { some: { path: ['x'] }, where: { within: 'checkout', ranges: [] } }, serve: layered }),
      ],
      fallthrough: { first: [{ when: { segment: 's' }, serve: 'on' }], serve: layered },
    });
    expect(references(flag)).toEqual({
      flags: ['a'],
      segments: ['s', 't'],
      layers: ['checkout', 'banner'],
      lists: ['l'],
    });
    expect(references({ when: needs('a') })).toEqual({ flags: ['a'], segments: [], layers: [], lists: [] });
  });
});

describe('problems', () => {
  it('are none where all that is named exists', () => {
    const flags = [flagNeeding('a', needs('b'), { segment: 's' }), aFlag({ key: 'b' })];
    expect(findProblems(aRuleset({ flags, segments: { s: { when: needs('b') } } }))).toEqual([]);
  });

  it('tell what does not exist, and where it is named', () => {
    const flags = [
      flagNeeding('a', true, { segment: 'gone' }, { list: 'gone' }),
      aFlag({ key: 'b', rules: [everyone(null)] }),
    ];
    const segments = { s: { when: { within: 'gone', ranges: [] } } };
    expect(findProblems(aRuleset({ flags, segments }))).toEqual([
      {
        kind: 'FLAG',
        key: 'a',
        path: 'rules[0].when.all[1].segment',
        message: 'segment gone does not exist',
      },
      { kind: 'FLAG', key: 'a', path: 'rules[0].when.all[2].list', message: 'list gone does not exist' },
      { kind: 'SEGMENT', key: 's', path: 'when.within', message: 'layer gone does not exist' },
    ]);
  });

  it('tell positions beyond a layer', () => {
    const flags = [flagNeeding('a', { within: 'checkout', ranges: [[0, 100_001]] })];
    expect(findProblems(aRuleset({ flags, layers: { checkout: gateBucketing('x') } }))).toEqual([
      {
        kind: 'FLAG',
        key: 'a',
        path: 'rules[0].when.all[0].within',
        message: '[0, 100001) goes beyond the 100000 positions of layer checkout',
      },
    ]);
  });

  it('spell a cycle out, through flags and segments', () => {
    const flags = [flagNeeding('a', true, { segment: 's' }), flagNeeding('b', needs('a'))];
    expect(findProblems(aRuleset({ flags, segments: { s: { when: needs('b') } } }))).toEqual([
      {
        kind: 'FLAG',
        key: 'a',
        path: 'rules[0].when.all[1].segment',
        message: 'a cycle: flag a -> segment s -> flag b -> flag a',
      },
    ]);
  });

  it('tell a flag and a segment of one name apart', () => {
    expect(
      findProblems(
        aRuleset({ flags: [flagNeeding('a', { segment: 'a' })], segments: { a: { when: true } } }),
      ),
    ).toEqual([]);
  });

  it('tell a flag that needs itself', () => {
    expect(findProblems(aRuleset({ flags: [flagNeeding('a', needs('a'))] }))).toMatchObject([
      { path: 'rules[0].when.all[0].flag', message: 'a cycle: flag a -> flag a' },
    ]);
  });

  it('of what was touched leave out what was broken before', () => {
    const flags = [flagNeeding('a', needs('gone')), aFlag({ key: 'b' })];
    expect(findProblems(aRuleset({ flags }), [{ kind: 'FLAG', key: 'b' }])).toEqual([]);
    expect(findProblems(aRuleset({ flags }), [{ kind: 'FLAG', key: 'a' }])).toHaveLength(1);
  });

  it('of what was touched are told of its dependents too', () => {
    const flags = [flagNeeding('a', { segment: 's' })];
    const segments = { s: { when: { list: 'deleted' } } };
    expect(findProblems(aRuleset({ flags, segments }), [{ kind: 'LIST', key: 'deleted' }])).toMatchObject([
      { kind: 'SEGMENT', key: 's', message: 'list deleted does not exist' },
    ]);
  });

  it('are found along a chain of any length', () => {
    const flags = Array.from({ length: 20_000 }, (_, at) =>
      flagNeeding(`f${at}`, needs(`f${(at + 1) % 20_000}`)),
    );
    expect(findProblems(aRuleset({ flags }))).toHaveLength(1);
  });
});
