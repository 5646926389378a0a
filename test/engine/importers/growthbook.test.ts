import { importGrowthBook, ImportError } from '../../../src/engine/importers';
import { compiled } from '../../support/builders';
import { answer, importOne, javaScript, reportOn } from './growthbook-features';

describe('a feature', () => {
  it('without rules serves its default value to everybody', () => {
    expect(importOne({ defaultValue: true, metadata: { tags: ['growth'] } })).toEqual({
      key: 'flag',
      type: 'BOOLEAN',
      on: true,
      off: null,
      variants: { on: { value: true } },
      rules: [],
      fallthrough: 'on',
      seed: 'flag',
      clientSide: false,
      tags: ['growth'],
      source: { system: 'growthbook', sdk: 'javascript' },
    });
  });

  it.each([[{}], [{ defaultValue: null }]])("%j serves the caller's default", (feature) => {
    expect(importOne(feature).fallthrough).toBeNull();
  });

  it('has a variant for each of its values, however many rules serve it', () => {
    const rules = [{ force: 'a' }, { force: '' }, { force: 'a' }, { force: null }];
    const flag = importOne({ defaultValue: 'b', rules });
    expect(flag.variants).toEqual({ b: { value: 'b' }, a: { value: 'a' }, empty: { value: '' } });
    expect(flag.rules.map(({ serve }) => serve)).toEqual(['a', 'empty', 'a', null]);
  });

  it('tells variations of one experiment apart, even where they have one value', () => {
    const flag = importOne({ defaultValue: true, rules: [{ variations: [true, false, true] }] });
    expect(flag.variants).toEqual({ on: { value: true }, off: { value: false }, 'on-2': { value: true } });
  });

  it.each([
    ['STRING', ['a', 'b']],
    ['NUMBER', [1, 0.5]],
    ['JSON', [{ a: 1 }, []]],
    ['JSON', ['1', 1]],
    ['BOOLEAN', [true, null]],
  ])('is of type %s with the values %j', (type, variations) => {
    expect(importOne({ defaultValue: variations[0], rules: [{ variations }] }).type).toBe(type);
  });

  it('keeps the ids of its rules where they are theirs alone', () => {
    const rules = [{ id: 'fr_1', force: 1 }, { force: 2 }, { id: 'fr_1', force: 3 }];
    expect(importOne({ rules }).rules.map(({ id }) => id)).toEqual(['fr_1', 'rule-2', 'rule-3']);
  });

  it('does nothing in rules that force nothing and split nobody', () => {
    expect(
      importOne({ defaultValue: 1, rules: [{}, { condition: {} }, { variations: ['only'] }] }).rules,
    ).toEqual([]);
  });
});

describe('a prerequisite', () => {
  const parent = (value: unknown, gate: boolean): object => ({ id: 'parent', condition: { value }, gate });
  const child = (...rules: object[]): object => ({ defaultValue: 'default', rules });
  const parentIs = (defaultValue: unknown): object => ({ features: { parent: { defaultValue } } });
  const ask = (feature: object, others: { features?: object } = {}): unknown => {
    const { ruleset } = importGrowthBook({ features: { flag: feature, ...others.features } }, javaScript);
    return compiled(ruleset).evaluate('flag', { contexts: { user: { key: 'ada' } } });
  };

  it('that is a gate ends the evaluation with no value where it fails', () => {
    const feature = child({ parentConditions: [parent('green', true)] }, { force: 'served' });
    expect(ask(feature, parentIs('green'))).toMatchObject({ value: 'served' });
    expect(ask(feature, parentIs('red'))).toEqual({
      variant: null,
      reason: 'PREREQUISITE',
      rule: 'rule-1#gate-1',
      prerequisite: 'parent',
    });
  });

  it('that is no gate sends on to the next rule, and later gates are not reached', () => {
    const parentConditions = [parent('green', false), parent('blue', true)];
    const feature = child({ parentConditions, force: 'served' }, { force: 'next' });
    expect(ask(feature, parentIs('red'))).toMatchObject({ value: 'next' });
    expect(ask(feature, parentIs('green'))).toMatchObject({ reason: 'PREREQUISITE', variant: null });
  });

  it.each([
    [null, 'served'],
    ['x', null],
  ])('that does not exist has the value null: wanting %j gives %s', (wanted, variant) => {
    const feature = child({ parentConditions: [parent(wanted, true)] }, { force: 'served' });
    expect(ask(feature)).toMatchObject({ variant });
    expect(reportOn(feature)).toMatchObject({
      warnings: ['prerequisite parent does not exist: its value is null, as in GrowthBook'],
    });
  });

  it('that leads back to the feature ends as an error, even from a rule that serves nobody', () => {
    const feature = child({ parentConditions: [{ id: 'flag' }], condition: { a: { $in: [] } }, force: 'x' });
    expect(ask(feature)).toEqual({ variant: null, reason: 'ERROR', error: 'MALFORMED' });
  });

  it('that is refused is a reason to refuse the feature, and whatever needs it in turn', () => {
    const features = {
      parent: { rules: [{ condition: { a: { $regex: '(?=a)' } }, force: 1 }] },
      flag: child({ parentConditions: [parent('green', true)] }),
      grandchild: child({ parentConditions: [{ id: 'flag' }], force: 1 }),
      other: { defaultValue: 1 },
    };
    const { ruleset, report } = importGrowthBook({ features }, javaScript);
    expect(Object.keys(ruleset.flags)).toEqual(['other']);
    expect(report.flags.slice(1, 3)).toEqual([
      { key: 'flag', outcome: 'refused', reason: 'needs flag parent, which is refused' },
      { key: 'grandchild', outcome: 'refused', reason: 'needs flag flag, which is refused' },
    ]);
  });

  it('can be asked for its value only', () => {
    const feature = child({ parentConditions: [{ id: 'parent', condition: { on: true } }], force: 1 });
    expect(reportOn(feature, javaScript, parentIs(true))).toMatchObject({
      outcome: 'refused',
      reason:
        'features.flag.rules[0].parentConditions[0].condition.on: a prerequisite has a value, and nothing else to ask for',
    });
  });
});

