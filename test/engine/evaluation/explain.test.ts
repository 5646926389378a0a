import { rolloutOf, splitOf, type Condition } from '../../../src/engine/evaluation';
import { aFlag, aRule, aRuleset, aSubject, aTest, compiled, everyone } from '../../support/builders';

const ada = aSubject({ key: 'ada', country: 'NL' });
const inNl = aTest('country', { op: 'eq', values: ['NL', 'BE'] });
const isPro = aTest('plan', { op: 'eq', values: ['pro'] });

function explained(when: Condition, parts: Parameters<typeof aRuleset>[0] = {}, subject = ada) {
  const { flags = [], ...others } = parts;
  const ruleset = aRuleset({ flags: [aFlag({ rules: [aRule({ when })] }), ...flags], ...others });
  return compiled(ruleset, { lists: { beta: new Set(['ada']) } }).explain('flag', subject);
}

const conditionOf = (...args: Parameters<typeof explained>) => explained(...args).rules[0].when;

it('shows what a test read, what it expected, and whether it held', () => {
  expect(conditionOf(inNl)).toEqual({
    kind: 'test',
    attribute: 'user.country',
    read: 'NL',
    op: 'eq',
    expected: ['NL', 'BE'],
    held: true,
    reached: true,
  });
});

it('says where a text was too long for a pattern', () => {
  const isMatch = aTest('country', { op: 'matches', values: ['N'] });
  const inLand = (country: string) => aSubject({ key: 'ada', country });
  expect(conditionOf(isMatch, {}, inLand('N'.repeat(4097)))).toMatchObject({
    held: false,
    note: 'a pattern reads at most 4096 characters',
  });
  expect(conditionOf(isMatch, {}, inLand('N'.repeat(4096)))).not.toHaveProperty('note');
});

it('leaves out the result of an expression that is too large to show', () => {
  const flat = { map: [{ var: 'tags' }, 1] };
  const tags = (count: number) => aSubject({ key: 'ada', tags: Array.from({ length: count }, () => 'a') });
  expect(conditionOf({ logic: flat }, {}, tags(2))).toMatchObject({ held: true, result: [1, 1] });
  expect(conditionOf({ logic: flat }, {}, tags(1_001))).toMatchObject({ held: true });
  expect(conditionOf({ logic: flat }, {}, tags(1_001))).not.toHaveProperty('result');
});

it('leaves out what a test read where the attribute is missing', () => {
  expect(conditionOf(isPro)).not.toHaveProperty('read');
  expect(conditionOf(isPro).held).toBe(false);
});

it('shows the parts that no longer mattered as not reached', () => {
  const either = conditionOf({ any: [inNl, isPro, { not: isPro }] });
  expect(either).toMatchObject({
    kind: 'any',
    held: true,
    parts: [
      { held: true, reached: true },
      { held: false, reached: false },
      { kind: 'not', held: true, reached: false },
    ],
  });
});

it('shows every rule: those before the one that served, and those after it', () => {
  const flag = aFlag({
    rules: [
      aRule({ id: 'pro', when: isPro }),
      aRule({ id: 'dutch', when: inNl, description: 'at home' }),
      everyone('off'),
    ],
  });
  expect(compiled(aRuleset({ flags: [flag] })).explain('flag', ada)).toMatchObject({
    flag: 'flag',
    on: true,
    evaluation: { variant: 'on', reason: 'RULE', rule: 'dutch' },
    rules: [
      { rule: 'pro', reached: true, matched: false, served: false },
      { rule: 'dutch', description: 'at home', reached: true, matched: true, served: true },
      { rule: 'everyone', reached: false, matched: true, served: false },
    ],
    fallthrough: null,
  });
});

it('shows the text that was hashed, the position and the ranges of a gate', () => {
  expect(conditionOf(rolloutOf('b', 20_000))).toEqual({
    kind: 'within',
    held: expect.any(Boolean),
    reached: true,
    ranges: [[0, 20_000]],
    bucket: { unit: 'ada', text: 'b.gate.ada', position: expect.any(Number), span: 100_000 },
  });
  expect(conditionOf(rolloutOf('b', 20_000), {}, aSubject({}))).toMatchObject({
    held: false,
    bucket: { position: null },
  });
});

it('shows the arms of a split and the chosen one', () => {
  const fallthrough = splitOf('b', [
    { variant: 'on', weight: 50_000 },
    { variant: 'off', weight: 50_000 },
  ]);
  const { evaluation, ...rest } = compiled(aRuleset({ flags: [aFlag({ fallthrough })] })).explain(
    'flag',
    ada,
  );
  expect(evaluation).toMatchObject({ variant: 'on', reason: 'SPLIT', position: 24_042 });
  expect(rest.fallthrough).toEqual({
    kind: 'split',
    bucket: { unit: 'ada', text: 'b.split.ada', position: 24_042, span: 100_000 },
    arms: [
      { variant: 'on', range: [0, 50_000], chosen: true },
      { variant: 'off', range: [50_000, 100_000], chosen: false },
    ],
  });
});

