import {
  gateBucketing,
  rolloutOf,
  splitBucketing,
  splitOf,
  type Condition,
  type Subject,
} from '../../../src/engine/evaluation';
import {
  aBucketing,
  aFlag,
  aRule,
  aRuleset,
  aSubject,
  aTest,
  compiled,
  everyone,
  noon,
} from '../../support/builders';

const ada = aSubject();
const inNl = aTest('country', { op: 'eq', values: ['NL'] });

/** What a flag serves to whom this condition holds: on, otherwise off. */
function variantWhen(when: Condition, subject = ada, parts: Parameters<typeof aRuleset>[0] = {}): unknown {
  const { flags = [], ...others } = parts;
  const ruleset = aRuleset({ flags: [aFlag({ rules: [aRule({ when })] }), ...flags], ...others });
  return compiled(ruleset).evaluate('flag', subject).variant;
}

describe('the reason', () => {
  const reasonOf = (parts: Parameters<typeof aFlag>[0], subject = ada): unknown =>
    compiled(aRuleset({ flags: [aFlag(parts)] })).evaluate('flag', subject);

  it('is OFF while the flag is off, with or without an off variant', () => {
    expect(reasonOf({ on: false, rules: [everyone('on')] })).toEqual({
      variant: 'off',
      value: 'off',
      reason: 'OFF',
    });
    expect(reasonOf({ on: false, off: null })).toEqual({ variant: null, reason: 'OFF' });
  });

  it('is STATIC where nothing depends on the subject', () => {
    expect(reasonOf({ fallthrough: 'on' })).toEqual({ variant: 'on', value: 'on', reason: 'STATIC' });
  });

  it('is DEFAULT after no rule served', () => {
    expect(reasonOf({ rules: [aRule({ when: false })] })).toEqual({
      variant: 'off',
      value: 'off',
      reason: 'DEFAULT',
    });
    expect(reasonOf({ fallthrough: null })).toEqual({ variant: null, reason: 'DEFAULT' });
  });

  it('is RULE, with the rule, unless the rule has its own', () => {
    expect(reasonOf({ rules: [everyone('on')] })).toEqual({
      variant: 'on',
      value: 'on',
      reason: 'RULE',
      rule: 'everyone',
    });
    expect(reasonOf({ rules: [aRule({ reason: 'TARGET' })] })).toMatchObject({
      reason: 'TARGET',
      rule: 'rule',
    });
  });

  it('is SPLIT, with the position, where a split served', () => {
    const half = splitOf('b', [
      { variant: 'on', weight: 50_000 },
      { variant: 'off', weight: 50_000 },
    ]);
    const evaluation = { variant: 'on', value: 'on', reason: 'SPLIT', position: 24_042 };
    expect(reasonOf({ fallthrough: half })).toEqual(evaluation);
    expect(reasonOf({ rules: [everyone(half)] })).toEqual({ ...evaluation, rule: 'everyone' });
    expect(reasonOf({ rules: [aRule({ serve: half, reason: 'OVERRIDE' })] })).toMatchObject({
      reason: 'OVERRIDE',
    });
  });

  it('is ERROR, with the caller’s default, where the data is wrong', () => {
    const error = { variant: null, reason: 'ERROR', error: 'MALFORMED' };
    expect(reasonOf({ rules: [everyone('nobody')] })).toEqual(error);
    expect(reasonOf({ rules: [aRule({ when: { segment: 'gone' } })] })).toEqual(error);
    expect(reasonOf({ rules: [aRule({ when: { list: 'gone' } })] })).toEqual(error);
    expect(reasonOf({ rules: [aRule({ when: { flag: 'gone', where: true } })] })).toEqual(error);
    expect(reasonOf({ rules: [aRule({ when: { within: 'gone', ranges: [[0, 1]] } })] })).toEqual(error);
    expect(reasonOf({ rules: [aRule({ when: aTest('a', { op: 'matches', values: ['('] }) })] })).toEqual(
      error,
    );
    expect(reasonOf({ rules: undefined })).toEqual(error);
  });

  it('is ERROR and PARSE_ERROR for an operator that JSONLogic does not have', () => {
    expect(reasonOf({ rules: [everyone({ logic: { nonsense: [1] } })] })).toEqual({
      variant: null,
      reason: 'ERROR',
      error: 'PARSE_ERROR',
    });
  });

  it('is ERROR and FLAG_NOT_FOUND for a flag that is not there', () => {
    expect(compiled(aRuleset()).evaluate('constructor', ada)).toEqual({
      variant: null,
      reason: 'ERROR',
      error: 'FLAG_NOT_FOUND',
    });
  });
});

