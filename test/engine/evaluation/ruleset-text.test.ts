import fc from 'fast-check';
import {
  compileText,
  lint,
  rulesetText,
  type CompiledRuleset,
  type Ruleset,
  type Subject,
} from '../../../src/engine/evaluation';
import { aFlag, aRule, aRuleset, aSubject, compiled, everyone, noon } from '../../support/builders';
import { listContents, someFlag, someRuleset, someSegment, someSubject } from './arbitraries';

const ada = aSubject();
const two = aRuleset({
  flags: [aFlag({ key: 'one', rules: [everyone('on')] }), aFlag({ key: 'two' })],
  segments: { all: { when: true } },
});

function load(text: string, lists = {}): CompiledRuleset {
  return compileText(text, { now: () => noon, random: () => 0.5, lists });
}

/** Whatever can be asked of a compiled ruleset. */
function answersOf(engine: CompiledRuleset, subject: Subject): unknown {
  const keys = [...Object.keys(engine.ruleset.flags), 'gone', '__proto__'];
  return {
    ruleset: engine.ruleset,
    lint: lint(engine.ruleset),
    each: keys.map((key) => engine.evaluate(key, subject)),
    all: engine.evaluateAll(subject),
    explained: keys.map((key) => engine.explain(key, subject)),
  };
}

describe('the text of a ruleset', () => {
  it('is JSON for everybody, with a line for the body of each flag and segment', () => {
    const text = rulesetText(two);
    expect(JSON.parse(text)).toEqual(two);
    expect(text.split('\n')).toEqual([
      '{"flags":{',
      `"one":${JSON.stringify(two.flags.one)},`,
      `"two":${JSON.stringify(two.flags.two)}`,
      '},',
      '"segments":{',
      '"all":{"when":true}',
      '},',
      '"layers":{},',
      '"lists":{}}',
    ]);
  });

  it('is the same again after loading', () => {
    fc.assert(
      fc.property(someRuleset, (ruleset) => {
        expect(rulesetText(load(rulesetText(ruleset)).ruleset)).toBe(rulesetText(ruleset));
      }),
      { numRuns: 50, seed: 20260115 },
    );
  });
});

const layouts: [string, (ruleset: Ruleset) => string][] = [
  ['as rulesetText writes it', rulesetText],
  ['on one line', (ruleset) => JSON.stringify(ruleset)],
  ['indented', (ruleset) => JSON.stringify(ruleset, null, 2)],
  ['with CRLF', (ruleset) => rulesetText(ruleset).replaceAll('\n', '\r\n')],
  ['with spaces at the ends of its lines', (ruleset) => rulesetText(ruleset).replaceAll('\n', ' \n')],
  ['with a line break after it', (ruleset) => `${rulesetText(ruleset)}\n`],
  ['with its tables in another order', ({ flags, ...others }) => JSON.stringify({ ...others, flags })],
];

it.each(layouts)('a ruleset %s answers as the ruleset itself', (_, textOf) => {
  const change = fc.oneof(
    someFlag('f1').map((body) => ({ kind: 'FLAG' as const, key: 'f1', body })),
    someSegment.map((body) => ({ kind: 'SEGMENT' as const, key: 's1', body })),
    fc.constant({ kind: 'FLAG' as const, key: 'f2', body: null }),
  );
  fc.assert(
    fc.property(someRuleset, fc.array(change, { maxLength: 3 }), someSubject, (ruleset, changes, subject) => {
      const lists = listContents;
      const expected = compiled(ruleset, { lists });
      expect(answersOf(load(textOf(ruleset), lists), subject)).toEqual(answersOf(expected, subject));
      const changed = load(textOf(ruleset), lists).apply(changes);
      expect(answersOf(changed, subject)).toEqual(answersOf(expected.apply(changes), subject));
    }),
    { numRuns: 60, seed: 20260115 },
  );
});

it.each([
  '__proto__',
  'constructor',
  'a"b',
  'a\\b',
  '":{',
  'a\nb',
  '\ud800',
  'zoë',
  '',
  '42',
  'a long key '.repeat(9),
])('a flag called %j is found', (key) => {
  const parts = Object.fromEntries([
    ['first', aFlag({ key: 'first' })],
    [key, aFlag({ key, rules: [everyone('on')] })],
  ]);
  const ruleset = { ...aRuleset(), flags: parts };
  for (const [, textOf] of layouts) {
    const engine = load(textOf(ruleset));
    expect(engine.evaluate(key, ada).variant).toBe('on');
    expect(engine.evaluate('first', ada).variant).toBe('off');
    expect(Object.keys(engine.ruleset.flags).sort()).toEqual(['first', key].sort());
  }
});