it('shows that a matching rule served nothing', () => {
  const nothing = splitOf('b', [
    { variant: 'on', weight: 0 },
    { variant: 'off', weight: 100_000 },
  ]);
  const flag = aFlag({ rules: [everyone({ ...nothing, arms: nothing.arms.slice(0, 1) })] });
  expect(compiled(aRuleset({ flags: [flag] })).explain('flag', ada)).toMatchObject({
    evaluation: { variant: 'off', reason: 'DEFAULT' },
    rules: [{ matched: true, served: false, serve: { kind: 'split' } }],
    fallthrough: { kind: 'variant', variant: 'off' },
  });
});

it('expands a segment where it is first reached, and names it after that', () => {
  const twice: Condition = { all: [{ segment: 'dutch' }, { segment: 'dutch' }] };
  const named = { kind: 'segment', segment: 'dutch', held: true, reached: true };
  const expanded = { ...named, when: expect.objectContaining({ kind: 'test', attribute: 'user.country' }) };
  expect(conditionOf(twice, { segments: { dutch: { when: inNl } } })).toHaveProperty('parts', [
    expanded,
    named,
  ]);
});

it('shows the id that was looked up in a list', () => {
  const lists = { beta: { unit: { path: ['key'] }, size: 1 } };
  expect(conditionOf({ list: 'beta' }, { lists })).toMatchObject({ kind: 'list', unit: 'ada', held: true });
});

it('shows the elements of a list until one holds', () => {
  const has: Condition = {
    some: { path: ['tags'] },
    where: { attr: { builtin: 'item' }, op: 'eq', values: ['b'] },
  };
  expect(conditionOf(has, {}, aSubject({ tags: ['a', 'b', 'c'] }))).toMatchObject({
    kind: 'some',
    attribute: 'user.tags',
    held: true,
    elements: [
      { attribute: 'item', read: 'a', held: false },
      { attribute: 'item', read: 'b', held: true },
    ],
  });
});

it('shows prerequisites with their own explanation, and what was read from them', () => {
  const parent = aFlag({ key: 'parent', rules: [aRule({ id: 'dutch', when: inNl })] });
  const servesOn: Condition = { attr: { kind: 'flag', path: ['variant'] }, op: 'eq', values: ['on'] };
  expect(conditionOf({ flag: 'parent', where: servesOn }, { flags: [parent] })).toMatchObject({
    kind: 'flag',
    flag: 'parent',
    held: true,
    evaluation: { variant: 'on', rule: 'dutch' },
    explanation: { flag: 'parent', rules: [{ rule: 'dutch', matched: true }] },
    where: { attribute: 'flag.variant', read: 'on', held: true },
  });
});

it('names what is wrong, where it is and in the whole', () => {
  const broken = explained({ all: [inNl, { segment: 'gone' }, isPro] });
  expect(broken).toMatchObject({
    evaluation: { variant: null, reason: 'ERROR', error: 'MALFORMED' },
    message: 'segment gone does not exist',
    rules: [
      {
        matched: null,
        when: {
          held: null,
          error: { kind: 'MALFORMED', message: 'segment gone does not exist' },
          parts: [{ held: true }, { held: null, error: { kind: 'MALFORMED' } }, { reached: false }],
        },
      },
    ],
  });
});

it('names a cycle', () => {
  const { evaluation, message } = explained(
    { segment: 'a' },
    { segments: { a: { when: { not: { segment: 'a' } } } } },
  );
  expect(evaluation.reason).toBe('ERROR');
  expect(message).toBe('segment a leads back to itself');
});

it('shows an unreached cycle without failing', () => {
  const { evaluation, rules } = explained(
    { any: [true, { segment: 'a' }] },
    { segments: { a: { when: { segment: 'a' } } } },
  );
  expect(evaluation.variant).toBe('on');
  expect(rules[0].when).toMatchObject({ parts: [{ held: true }, { held: null, reached: false }] });
});

it('shows the rules of an off flag as not reached', () => {
  const flag = aFlag({ on: false, rules: [everyone('on')] });
  expect(compiled(aRuleset({ flags: [flag] })).explain('flag', ada)).toMatchObject({
    on: false,
    evaluation: { variant: 'off', reason: 'OFF' },
    rules: [{ reached: false, matched: true, served: false }],
    fallthrough: null,
  });
});

it('of a lattice of prerequisites stays as small as the lattice', () => {
  const servesOn: Condition = { attr: { kind: 'flag', path: ['variant'] }, op: 'eq', values: ['on'] };
  const flags = Array.from({ length: 40 }, (_, at) => {
    const below: Condition = { flag: `f${at - 1}`, where: servesOn };
    return aFlag({ key: `f${at}`, rules: [aRule({ when: at === 0 ? true : { all: [below, below] } })] });
  });
  const explanation = compiled(aRuleset({ flags })).explain('f39', ada);
  expect(explanation.evaluation.variant).toBe('on');
  expect(JSON.stringify(explanation).length).toBeLessThan(100_000);
});

it('of a flag that is not there says so', () => {
  expect(compiled(aRuleset()).explain('gone', ada)).toEqual({
    flag: 'gone',
    on: null,
    evaluation: { variant: null, reason: 'ERROR', error: 'FLAG_NOT_FOUND' },
    rules: [],
    fallthrough: null,
  });
});