it('what is wrong in a rule does not matter to whom an earlier rule serves', () => {
  const flag = aFlag({
    rules: [aRule({ id: 'dutch', when: inNl }), aRule({ id: 'broken', when: { segment: 'gone' } })],
  });
  const engine = compiled(aRuleset({ flags: [flag] }));
  expect(engine.evaluate('flag', aSubject({ country: 'NL' })).variant).toBe('on');
  expect(engine.evaluate('flag', aSubject({ country: 'BE' })).reason).toBe('ERROR');
});

describe('conditions', () => {
  it('combine', () => {
    expect(variantWhen({ all: [] })).toBe('on');
    expect(variantWhen({ any: [] })).toBe('off');
    expect(variantWhen({ all: [true, true, true, false] })).toBe('off');
    expect(variantWhen({ any: [false, false, true] })).toBe('on');
    expect(variantWhen({ not: { all: [true, false] } })).toBe('on');
  });

  it('read nested attributes and other kinds, and never what JavaScript inherits', () => {
    const subject = {
      contexts: { user: { address: { city: 'Utrecht' } }, company: { plan: 'pro' } },
    };
    const reads = (ref: { kind?: string; path: string[] }): unknown =>
      variantWhen({ attr: ref, op: 'exists' }, subject);
    expect(reads({ path: ['address', 'city'] })).toBe('on');
    expect(reads({ kind: 'company', path: ['plan'] })).toBe('on');
    expect(reads({ path: ['plan'] })).toBe('off');
    expect(reads({ path: ['constructor'] })).toBe('off');
    expect(reads({ path: ['address', 'toString'] })).toBe('off');
    expect(reads({ kind: '__proto__', path: ['constructor'] })).toBe('off');
  });

  it('know the kinds of the subject', () => {
    const hasCompany: Condition = { attr: { builtin: 'kinds' }, op: 'eq', values: ['company'], each: true };
    expect(variantWhen(hasCompany, { contexts: { user: {}, company: {} } })).toBe('on');
    expect(variantWhen(hasCompany)).toBe('off');
  });

  it('walk the elements of a list', () => {
    const ownsBig: Condition = {
      some: { path: ['orders'] },
      where: {
        all: [
          { attr: { kind: 'item', path: ['total'] }, op: 'gt', as: 'number', values: [100] },
          { attr: { kind: 'item', path: ['state'] }, op: 'eq', values: ['paid'] },
        ],
      },
    };
    const orders = (...list: [number, string][]): ReturnType<typeof aSubject> =>
      aSubject({ orders: list.map(([total, state]) => ({ total, state })) });
    expect(variantWhen(ownsBig, orders([50, 'paid'], [150, 'paid']))).toBe('on');
    expect(variantWhen(ownsBig, orders([50, 'paid'], [150, 'open']))).toBe('off');
    expect(variantWhen(ownsBig, aSubject({ orders: 'none' }))).toBe('off');
  });

  it('walk lists within lists', () => {
    const nested: Condition = {
      some: { path: ['rows'] },
      where: { some: { builtin: 'item' }, where: { attr: { builtin: 'item' }, op: 'eq', values: [7] } },
    };
    expect(variantWhen(nested, aSubject({ rows: [[1], [2, 7]] }))).toBe('on');
    expect(variantWhen(nested, aSubject({ rows: [[1], [2]] }))).toBe('off');
  });

  it('follow segments, also through segments', () => {
    const segments = { dutch: { when: inNl }, european: { when: { any: [{ segment: 'dutch' }] } } };
    expect(variantWhen({ segment: 'european' }, aSubject({ country: 'NL' }), { segments })).toBe('on');
    expect(variantWhen({ segment: 'european' }, aSubject({ country: 'US' }), { segments })).toBe('off');
  });

  it('look ids up in lists, numbers as texts', () => {
    const lists = { beta: { unit: { path: ['key'] }, size: 2 } };
    const flag = aFlag({ rules: [aRule({ when: { list: 'beta' } })] });
    const engine = compiled(aRuleset({ flags: [flag], lists }), { lists: { beta: new Set(['ada', '7']) } });
    expect(engine.evaluate('flag', aSubject({ key: 'ada' })).variant).toBe('on');
    expect(engine.evaluate('flag', aSubject({ key: 7 })).variant).toBe('on');
    expect(engine.evaluate('flag', aSubject({ key: 'bob' })).variant).toBe('off');
    expect(engine.evaluate('flag', aSubject({})).variant).toBe('off');
  });

  it('fail where the contents of a list have not been given', () => {
    expect(
      variantWhen({ list: 'beta' }, ada, { lists: { beta: { unit: { path: ['key'] }, size: 2 } } }),
    ).toBe(null);
  });

  it('read the clock: the subject’s if it brings one', () => {
    const launched: Condition = {
      attr: { builtin: 'now' },
      op: 'gte',
      as: 'date',
      values: ['2026-01-15T12:00:00Z'],
    };
    expect(variantWhen(launched)).toBe('on');
    expect(variantWhen(launched, aSubject({}, { now: noon - 1 }))).toBe('off');
  });

  it('read one random number per evaluation', () => {
    const draws = [0.2, 0.9];
    const below: Condition = { attr: { builtin: 'random' }, op: 'lt', as: 'number', values: [0.5] };
    const flag = aFlag({ rules: [aRule({ when: { all: [below, below] } })] });
    const engine = compiled(aRuleset({ flags: [flag] }), { random: () => draws.shift() ?? 1 });
    expect(engine.evaluate('flag', ada).variant).toBe('on');
    expect(engine.evaluate('flag', ada).variant).toBe('off');
  });

  it('gate by the positions of a layer', () => {
    const layers = { checkout: gateBucketing('checkout') };
    const within = (from: number, to: number): Condition => ({ within: 'checkout', ranges: [[from, to]] });
    expect(variantWhen(within(0, 100_000), ada, { layers })).toBe('on');
    expect(variantWhen({ all: [within(0, 50_000), within(50_000, 100_000)] }, ada, { layers })).toBe('off');
    expect(variantWhen({ any: [within(0, 50_000), within(50_000, 100_000)] }, ada, { layers })).toBe('on');
    expect(variantWhen(within(0, 100_000), aSubject({}), { layers })).toBe('off');
  });
});