it('texts that look like the layout inside a body mislead nobody', () => {
  const tricky = aFlag({
    key: 'tricky',
    variants: { on: { value: '},\n"two":{"on":false}\n},\n"segments":{\n' }, off: { value: '\u2028' } },
    rules: [everyone('on')],
  });
  const engine = load(rulesetText(aRuleset({ flags: [tricky, aFlag({ key: 'two' })] })));
  expect(engine.evaluate('tricky', ada).value).toBe('},\n"two":{"on":false}\n},\n"segments":{\n');
  expect(engine.evaluate('two', ada).reason).toBe('STATIC');
});

it('of two flags of one key the last counts, as in any JSON', () => {
  const bodies = ['off', 'on'].map((fallthrough) => `"flag":${JSON.stringify(aFlag({ fallthrough }))}`);
  const text = `{"flags":{\n${bodies.join(',\n')}\n},\n"segments":{\n},\n"layers":{},\n"lists":{}}`;
  expect(load(text).evaluate('flag', ada).variant).toBe('on');
  expect(load(text).ruleset).toEqual(JSON.parse(text));
});

it('an empty ruleset has no flags', () => {
  const engine = load(rulesetText(aRuleset()));
  expect(engine.ruleset).toEqual(aRuleset());
  expect(engine.evaluateAll(ada)).toEqual({});
});

describe('a body that is broken', () => {
  const broken = (key: string): CompiledRuleset => {
    const inSegment = aRule({ when: { segment: 'all' } });
    const ruleset = {
      ...two,
      flags: { ...two.flags, audience: aFlag({ key: 'audience', rules: [inSegment] }) },
    };
    return load(rulesetText(ruleset).replace(`"${key}":{`, `"${key}":{nonsense`));
  };

  it('answers PARSE_ERROR for its flag and leaves the others alone', () => {
    const engine = broken('one');
    const failed = { variant: null, reason: 'ERROR', error: 'PARSE_ERROR' };
    expect(engine.evaluate('one', ada)).toEqual(failed);
    expect(engine.evaluate('one', ada)).toEqual(failed);
    expect(engine.evaluateAll(ada)).toMatchObject({ one: failed, two: { variant: 'off', reason: 'STATIC' } });
  });

  it('is explained by what the reader said', () => {
    expect(broken('one').explain('one', ada)).toEqual({
      flag: 'one',
      on: null,
      evaluation: { variant: null, reason: 'ERROR', error: 'PARSE_ERROR' },
      message: expect.stringContaining('the body is no JSON: ') as string,
      rules: [],
      fallthrough: null,
    });
  });

  it('is not in the data, and can be changed for a good one', () => {
    const engine = broken('one');
    expect(Object.keys(engine.ruleset.flags)).toEqual(['two', 'audience']);
    const mended = engine.apply([{ kind: 'FLAG', key: 'one', body: two.flags.one }]);
    expect(mended.evaluate('one', ada).variant).toBe('on');
  });

  it('of a segment fails the flags that ask it, again and again', () => {
    const engine = broken('all');
    const failed = { variant: null, reason: 'ERROR', error: 'PARSE_ERROR' };
    expect(engine.evaluate('audience', ada)).toEqual(failed);
    expect(engine.evaluate('audience', ada)).toEqual(failed);
    expect(engine.explain('audience', ada).evaluation).toEqual(failed);
    expect(engine.evaluate('one', ada).variant).toBe('on');
    expect(engine.ruleset.segments).toEqual({});
  });

  it('that is JSON but no flag is malformed', () => {
    const text = rulesetText(two).replace(/"one":[^\n]*\n/, '"one":{},\n');
    expect(load(text).evaluate('one', ada)).toMatchObject({ reason: 'ERROR', error: 'MALFORMED' });
    expect(load(text).explain('one', ada)).toMatchObject({ on: null, evaluation: { error: 'MALFORMED' } });
  });
});

it.each([
  ['no JSON at all', 'flags'],
  ['nothing', ''],
  ['a text that breaks off', rulesetText(two).slice(0, -1)],
  ['a line without its comma', rulesetText(two).replace('},\n"two"', '}\n"two"')],
  ['a comma too many', rulesetText(two).replace('}\n},\n"segments"', '},\n},\n"segments"')],
  ['null', 'null'],
  ['a list', '[]'],
  ['no lists', '{"flags":{},"segments":{},"layers":{}}'],
  ['flags that are a list', '{"flags":[],"segments":{},"layers":{},"lists":{}}'],
])('%s is refused', (_, text) => {
  expect(() => load(text)).toThrow(SyntaxError);
});
