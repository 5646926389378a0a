import fc from 'fast-check';
import { lifecycles, type EnvironmentFile, type Words } from '../../../src/engine/exporters/environment-file';
import type { Flag, Json, Ref, Ruleset } from '../../../src/engine/evaluation';
import { someFlag, someRuleset, someSegment } from '../evaluation/arbitraries';

/** Texts that formats trip over. */
export const oddText = fc.oneof(
  fc.constantFrom(
    ...[
      '',
      ' ',
      'on',
      'no',
      'null',
      '~',
      'true',
      '1',
      '01',
      '0x1f',
      '1e21',
      '-0',
      '.inf',
      '1:30',
      '2026-01-15',
    ],
    ...[
      'a\nb\n',
      '\n',
      'a\r\nb',
      '  two\n lines',
      'tab\there',
      '# none',
      'a: b',
      '- a',
      '{}',
      '[a, b]',
      '"q"',
    ],
    ...[
      "it's",
      '---',
      '...',
      '&a',
      '*a',
      '!tag',
      '%',
      '@',
      '`',
      '|',
      '>',
      '?',
      'a #b',
      'zoë',
      '😀',
      '\u2028',
    ],
    ...['\ud800', '\u0000', '\u0085', '\ufeff', 'constructor', '__proto__', 'x'.repeat(200)],
  ),
  fc.string({ unit: 'binary' }),
  fc.string(),
);

/** What stands on both sides of a JSON text: no -0. */
export const oddJson = fc
  .oneof(
    oddText,
    fc.constantFrom<Json[]>(
      1e21,
      1e-7,
      0.1,
      2 ** 53,
      Number.MAX_VALUE,
      5e-324,
      -1,
      null,
      true,
      false,
      [],
      {},
    ),
    fc.jsonValue({ maxDepth: 3 }),
    fc.dictionary(oddText, fc.oneof(oddText, fc.double({ noNaN: true, noDefaultInfinity: true }))),
  )
  .map((value) => JSON.parse(JSON.stringify(value)) as Json);

const oddKey = oddText.filter((text) => text !== '' && text !== '__proto__');

const oddFlag = (key: string): fc.Arbitrary<Flag> =>
  fc
    .record(
      {
        variants: fc.dictionary(
          oddKey,
          fc.record({ value: oddJson, name: oddText, extra: oddJson }, { requiredKeys: ['value'] }),
        ),
        off: fc.option(oddKey),
        seed: oddText,
        type: fc.constantFrom('BOOLEAN' as const, 'JSON' as const),
        clientSide: fc.boolean(),
        tags: fc.array(oddText, { maxLength: 2 }),
        metadata: fc.dictionary(oddKey, fc.oneof(oddText, fc.boolean(), fc.integer())),
        source: fc.record({ system: oddText, version: oddText, sdk: oddText }, { requiredKeys: ['system'] }),
      },
      { requiredKeys: [] },
    )
    .chain((parts) => someFlag(key).map((flag) => ({ ...flag, ...parts })));

const named = { name: oddText, description: oddText };
const audienceWords = fc.record({ ...named, tags: fc.array(oddKey, { maxLength: 2 }) });
const flagWords = fc.record({
  ...named,
  lifecycle: fc.constantFrom(...lifecycles),
  links: fc.array(fc.record({ title: oddText, url: oddText }), { maxLength: 2 }),
  jsonSchema: fc.oneof(fc.constant(null), oddJson),
});

function eachOf<Value, Made>(
  table: Record<string, Value>,
  make: fc.Arbitrary<Made>,
): fc.Arbitrary<Record<string, Made>> {
  const keys = Object.keys(table);
  return fc
    .tuple(...keys.map(() => make))
    .map((values) => Object.fromEntries(keys.map((key, at) => [key, values[at]])));
}

/** Rulesets as the engine's own tests have them, with keys, texts and values that are odd; not all of them valid. */
const ruleset: fc.Arbitrary<Ruleset> = fc
  .tuple(
    someRuleset,
    fc.uniqueArray(oddKey, { maxLength: 3 }).chain((keys) => fc.tuple(...keys.map(oddFlag))),
    fc.dictionary(oddKey, someSegment, { maxKeys: 2 }),
    fc.dictionary(oddKey, fc.record({ unit: fc.constant<Ref>({ path: ['company'] }), size: fc.nat() }), {
      maxKeys: 2,
    }),
  )
  .map(([known, flags, segments, lists]) => ({
    ...known,
    flags: { ...known.flags, ...Object.fromEntries(flags.map((flag) => [flag.key, flag])) },
    segments: { ...known.segments, ...segments },
    lists: { ...known.lists, ...lists },
  }));

const words = ({ flags, segments, layers, lists }: Ruleset): fc.Arbitrary<Words> =>
  fc.record({
    flags: eachOf(flags, flagWords),
    segments: eachOf(segments, audienceWords),
    layers: eachOf(layers, audienceWords),
    lists: eachOf(lists, audienceWords),
  });

/** Some lists with what they hold, and then of that size. */
export const someEnvironmentFile: fc.Arbitrary<EnvironmentFile> = ruleset.chain((known) =>
  fc
    .record({
      words: words(known),
      contents: eachOf(known.lists, fc.option(fc.uniqueArray(oddText, { maxLength: 4 }))),
    })
    .map(({ words: said, contents }) => {
      const ids = Object.entries(contents).flatMap(([key, list]) =>
        list ? [[key, list.sort()] as const] : [],
      );
      const told = new Map(ids);
      const lists = Object.entries(known.lists).map(([key, list]) => [
        key,
        { ...list, size: told.get(key)?.length ?? list.size },
      ]);
      return {
        ruleset: { ...known, lists: Object.fromEntries(lists) },
        words: said,
        ids: Object.fromEntries(ids),
      };
    }),
);