describe('prerequisites', () => {
  const servesOn: Condition = { attr: { kind: 'flag', path: ['variant'] }, op: 'eq', values: ['on'] };
  const needs = (key: string, where: Condition = servesOn): Condition => ({ flag: key, where });

  it('read the variant, the value and whether the flag is on', () => {
    const parent = aFlag({
      key: 'parent',
      fallthrough: 'on',
      variants: { on: { value: 'blue' }, off: { value: 'red' } },
    });
    const reads = (name: string, value: string | boolean): unknown =>
      variantWhen(needs('parent', { attr: { kind: 'flag', path: [name] }, op: 'eq', values: [value] }), ada, {
        flags: [parent],
      });
    expect(reads('variant', 'on')).toBe('on');
    expect(reads('value', 'blue')).toBe('on');
    expect(reads('on', true)).toBe('on');
    expect(reads('value', 'red')).toBe('off');
  });

  it('of an off flag see its off variant', () => {
    const off = aFlag({ key: 'parent', on: false, off: 'on' });
    const isOff: Condition = { attr: { kind: 'flag', path: ['on'] }, op: 'eq', values: [false] };
    expect(variantWhen(needs('parent', { all: [servesOn, isOff] }), ada, { flags: [off] })).toBe('on');
  });

  it('may be of any depth', () => {
    const chain = Array.from({ length: 500 }, (_, at) =>
      aFlag({ key: `f${at}`, rules: [aRule({ when: at === 0 ? inNl : needs(`f${at - 1}`) })] }),
    );
    expect(variantWhen(needs('f499'), aSubject({ country: 'NL' }), { flags: chain })).toBe('on');
    expect(variantWhen(needs('f499'), aSubject({ country: 'BE' }), { flags: chain })).toBe('off');
  });

  it('in a lattice are evaluated once each, not once per path', () => {
    const lattice = Array.from({ length: 60 }, (_, at) => {
      const below = needs(`f${at - 1}`);
      return aFlag({ key: `f${at}`, rules: [aRule({ when: at === 0 ? true : { all: [below, below] } })] });
    });
    expect(variantWhen(needs('f59'), ada, { flags: lattice })).toBe('on');
  });

  it('in a cycle end as an error, also through segments', () => {
    const flags = [
      aFlag({ key: 'a', rules: [aRule({ when: { segment: 's' } })] }),
      aFlag({ key: 'b', rules: [aRule({ when: needs('a') })] }),
    ];
    const engine = compiled(aRuleset({ flags, segments: { s: { when: needs('b') } } }));
    expect(engine.evaluate('a', ada)).toEqual({ variant: null, reason: 'ERROR', error: 'MALFORMED' });
    expect(engine.evaluate('b', ada)).toEqual({ variant: null, reason: 'ERROR', error: 'MALFORMED' });
  });

  it('that cannot be evaluated fail whoever depends on them', () => {
    const broken = aFlag({ key: 'parent', rules: [everyone('nobody')] });
    expect(variantWhen({ any: [needs('parent'), true] }, ada, { flags: [broken] })).toBe(null);
  });

  it('name themselves where a rule serves because they failed', () => {
    const rule = aRule({ id: 'needs', reason: 'PREREQUISITE', when: { not: needs('parent') }, serve: 'off' });
    const flags = [aFlag({ rules: [rule], fallthrough: 'on' }), aFlag({ key: 'parent' })];
    expect(compiled(aRuleset({ flags })).evaluate('flag', ada)).toEqual({
      variant: 'off',
      value: 'off',
      reason: 'PREREQUISITE',
      rule: 'needs',
      prerequisite: 'parent',
    });
  });
});

