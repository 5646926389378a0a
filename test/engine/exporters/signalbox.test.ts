import fc from 'fast-check';
import Ajv2020 from 'ajv/dist/2020';
import {
  findProblems,
  rolloutOf,
  splitOf,
  validateFlag,
  validateSegment,
  type Json,
  type Ruleset,
} from '../../../src/engine/evaluation';
import { exportSignalbox, type EnvironmentFile } from '../../../src/engine/exporters';
import { importSignalbox } from '../../../src/engine/importers';
import { readEnvironmentFile } from '../../../src/engine/importers/signalbox/read';
import fileSchema from '../../../schema/environment-file.schema.json';
import { aFlag, aRule, aRuleset } from '../../support/builders';
import { someEnvironmentFile } from './environment-files';

const isOfSchema = new Ajv2020({ allErrors: true, strict: false }).compile(fileSchema);

const aFile = (
  ruleset: Partial<Ruleset>,
  others: Partial<Omit<EnvironmentFile, 'ruleset'>> = {},
): EnvironmentFile => ({
  ruleset: { ...aRuleset(), ...ruleset },
  words: { flags: {}, segments: {}, layers: {}, lists: {} },
  ids: {},
  ...others,
});
const fileOf = (...flags: ReturnType<typeof aFlag>[]): EnvironmentFile => aFile(aRuleset({ flags }));
const asJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

describe('an environment file', () => {
  it('read back is the environment that was exported, whatever it holds', () => {
    fc.assert(
      fc.property(someEnvironmentFile, (file) => {
        const exported = exportSignalbox(file);
        expect(readEnvironmentFile(exported)).toEqual(asJson(file));
        // every bucketing of theirs is as they are made here
        expect(JSON.stringify(exported)).not.toContain('"usable":"string|integer"');
      }),
      { numRuns: 400, seed: 20260115 },
    );
  });

  it('is imported whole, and is what its JSON Schema says, where the environment is valid', () => {
    let flags = 0;
    fc.assert(
      fc.property(someEnvironmentFile, (file) => {
        const valid = withoutInvalid(file);
        flags += Object.keys(valid.ruleset.flags).length;
        const exported = exportSignalbox(valid);
        const { report, ...imported } = importSignalbox(exported);
        expect(imported).toMatchObject(asJson(valid) as object);
        expect(report.flags.map(({ key }) => key)).toEqual(Object.keys(imported.ruleset.flags));
        expect(isOfSchema(exported) || isOfSchema.errors).toBe(true);
      }),
      { numRuns: 400, seed: 20260115 },
    );
    expect(flags).toBeGreaterThan(200);
  });

  it('does not say what reading fills in', () => {
    const flag = aFlag({
      key: 'new-checkout',
      seed: 'x7',
      rules: [
        aRule({ id: 'gate', when: rolloutOf('x7', 20_000) }),
        aRule({ id: 'rest', when: true, serve: splitOf('x7', [{ variant: 'on', weight: 100_000 }]) }),
      ],
    });
    expect(exportSignalbox(fileOf(flag))).toEqual({
      signalbox: 1,
      flags: {
        'new-checkout': {
          type: 'STRING',
          seed: 'x7',
          on: true,
          off: 'off',
          variants: { off: { value: 'off' }, on: { value: 'on' } },
          rules: [
            {
              id: 'gate',
              when: { within: { text: ['x7.gate.', { unit: true }] }, ranges: [[0, 20_000]] },
              serve: 'on',
            },
            {
              id: 'rest',
              serve: {
                split: { text: ['x7.split.', { unit: true }] },
                arms: [{ variant: 'on', range: [0, 100_000] }],
              },
            },
          ],
          fallthrough: 'off',
        },
      },
    });
  });

  it('is the same text, whatever the order in which things came', () => {
    const [first, second] = [
      aFlag({ key: 'a', tags: ['y', 'x'] }),
      aFlag({ key: 'b', seed: 'b', off: null }),
    ];
    const reversed = <Value extends object>(value: Value): Value =>
      Object.fromEntries(Object.entries(value).reverse()) as Value;
    const there = fileOf(first, second);
    const back = fileOf(reversed({ ...second, variants: reversed(second.variants) }), reversed(first));
    expect(JSON.stringify(exportSignalbox(back))).toBe(JSON.stringify(exportSignalbox(there)));
  });

  it('keeps the order inside of values, and none inside of JSON Schemas', () => {
    const flag = aFlag({
      type: 'JSON',
      variants: { on: { value: { b: 1, a: 2 } } },
      off: null,
      fallthrough: null,
    });
    const said = { name: 'flag', description: '', lifecycle: 'LIVE' as const, links: [] };
    const words = { flag: { ...said, jsonSchema: { type: 'object', required: ['b', 'a'] } } };
    const file = aFile(aRuleset({ flags: [flag] }), {
      words: { flags: words, segments: {}, layers: {}, lists: {} },
    });
    const text = JSON.stringify(exportSignalbox(file));
    expect(text).toContain('{"value":{"b":1,"a":2}}');
    expect(text).toContain('"jsonSchema":{"required":["b","a"],"type":"object"}');
  });

  it('tells what lists hold in order, or else only how many ids that is', () => {
    const list = { unit: { kind: 'user', path: ['key'] }, size: 2 };
    const file = aFile({ lists: { early: list, late: list } }, { ids: { early: ['bob', 'ada'] } });
    const exported = exportSignalbox(file) as { lists: Json };
    expect(exported.lists).toEqual({ early: { ids: ['ada', 'bob'] }, late: { size: 2 } });
    expect(importSignalbox(exported)).toMatchObject({
      ruleset: { lists: { early: list, late: list } },
      ids: { early: ['ada', 'bob'] },
    });
  });

  it('says how each flag is targeted', () => {
    const logic = { logic: { '==': [1, 1] } };
    const flags = [
      aFlag({ key: 'plain' }),
      aFlag({ key: 'ruled', rules: [aRule()] }),
      aFlag({ key: 'expressed', rules: [aRule({ when: logic })] }),
    ];
    const { report } = importSignalbox(exportSignalbox(fileOf(...flags)));
    expect(report.flags).toMatchObject([
      { key: 'expressed', outcome: 'exact', targeting: 'expression' },
      { key: 'plain', outcome: 'exact', targeting: 'none' },
      { key: 'ruled', outcome: 'exact', targeting: 'rules' },
    ]);
  });
});

