import { importFlagd, ImportError, type FlagdOptions } from '../../../src/engine/importers';
import { validateFlag, type Flag, type Json } from '../../../src/engine/evaluation';
import { aSubject, compiled } from '../../support/builders';

const onOff = { on: true, off: false };
const enabled = { state: 'ENABLED', variants: onOff, defaultVariant: 'off' };
const v2: FlagdOptions = { generation: 'v2', sdk: 'java' };

function importOne(flag: object, options = v2, others: object = {}): Flag {
  const { ruleset, report } = importFlagd({ flags: { flag }, ...others }, options);
  expect(report.flags).not.toContainEqual(expect.objectContaining({ outcome: 'refused' }));
  expect(validateFlag(ruleset.flags.flag)).toEqual([]);
  return ruleset.flags.flag;
}

function reportOn(flag: object, options: FlagdOptions = v2): object {
  return importFlagd({ flags: { flag } }, options).report.flags[0];
}

function rulesFor(targeting: Json, options = v2): Flag['rules'] {
  return importOne({ ...enabled, targeting }, options).rules;
}

const isAda = { '==': [{ var: 'name' }, 'ada'] };
const nameIsAda = { attr: { path: ['name'] }, op: 'eq', as: 'text', values: ['ada'] };

describe('a flag', () => {
  it('without targeting serves its default variant to everybody', () => {
    expect(importOne(enabled)).toEqual({
      key: 'flag',
      type: 'BOOLEAN',
      on: true,
      off: null,
      variants: { on: { value: true }, off: { value: false } },
      rules: [],
      fallthrough: 'off',
      seed: 'flag',
      clientSide: false,
      tags: [],
      source: { system: 'flagd', version: 'v2', sdk: 'java' },
    });
    expect(importOne({ ...enabled, targeting: {} }).rules).toEqual([]);
  });

  it("that is disabled is off, and off serves the caller's default", () => {
    expect(importOne({ ...enabled, state: 'DISABLED' })).toMatchObject({ on: false, off: null });
  });

  it.each([
    ['null', { defaultVariant: null }],
    ['absent', {}],
  ])("whose default variant is %s falls through to the caller's default", (_, part) => {
    expect(importOne({ state: 'ENABLED', variants: onOff, ...part }).fallthrough).toBeNull();
  });

  it.each([
    ['BOOLEAN', onOff],
    ['STRING', { a: 'x', b: '' }],
    ['NUMBER', { a: 1, b: 0.5 }],
    ['JSON', { a: {}, b: [] }],
    ['JSON', { a: 'x', b: 1 }],
  ])('is of type %s when its variants are', (type, variants) => {
    expect(importOne({ state: 'ENABLED', variants }).type).toBe(type);
  });

  it('takes the metadata of the file and, above it, its own', () => {
    const flag = { ...enabled, metadata: { owner: 'growth', version: 2 } };
    expect(importOne(flag, v2, { metadata: { version: 1, set: 'shop' } }).metadata).toEqual({
      owner: 'growth',
      version: 2,
      set: 'shop',
    });
  });

  it('keeps a key that we would not give out ourselves', () => {
    const { ruleset } = importFlagd({ flags: { 'My Flag/ü': enabled } }, v2);
    expect(ruleset.flags['My Flag/ü']).toMatchObject({ key: 'My Flag/ü', seed: 'My Flag/ü' });
  });
});