describe('splits', () => {
  const bucketing = splitBucketing('b');
  const firstHalf = { variant: 'on', range: [0, 50_000] as [number, number] };
  const serve = (fallthrough: Parameters<typeof everyone>[0], subject = ada): unknown =>
    compiled(aRuleset({ flags: [aFlag({ fallthrough })] })).evaluate('flag', subject);

  it('serve otherwise to whom no arm takes', () => {
    const beyond = { ...firstHalf, range: [0, 1] as [number, number] };
    expect(serve({ split: bucketing, arms: [beyond], otherwise: 'off' })).toEqual({
      variant: 'off',
      value: 'off',
      reason: 'SPLIT',
      position: 24_042,
    });
    expect(serve({ split: bucketing, arms: [beyond], otherwise: 'next' })).toEqual({
      variant: null,
      reason: 'DEFAULT',
    });
    const nested = { split: bucketing, arms: [firstHalf], otherwise: 'next' as const };
    expect(serve({ split: bucketing, arms: [beyond], otherwise: nested })).toMatchObject({ variant: 'on' });
  });

  it('serve otherwise to whom has no unit, without a position', () => {
    const nobody = aSubject({});
    expect(serve({ split: bucketing, arms: [firstHalf], otherwise: 'off' }, nobody)).toEqual({
      variant: 'off',
      value: 'off',
      reason: 'DEFAULT',
    });
  });

  it('go on with the next rule where they serve nothing', () => {
    const flag = aFlag({
      rules: [
        aRule({
          id: 'none',
          serve: { split: bucketing, arms: [{ ...firstHalf, range: [0, 0] }], otherwise: 'next' },
        }),
        everyone('on'),
      ],
    });
    expect(compiled(aRuleset({ flags: [flag] })).evaluate('flag', ada).rule).toBe('everyone');
  });

  it('may serve the caller’s default', () => {
    expect(
      serve({ split: bucketing, arms: [{ variant: null, range: [0, 100_000] }], otherwise: 'next' }),
    ).toEqual({
      variant: null,
      reason: 'SPLIT',
      position: 24_042,
    });
  });

  it('say who takes part in an experiment', () => {
    const experiment = { split: bucketing, arms: [firstHalf], otherwise: 'off', experiment: 'checkout' };
    expect(serve(experiment)).toMatchObject({ variant: 'on', inExperiment: true });
    expect(serve({ ...experiment, arms: [{ ...firstHalf, untracked: true }] })).not.toHaveProperty(
      'inExperiment',
    );
  });

  it('put whom has no unit at position 0 where the bucketing says so, but into no experiment', () => {
    const zero = {
      split: aBucketing({ absent: 'zero' }),
      arms: [{ variant: 'on', range: [0, 50] as [number, number] }],
    };
    const evaluation = serve({ ...zero, otherwise: 'next', experiment: 'checkout' }, aSubject({}));
    expect(evaluation).toEqual({ variant: 'on', value: 'on', reason: 'SPLIT', position: 0 });
  });

  it('and gates that found no unit are told, where they were reached and no further', () => {
    const split = splitOf('a', [{ variant: 'on', weight: 100_000 }]);
    const gate = rolloutOf('b', 50_000, [{ path: ['device'] }]);
    const flag = aFlag({ rules: [aRule({ when: { all: [inNl, gate] } })], fallthrough: split });
    const ruleset = compiled(aRuleset({ flags: [flag] }));
    const told = (subject: Subject): unknown =>
      ruleset.unplaced('flag', subject).map(({ unit }) => JSON.stringify(unit));
    expect(told(ada)).toEqual([]);
    expect(told(aSubject({}))).toEqual(['[{"path":["key"]}]']);
    expect(told(aSubject({ key: 'ada', country: 'NL' }))).toEqual(['[{"path":["device"]}]']);
    expect(told(aSubject({ country: 'NL', device: 'd1' }))).toEqual(['[{"path":["key"]}]']);
    expect(ruleset.unplaced('nothing', ada)).toEqual([]);
  });

  it('choose by the first condition that holds, going on where it serves nothing', () => {
    const nothing = {
      split: bucketing,
      arms: [{ ...firstHalf, range: [0, 0] as [number, number] }],
      otherwise: 'next' as const,
    };
    const first = [
      { when: inNl, serve: nothing },
      { when: inNl, serve: 'on' },
    ];
    expect(serve({ first, serve: 'off' }, aSubject({ country: 'NL' }))).toMatchObject({ variant: 'on' });
    expect(serve({ first, serve: 'off' })).toMatchObject({ variant: 'off' });
  });
});