describe('a broken environment file', () => {
  const flag = { type: 'BOOLEAN', on: true, variants: { on: { value: true } } };
  const withFlag = (parts: object, key = 'new') => ({
    signalbox: 1,
    flags: { [key]: { ...flag, ...parts } },
  });
  const parsed = (text: string): unknown => JSON.parse(text);

  it.each<[file: unknown, message: string]>([
    [null, 'must be an object, not null'],
    [[], 'must be an object, not a list'],
    [{ flags: {} }, 'this is no environment file: it has no "signalbox"'],
    [{ signalbox: 2 }, 'signalbox: must be 1, the version of the format, not 2'],
    [
      { signalbox: 1, flag: {} },
      'flag: is not a known field, only $schema, signalbox, flags, segments, layers, lists',
    ],
    [{ signalbox: 1, flags: [] }, 'flags: must be an object, not a list'],
    [{ signalbox: 1, flags: { new: null } }, 'flags.new: must be an object, not null'],
    [
      parsed('{"signalbox":1,"flags":{"__proto__":{"type":"JSON","on":true,"variants":{}}}}'),
      'flags.__proto__: its key must not be __proto__',
    ],
    [withFlag({ on: 'yes' }), 'flags.new.on: must be true or false; "yes" was given'],
    [withFlag({ on: undefined }), 'flags.new.on: is missing'],
    [withFlag({ fallthough: 'on' }), 'flags.new.fallthough: is not a known field, only name, '],
    [withFlag({ name: 7 }), 'flags.new.name: must be a text, not 7'],
    [
      withFlag({ lifecycle: 'DEAD' }, 'a b'),
      'flags["a b"].lifecycle: must be one of IN_DEVELOPMENT, LIVE, DEPRECATED, COMPLETED, not "DEAD"',
    ],
    [withFlag({ links: [{ title: 'Ticket' }] }), 'flags.new.links[0].url: must be a text, not nothing'],
    [
      withFlag({ variants: { 'a.b': { value: 'x' } } }),
      'flags.new.variants.a.b.value: must be true or false; "x" was given',
    ],
    [
      withFlag({ rules: [{ id: 'r', when: { attr: { path: ['x'] }, op: 'is' }, serve: 'on' }] }),
      'flags.new.rules[0].when.op: must be one of exists, ',
    ],
    [
      withFlag({ rules: [{ id: 'r', when: { within: { text: ['a'] }, ranges: [] }, serve: 'on' }] }),
      'flags.new.rules[0].when.within.text: must contain the unit; a list was given',
    ],
    [withFlag({ fallthrough: 'off' }), 'flags.new.fallthrough: variant off does not exist; "off" was given'],
    [
      withFlag({ rules: [{ id: 'r', when: { segment: 'gone' }, serve: 'on' }] }),
      'flags.new.rules[0].when.segment: segment gone does not exist',
    ],
    [{ signalbox: 1, segments: { staff: {} } }, 'segments.staff.when: is missing'],
    [
      { signalbox: 1, segments: { staff: { when: 7 } } },
      'segments.staff.when: must be a condition: true, false or an object; 7 was given',
    ],
    [{ signalbox: 1, layers: { checkout: {} } }, 'layers.checkout.bucketing: is missing'],
    [{ signalbox: 1, layers: { checkout: { bucketing: {} } } }, 'layers.checkout.bucketing.text: is missing'],
    [{ signalbox: 1, lists: { early: { ids: ['ada', 7] } } }, 'lists.early.ids[1]: must be a text, not 7'],
    [
      { signalbox: 1, lists: { early: { size: -1 } } },
      'lists.early.size: must be a whole number from 0 to 9007199254740991; -1 was given',
    ],
  ])('%j is refused with the place and what was given', (file, message) => {
    expect(() => importSignalbox(file)).toThrow(
      expect.objectContaining({ message: expect.stringContaining(message) }),
    );
    const isOnlyMeaning = /variant off|must contain the unit|gone does not exist/.test(message);
    if (!isOnlyMeaning) expect(isOfSchema(asJson(file))).toBe(false);
  });

  it('may nest as deep as it likes', () => {
    let when: Json = true;
    for (let level = 0; level < 10_000; level += 1) when = { not: when };
    const file = withFlag({ rules: [{ id: 'deep', when, serve: 'on' }] });
    expect(() => importSignalbox(file)).toThrow('is nested deeper than 64 levels');
  });
});