describe('an if chain', () => {
  it('becomes one rule per branch, and then the default variant', () => {
    expect(rulesFor({ if: [isAda, 'on', { '>': [{ var: 'age' }, 17] }, 'off'] })).toEqual([
      { id: 'targeting-1', when: nameIsAda, serve: 'on' },
      {
        id: 'targeting-2',
        when: { attr: { path: ['age'] }, op: 'gt', as: 'js', values: [17], missing: null },
        serve: 'off',
      },
    ]);
  });

  it('ends with a rule for everybody where it has an else, so that its reason is not DEFAULT', () => {
    expect(rulesFor({ if: [isAda, 'on', 'off'] })[1]).toEqual({
      id: 'targeting-2',
      when: true,
      serve: 'off',
    });
  });

  it('may be nested on either side', () => {
    const inner = { if: [{ in: [{ var: 'plan' }, ['pro', 'max']] }, 'on', 'off'] };
    const isPaying = { attr: { path: ['plan'] }, op: 'eq', values: ['pro', 'max'] };
    expect(rulesFor({ if: [isAda, inner, inner] })).toEqual([
      { id: 'targeting-1', when: { all: [nameIsAda, isPaying] }, serve: 'on' },
      { id: 'targeting-2', when: nameIsAda, serve: 'off' },
      { id: 'targeting-3', when: isPaying, serve: 'on' },
      { id: 'targeting-4', when: true, serve: 'off' },
    ]);
  });

  it('that gives null in the middle serves the default variant there, before later branches are tried', () => {
    expect(rulesFor({ if: [isAda, null, 'on'] })).toEqual([
      { id: 'targeting-1', reason: 'DEFAULT', when: nameIsAda, serve: 'off' },
      { id: 'targeting-2', when: true, serve: 'on' },
    ]);
  });

  it('keeps a condition without an equal as an expression, and the rest as rules', () => {
    const odd = { '>': [{ '%': [{ var: 'age' }, 2] }, 0] };
    expect(rulesFor({ if: [{ and: [isAda, odd] }, 'on'] })).toEqual([
      { id: 'targeting-1', when: { all: [nameIsAda, { logic: odd }] }, serve: 'on' },
    ]);
    expect(reportOn({ ...enabled, targeting: { if: [odd, 'on'] } })).toMatchObject({
      targeting: 'expression',
    });
  });

  it('that can end in a variant that does not exist fails there, as in flagd, and only there', () => {
    const flag = { ...enabled, targeting: { if: [isAda, 'gone', 'on'] } };
    const { ruleset } = importFlagd({ flags: { flag } }, v2);
    expect(compiled(ruleset).evaluate('flag', aSubject({ name: 'ada' })).reason).toBe('ERROR');
    expect(compiled(ruleset).evaluate('flag', aSubject({ name: 'bob' })).variant).toBe('on');
    expect(reportOn(flag)).toMatchObject({
      outcome: 'exact',
      targeting: 'rules',
      warnings: ['gone is served by targeting but is no variant: answers ERROR, as in flagd'],
    });
  });
});

describe('a text in the place of targeting', () => {
  it("is everybody's variant, as in flagd's JavaScript SDK, and asked about for others", () => {
    const flag = { ...enabled, targeting: 'on' };
    expect(rulesFor('on')).toEqual([{ id: 'targeting-1', when: true, serve: 'on' }]);
    expect(reportOn(flag, { generation: 'v2', sdk: 'javascript' })).toMatchObject({ outcome: 'exact' });
    const question =
      "did the SDKs serve a text in the place of targeting as a variant, as flagd's JavaScript SDK does?";
    expect(reportOn(flag, { generation: 'v2', sdk: 'go' })).toMatchObject({ questions: [question] });
    expect(reportOn(flag, { generation: 'v2' })).toMatchObject({ questions: [question] });
  });

  it('is no targeting where it is empty', () => {
    expect(importOne({ ...enabled, targeting: '' }).rules).toEqual([]);
  });
});

