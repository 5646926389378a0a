import Ajv from 'ajv';
import { exportOpenFeature } from '../../../src/engine/exporters';
import type { Flag, Json } from '../../../src/engine/evaluation';
import { aFlag, aRuleset } from '../../support/builders';

const typed = (flagType: string, defaultValue: object): object => ({
  type: 'object',
  required: ['flagType', 'defaultValue'],
  properties: { flagType: { const: flagType }, defaultValue, description: { type: 'string' } },
});

/** What the OpenFeature CLI takes for a manifest, version 0. */
const isManifest = new Ajv().compile({
  type: 'object',
  required: ['flags'],
  properties: {
    flags: {
      type: 'object',
      patternProperties: {
        '^.{1,}$': {
          oneOf: [
            typed('boolean', { type: 'boolean' }),
            typed('string', { type: 'string' }),
            typed('integer', { type: 'integer' }),
            typed('float', { type: 'number' }),
            typed('object', {}),
          ],
        },
      },
      additionalProperties: false,
    },
  },
});

const noWords = { flags: {}, segments: {}, layers: {}, lists: {} };

function manifestOf(...flags: Flag[]) {
  const { document, report } = exportOpenFeature({ ruleset: aRuleset({ flags }), words: noWords });
  expect(isManifest(document) || isManifest.errors).toBe(true);
  return { flags: (document as { flags: Json }).flags, report: report.flags };
}

const flagOf = (type: Flag['type'], ...values: Json[]): Flag =>
  aFlag({ type, off: '0', variants: Object.fromEntries(values.map((value, at) => [String(at), { value }])) });

it.each<[type: Flag['type'], values: Json[], entry: object]>([
  ['BOOLEAN', [false, true], { flagType: 'boolean', defaultValue: false }],
  ['STRING', ['', 'b'], { flagType: 'string', defaultValue: '' }],
  ['NUMBER', [1, -7], { flagType: 'integer', defaultValue: 1 }],
  ['NUMBER', [1, 0.5], { flagType: 'float', defaultValue: 1 }],
  ['NUMBER', [1, 1e21], { flagType: 'float', defaultValue: 1 }],
  ['JSON', [{ a: 1 }, []], { flagType: 'object', defaultValue: { a: 1 } }],
])('a %s flag of %j is typed, with the value while off as the default', (type, values, entry) => {
  expect(manifestOf(flagOf(type, ...values))).toEqual({
    flags: { flag: entry },
    report: [{ key: 'flag', outcome: 'exact', questions: [], warnings: [] }],
  });
});

it("takes the fallthrough where a flag that is off answers the caller's default", () => {
  const { flags } = manifestOf(aFlag({ off: null, fallthrough: 'on' }));
  expect(flags).toEqual({ flag: { flagType: 'string', defaultValue: 'on' } });
});

it('describes flags in the words of the project, in the order of their keys', () => {
  const ruleset = aRuleset({ flags: [aFlag({ key: 'b' }), aFlag({ key: 'a' })] });
  const words = {
    lifecycle: 'LIVE',
    links: [],
    jsonSchema: null,
    name: 'B',
    description: 'The second',
  } as const;
  const { document } = exportOpenFeature({
    ruleset,
    words: { ...noWords, flags: { b: { ...words, links: [] } } },
  });
  const plain = { flagType: 'string', defaultValue: 'off' };
  expect(JSON.stringify((document as { flags: Json }).flags)).toBe(
    JSON.stringify({ a: plain, b: { ...plain, description: 'The second' } }),
  );
});

it.each<[reason: string, flag: Flag]>([
  [
    "it has no value to give when there is no answer: while off it is the caller's own default",
    aFlag({ off: null, fallthrough: null }),
  ],
  ['it has a value that is neither an object nor a list', flagOf('JSON', { a: 1 }, 'text')],
])('a flag is refused because %s', (reason, flag) => {
  expect(manifestOf(flag)).toEqual({ flags: {}, report: [{ key: 'flag', outcome: 'refused', reason }] });
});