/** Without what no server would hold: what is invalid by itself, names nothing, or leads back to itself. */
function withoutInvalid(file: EnvironmentFile): EnvironmentFile {
  const flags = kept(file.ruleset.flags, (_, flag) => validateFlag(flag).length === 0);
  const segments = kept(file.ruleset.segments, (_, segment) => validateSegment(segment).length === 0);
  let ruleset = { ...file.ruleset, flags, segments };
  for (let problems = findProblems(ruleset); problems.length > 0; problems = findProblems(ruleset)) {
    const isSound =
      (kind: string) =>
      (key: string): boolean =>
        !problems.some((problem) => problem.kind === kind && problem.key === key);
    ruleset = {
      ...ruleset,
      flags: kept(ruleset.flags, isSound('FLAG')),
      segments: kept(ruleset.segments, isSound('SEGMENT')),
    };
  }
  const { words } = file;
  const isIn = (table: object) => (key: string) => Object.hasOwn(table, key);
  const said = {
    ...words,
    flags: kept(words.flags, isIn(ruleset.flags)),
    segments: kept(words.segments, isIn(ruleset.segments)),
  };
  return { ...file, ruleset, words: said };
}

function kept<Value>(
  table: Record<string, Value>,
  isKept: (key: string, value: Value) => boolean,
): Record<string, Value> {
  return Object.fromEntries(Object.entries(table).filter(([key, value]) => isKept(key, value)));
}