describe("what flagd's JavaScript SDK computes in its own way", () => {
  const typesOf = (names: string): string =>
    `is ${names} always of a type that its operators take, or missing? flagd's JavaScript SDK answers ERROR to others`;

  it.each<[object, string[]]>([
    [{ '===': [{ var: 'age' }, 7] }, []],
    [{ in: [{ var: 'plan' }, ['pro']] }, []],
    [{ '<': [{ var: '$flagd.timestamp' }, 7] }, []],
    [{ and: [{ '==': [{ var: 'plan' }, 'pro'] }, { '>': [{ var: 'age' }, 7] }] }, [typesOf('plan, age')]],
    [{ '>': [{ '%': [{ var: 'age' }, 2] }, 0] }, [typesOf('age')]],
    [
      { '==': [{ var: 'age' }, 0] },
      [typesOf('age'), "is age always sent? flagd's JavaScript SDK takes null for 0, and for false"],
    ],
    [
      { '!=': [{ var: 'age' }, null] },
      [typesOf('age'), "is age never 0 or false? flagd's JavaScript SDK takes both for null"],
    ],
    [
      { all: [{ var: 'tags' }, { '===': [{ var: '' }, 'a'] }] },
      [typesOf('tags'), "is tags always sent? flagd's JavaScript SDK finds all elements of nothing"],
    ],
  ])('%j is asked about', (condition, questions) => {
    const flag = { ...enabled, targeting: { if: [condition, 'on'] } };
    expect(reportOn(flag, { generation: 'v2', sdk: 'javascript' })).toMatchObject({ questions });
    expect(reportOn(flag, { generation: 'v2' })).toMatchObject({ questions });
    expect(reportOn(flag, { generation: 'v2', sdk: 'go' })).toMatchObject({ questions: [] });
  });
});

describe('a clock', () => {
  it('that is compared with a second becomes a comparison of now with an instant', () => {
    const after = { '>=': [{ var: '$flagd.timestamp' }, 1_800_000_000] };
    expect(rulesFor({ if: [after, 'on'] })[0].when).toEqual({
      attr: { builtin: 'now' },
      op: 'gte',
      as: 'date',
      values: [1_800_000_000_000],
    });
  });
});

describe('an evaluator', () => {
  const $evaluators = {
    isAda,
    isAdaAtWork: { and: [{ $ref: 'isAda' }, { $ref: 'isAtWork' }] },
    isAtWork: { '==': [{ var: 'place' }, 'work'] },
  };

  it('is put in wherever it is named', () => {
    const flag = { ...enabled, targeting: { if: [{ $ref: 'isAda' }, 'on'] } };
    expect(importOne(flag, v2, { $evaluators }).rules[0].when).toEqual(nameIsAda);
  });

  it('may name those that come after it, as in flagd, which replaces them in the order of the file', () => {
    const flag = { ...enabled, targeting: { if: [{ $ref: 'isAdaAtWork' }, 'on'] } };
    const { ruleset, report } = importFlagd({ flags: { flag }, $evaluators }, v2);
    expect(compiled(ruleset).evaluate('flag', aSubject({ name: 'ada', place: 'work' }))).toMatchObject({
      reason: 'ERROR',
      error: 'PARSE_ERROR',
    });
    expect(report.flags[0]).toMatchObject({
      outcome: 'exact',
      warnings: ['unknown operator $ref: answers PARSE_ERROR, as in flagd'],
    });
  });

  it('that names itself stays unknown instead of going on for ever', () => {
    const flag = { ...enabled, targeting: { if: [{ $ref: 'self' }, 'on'] } };
    expect(importOne(flag, v2, { $evaluators: { self: { '!': [{ $ref: 'self' }] } } }).rules).toHaveLength(1);
  });

  it.each([
    ['multiply', 12, 2, 'more than 1000 replacements in one flag'],
    ['go on and on', 40, 1, 'name one another more than 16 levels deep'],
  ])('that %s without bound refuse the flag', (_, levels, times, reason) => {
    const names = Array.from({ length: levels }, (__, at) => `e${at}`);
    const naming = names.map((name, at) => [name, { and: Array(times).fill({ $ref: names[at + 1] }) }]);
    const flag = { ...enabled, targeting: { if: [{ $ref: 'e0' }, 'on'] } };
    const { report } = importFlagd({ flags: { flag }, $evaluators: Object.fromEntries(naming) }, v2);
    expect(report.flags).toEqual([{ key: 'flag', outcome: 'refused', reason: `$evaluators: ${reason}` }]);
  });
});