describe('the report', () => {
  const rollout = { rules: [{ force: true, coverage: 0.5 }] };
  const experiment = { rules: [{ variations: [1, 2], meta: [{ key: '0' }, { key: '1' }] }] };
  const bytes = "are all hashed attributes ASCII? GrowthBook's SDKs hash other letters in different ways";

  it.each([
    ['exact', 'a rollout hashed in JavaScript', rollout, javaScript, []],
    ['exact-if', 'a rollout hashed somewhere', rollout, {}, [bytes]],
    ['exact-if', 'a rollout hashed in Go', rollout, { sdk: 'go' }, [bytes]],
    ['exact', 'what nobody is hashed for', { rules: [{ condition: { a: 1 }, force: 1 }] }, {}, []],
    [
      'exact-if',
      'an experiment that may be kept',
      experiment,
      javaScript,
      ['was the SDK used without sticky bucketing?'],
    ],
    ['exact', 'an experiment that is not kept', experiment, { ...javaScript, stickyBucketing: false }, []],
    [
      'exact-if',
      'an experiment that is kept',
      experiment,
      { ...javaScript, stickyBucketing: true },
      ['are the sticky bucket documents brought along as assignments?'],
    ],
  ])('calls %s %s', (outcome, _, feature, options, questions) => {
    expect(reportOn(feature, options)).toEqual({
      key: 'flag',
      outcome,
      questions,
      targeting: 'rules',
      warnings: [],
    });
  });

  it('tells what nobody is hashed by', () => {
    expect(reportOn({ rules: [{ force: 1, coverage: 1, hashVersion: 99 }] })).toMatchObject({
      targeting: 'none',
      warnings: ['hash version 99 does not exist: it lets nobody in, as in GrowthBook'],
    });
  });

  it.each<[string, object, string]>([
    ['whose rules are no list', { rules: {} }, 'features.flag.rules: must be a list, not an object'],
    [
      'whose coverage is a text',
      { rules: [{ force: 1, coverage: '1' }] },
      'features.flag.rules[0].coverage: must be a number, not "1"',
    ],
    [
      'whose range has one end',
      { rules: [{ force: 1, range: [0.5] }] },
      'features.flag.rules[0].range: must be [from, to]',
    ],
    [
      'whose namespace is a name',
      { rules: [{ variations: [1, 2], namespace: ['x'] }] },
      'features.flag.rules[0].namespace: must be [name, from, to]',
    ],
    [
      'that is nested too deep',
      { defaultValue: JSON.parse(`${'['.repeat(50)}${']'.repeat(50)}`) as unknown },
      'features.flag: is nested deeper than 40 levels',
    ],
  ])('refuses a feature %s, and no other', (_, feature, reason) => {
    const { ruleset, report } = importGrowthBook({ features: { flag: feature, other: {} } }, javaScript);
    expect(report.flags[0]).toEqual({ key: 'flag', outcome: 'refused', reason });
    expect(Object.keys(ruleset.flags)).toEqual(['other']);
  });

  it('says nothing of what is left of a refused feature', () => {
    const rule = {
      condition: { id: { $inGroup: 'beta' }, a: { $regex: '(?=a)' } },
      variations: [1, 2],
      namespace: ['n', 0, 1],
    };
    const { ruleset } = importGrowthBook(
      { features: { flag: { rules: [rule] } }, savedGroups: { beta: [1] } },
      javaScript,
    );
    expect(ruleset).toEqual({ flags: {}, segments: {}, layers: {}, lists: {} });
  });
});

it.each<[string, unknown, string]>([
  ['is no object', [], 'must be an object, not a list'],
  ['has no features', { status: 200 }, 'this is no GrowthBook payload: it has no "features"'],
  [
    'is encrypted',
    { features: {}, encryptedFeatures: 'aGk=.aGk=' },
    'encryptedFeatures: is encrypted: decrypt the payload first',
  ],
  [
    'has no list in a saved group',
    { features: {}, savedGroups: { beta: 'a' } },
    'savedGroups.beta: must be a list, not "a"',
  ],
])('a file that %s is no payload', (_, source, message) => {
  expect(() => importGrowthBook(source)).toThrow(new ImportError('', message));
});

it('a file is read without its options', () => {
  expect(answer({ defaultValue: 'x' }, {}, {}).value).toBe('x');
});