describe('sticky assignments', () => {
  const sticky = { id: 'checkout', version: 2, by: [{ path: ['key'] }] };
  const split = {
    split: splitBucketing('b'),
    arms: [
      { variant: 'on', range: [0, 50_000] as [number, number] },
      { variant: 'off', range: [50_000, 100_000] as [number, number] },
    ],
    otherwise: 'next' as const,
    sticky,
  };
  const served = (
    assignments?: Record<string, string>,
    parts = {},
    user = { key: 'ada' } as Record<string, string>,
  ): unknown =>
    compiled(aRuleset({ flags: [aFlag({ fallthrough: { ...split, ...parts } })] })).evaluate('flag', {
      contexts: { user },
      assignments,
    });

  it('are handed out for the caller to keep', () => {
    expect(served()).toEqual({
      variant: 'on',
      value: 'on',
      reason: 'SPLIT',
      position: 24_042,
      assign: { id: 'checkout@2', variant: 'on' },
    });
  });

  it('are kept, whatever the position', () => {
    expect(served({ 'checkout@2': 'off' })).toEqual({ variant: 'off', value: 'off', reason: 'STICKY' });
  });

  it('of another version or to an unknown variant do not count', () => {
    expect(served({ 'checkout@1': 'off' })).toMatchObject({ variant: 'on', reason: 'SPLIT' });
    expect(served({ 'checkout@2': 'gone' })).toMatchObject({ variant: 'on', reason: 'SPLIT' });
  });

  it('of a blocked version keep their holder out', () => {
    const blocked = { sticky: { ...sticky, blockedBelow: 2 } };
    expect(served({ 'checkout@1': 'off' }, blocked)).toEqual({ variant: null, reason: 'DEFAULT' });
    expect(served({ 'checkout@2': 'off' }, blocked)).toMatchObject({ reason: 'STICKY' });
  });

  it('are not handed out where nobody could be found again', () => {
    const byAccount = { sticky: { ...sticky, by: [{ path: ['account'] }] } };
    expect(served(undefined, byAccount)).not.toHaveProperty('assign');
  });
});

it('a progressive rollout is a few rules with windows', () => {
  const from = (time: number, share: number, id: string) =>
    aRule({
      id,
      when: {
        all: [{ attr: { builtin: 'now' }, op: 'gte', as: 'date', values: [time] }, rolloutOf('seed', share)],
      },
    });
  const flag = aFlag({ rules: [from(noon - 10, 0, 'begin'), from(noon, 100_000, 'end')] });
  const engine = compiled(aRuleset({ flags: [flag] }));
  expect(engine.evaluate('flag', aSubject({ key: 'ada' }, { now: noon - 5 })).variant).toBe('off');
  expect(engine.evaluate('flag', aSubject({ key: 'ada' }, { now: noon })).variant).toBe('on');
});

it('evaluating all flags gives each flag’s own evaluation', () => {
  const flags = [
    aFlag({ key: 'a', fallthrough: 'on' }),
    aFlag({ key: 'b', rules: [everyone('on')] }),
    aFlag({ key: 'c' }),
  ];
  const engine = compiled(aRuleset({ flags }));
  expect(engine.evaluateAll(ada)).toEqual({
    a: engine.evaluate('a', ada),
    b: engine.evaluate('b', ada),
    c: engine.evaluate('c', ada),
  });
});