describe('fractional', () => {
  const halves = [
    ['on', 1],
    ['off', 1],
  ];

  it('without a unit hashes the key of the flag and of the user', () => {
    expect(rulesFor({ fractional: halves })[0].serve).toEqual({
      split: {
        unit: [{ path: ['key'] }],
        usable: 'string',
        absent: 'out',
        text: ['flag', { unit: true }],
        bytes: 'utf8',
        hash: 'murmur3',
        map: 'shift',
        span: 2,
      },
      arms: [
        { variant: 'on', range: [0, 1] },
        { variant: 'off', range: [1, 2] },
      ],
      otherwise: 'next',
    });
  });

  it('puts the key of the flag into the hashed text, so that a copy under another key moves nobody', () => {
    const unit = { cat: [{ var: '$flagd.flagKey' }, '.', { var: 'company' }] };
    expect(rulesFor({ fractional: [unit, ...halves] })[0].serve).toMatchObject({
      split: { unit: [{ path: ['company'] }], text: ['flag', '.', { unit: true }], absent: 'empty' },
    });
  });

  it.each([
    ['v1', 'utf8'],
    ['v2', 'utf8'],
    ['v3', 'cbor.text'],
  ] as const)('of generation %s takes a joined unit for one text', (generation, bytes) => {
    const unit = { cat: ['shared', { var: 'company' }] };
    const [rule] = rulesFor({ fractional: [unit, ...halves] }, { generation });
    expect(rule.serve).toMatchObject({ split: { text: ['shared', { unit: true }], absent: 'empty', bytes } });
  });

  it.each([
    ['v1', { hash: 'murmur3.abs', map: 'ratio', span: 100, max: 2 ** 31 - 1, bytes: 'utf8' }, [0, 25]],
    ['v2', { hash: 'murmur3', map: 'shift', span: 4, bytes: 'utf8' }, [0, 1]],
    ['v3', { hash: 'murmur3', map: 'shift', span: 4, bytes: 'cbor' }, [0, 1]],
  ] as const)('of generation %s has its own bucketing', (generation, split, range) => {
    const rules = rulesFor({ fractional: [{ var: 'company' }, ['on', 1], ['off', 3]] }, { generation });
    expect(rules[0].serve).toMatchObject({ split, arms: [{ range }, {}] });
  });

  it('leaves out arms without weight and arms that give null', () => {
    const targeting = {
      fractional: [
        ['on', -5],
        ['off', 2],
        [null, 3],
      ],
    };
    expect(rulesFor(targeting)[0].serve).toMatchObject({
      split: { span: 5 },
      arms: [{ variant: 'off', range: [0, 2] }],
    });
  });

  it('in a condition becomes a gate', () => {
    const rules = rulesFor({
      if: [
        {
          fractional: [
            [true, 20],
            [false, 80],
          ],
        },
        'on',
      ],
    });
    expect(rules[0].when).toMatchObject({
      within: { span: 100, text: ['flag', { unit: true }] },
      ranges: [[0, 20]],
    });
  });

  it('inside a chain serves the default variant to whom it cannot place, not the next branch', () => {
    const rules = rulesFor({ if: [isAda, { fractional: [{ var: 'company' }, ...halves] }, 'on'] });
    expect(rules[0].serve).toMatchObject({ otherwise: 'off' });
  });

  it('with computed arms is carried for generation v2 and refused for the others', () => {
    const flag = {
      ...enabled,
      targeting: {
        fractional: [
          [{ var: 'wish' }, 1],
          ['off', 1],
        ],
      },
    };
    expect(reportOn(flag)).toMatchObject({ outcome: 'exact-if', targeting: 'expression' });
    const reason =
      'targeting: its fractional is computed (not one attribute and literal weights), which is carried for generation v2 only';
    const inCondition = { ...enabled, targeting: { if: [{ '==': [flag.targeting, 'off'] }, 'on'] } };
    for (const generation of ['v1', 'v3'] as const) {
      expect(reportOn(flag, { generation })).toMatchObject({ outcome: 'refused', reason });
      expect(reportOn(inCondition, { generation })).toMatchObject({ outcome: 'refused', reason });
    }
  });

  it('asks what the file does not tell', () => {
    const flag = { ...enabled, targeting: { fractional: [{ var: 'company' }, ...halves] } };
    expect(reportOn(flag, { generation: 'v2' })).toEqual({
      key: 'flag',
      outcome: 'exact-if',
      questions: [
        'did flagd split users by v2 (weights in integers)?',
        "are all units ASCII? flagd's JavaScript SDK hashes other letters in its own way",
        'is company always sent? without it flagd in Go takes the targeting key',
        'is company never a list? flagd takes one for an arm of the split',
      ],
      targeting: 'rules',
      warnings: [],
    });
    expect(reportOn(flag, { generation: 'v2', sdk: 'java' })).toMatchObject({
      questions: [
        'did flagd split users by v2 (weights in integers)?',
        'is company never a list? flagd takes one for an arm of the split',
      ],
    });
  });
});

describe('a bad flag is refused with its place, and the others are imported', () => {
  it.each([
    [{ ...enabled, state: 'ON' }, 'flags.bad.state: must be ENABLED or DISABLED, not "ON"'],
    [{ ...enabled, variants: {} }, 'flags.bad.variants: needs at least one variant'],
    [
      { ...enabled, defaultVariant: 'maybe' },
      'flags.bad.defaultVariant: must be one of on, off, not "maybe"',
    ],
    [{ ...enabled, targeting: ['on'] }, 'flags.bad.targeting: must be an object, not a list'],
    [
      { ...enabled, metadata: { owner: ['x'] } },
      'flags.bad.metadata.owner: must be a text, number or boolean, not a list',
    ],
    ['on', 'flags.bad: must be an object, not "on"'],
    [{ ...enabled, targeting: nested(100) }, 'flags.bad.targeting: is nested deeper than 64 levels'],
  ])('%j', (bad, reason) => {
    const { ruleset, report } = importFlagd({ flags: { bad, good: enabled } }, v2);
    expect(report.flags[0]).toEqual({ key: 'bad', outcome: 'refused', reason });
    expect(Object.keys(ruleset.flags)).toEqual(['good']);
  });

  it('such as one with a key that JavaScript objects do not take', () => {
    const { ruleset, report } = importFlagd(
      { flags: JSON.parse(`{"__proto__": ${JSON.stringify(enabled)}}`) },
      v2,
    );
    expect(report.flags).toEqual([
      { key: '__proto__', outcome: 'refused', reason: 'key: must not be __proto__' },
    ]);
    expect(ruleset.flags).toEqual({});
  });
});

describe('a bad file is an error that names the place', () => {
  it.each([
    [[], 'must be an object, not a list'],
    [{}, 'this is no flagd definition: it has no "flags"'],
    [{ flags: [] }, 'flags: must be an object, not a list'],
    [{ flags: {}, $evaluators: { 'a b': true } }, '$evaluators["a b"]: must be an object, not true'],
    [{ flags: {}, metadata: { set: null } }, 'metadata.set: must be a text, number or boolean, not null'],
  ])('%j', (file, message) => {
    expect(() => importFlagd(file, v2)).toThrow(new ImportError('', message));
  });
});

it('a field that flagd does not know is left out and said', () => {
  expect(reportOn({ ...enabled, owner: 'x' })).toMatchObject({
    outcome: 'exact',
    warnings: ['owner is no field of a flagd flag and was left out'],
  });
});

function nested(levels: number): object {
  return levels === 0 ? { var: 'x' } : { '!': [nested(levels - 1)] };
}
