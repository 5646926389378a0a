import fc from 'fast-check';
import type { Flag, Json, Rule, Variant } from '../../../src/engine/evaluation/types';
import { diffBodies, diffEntries, type FieldChange } from '../../../src/server/domain/configuration/diff';

const rule = (id: string, more: Partial<Rule> = {}): Rule => ({ id, when: true, serve: 'on', ...more });

const flag = (more: Partial<Flag> = {}): Flag => ({
  key: 'checkout',
  type: 'BOOLEAN',
  on: true,
  off: 'off',
  variants: { on: { value: true }, off: { value: false } },
  rules: [],
  fallthrough: 'off',
  seed: 's',
  clientSide: false,
  tags: [],
  ...more,
});

const diff = (before: Flag | null, after: Flag | null): string[] =>
  diffBodies('FLAG', 'checkout', before, after).map(
    ({ path, op, before: old, after: now }) =>
      `${op} ${path}: ${JSON.stringify(old)} -> ${JSON.stringify(now)}`,
  );

describe('the difference between two bodies', () => {
  it('names a changed field with both values', () => {
    expect(diffBodies('FLAG', 'checkout', flag(), flag({ on: false }))).toEqual([
      { kind: 'FLAG', key: 'checkout', path: 'on', op: 'CHANGED', before: true, after: false },
    ]);
  });

  it('tells null from absent', () => {
    expect(diff(flag(), flag({ off: null }))).toEqual(['CHANGED off: "off" -> null']);
    expect(diff(flag(), flag({ source: { system: 'flagd' } }))).toEqual([
      'ADDED source: null -> {"system":"flagd"}',
    ]);
  });

  it('matches rules by id, so a rule put before the others is one addition', () => {
    const before = flag({ rules: [rule('a'), rule('b')] });
    const after = flag({ rules: [rule('new'), rule('a'), rule('b', { serve: 'off' })] });
    expect(diff(before, after)).toEqual([
      'CHANGED rules[b].serve: "on" -> "off"',
      'ADDED rules[new]: null -> {"id":"new","when":true,"serve":"on"}',
    ]);
  });

  it('says of a moved rule where it was and where it is, and nothing of the rules it passed', () => {
    const before = flag({ rules: ['a', 'b', 'c', 'd'].map((id) => rule(id)) });
    const after = flag({ rules: ['d', 'a', 'b', 'c'].map((id) => rule(id)) });
    expect(diff(before, after)).toEqual(['MOVED rules[d]: 3 -> 0']);
  });

  it('names a rule that moved and changed in both ways', () => {
    const before = flag({ rules: [rule('a'), rule('b'), rule('c')] });
    const after = flag({ rules: [rule('c', { when: false }), rule('a'), rule('b')] });
    expect(diff(before, after)).toEqual(['CHANGED rules[c].when: true -> false', 'MOVED rules[c]: 2 -> 0']);
  });

  it('matches variants by name, also by names that objects answer to by nature', () => {
    const before = flag({ variants: { on: { value: true } } });
    const after = flag({ variants: { on: { value: 1, name: 'On' }, constructor: { value: 2 } } });
    expect(diff(before, after)).toEqual([
      'ADDED variants[constructor]: null -> {"value":2}',
      'ADDED variants[on].name: null -> "On"',
      'CHANGED variants[on].value: true -> 1',
    ]);
  });

  it('names an item that is new or gone as a whole', () => {
    expect(diff(null, flag())).toEqual([`ADDED : null -> ${JSON.stringify(flag())}`]);
    expect(diff(flag(), null)).toEqual([`REMOVED : ${JSON.stringify(flag())} -> null`]);
    expect(diff(null, null)).toEqual([]);
  });

  it('names the fields of segments, layers and lists', () => {
    expect(diffBodies('SEGMENT', 'beta', { when: true }, { when: false })).toEqual([
      { kind: 'SEGMENT', key: 'beta', path: 'when', op: 'CHANGED', before: true, after: false },
    ]);
    expect(
      diffBodies('LIST', 'vips', { unit: { path: ['key'] }, size: 2 }, { unit: { path: ['key'] }, size: 5 }),
    ).toEqual([{ kind: 'LIST', key: 'vips', path: 'size', op: 'CHANGED', before: 2, after: 5 }]);
    expect(diffBodies('LAYER', 'checkout', { span: 100, map: 'mod' }, { span: 1000, map: 'mod' })).toEqual([
      { kind: 'LAYER', key: 'checkout', path: 'span', op: 'CHANGED', before: 100, after: 1000 },
    ]);
  });

  it('tells how many ids came to a list and how many went', () => {
    expect(diffEntries('vips', 3, 2)).toEqual([
      { kind: 'LIST', key: 'vips', path: 'entries', op: 'ADDED', before: null, after: 3 },
      { kind: 'LIST', key: 'vips', path: 'entries', op: 'REMOVED', before: 2, after: null },
    ]);
    expect(diffEntries('vips', 0, 0)).toEqual([]);
  });
});

/** A body taken apart without any of the code under test: each leaf that a difference can name. */
function leaves(body: Flag): Map<string, string> {
  const { rules, variants, metadata, ...fields } = body;
  const named: [string, unknown][] = [
    ...Object.entries(fields),
    ...rules.flatMap((each) =>
      Object.entries(each).map(([name, value]) => [`rules[${each.id}].${name}`, value]),
    ),
    ...Object.entries(variants).flatMap(([name, variant]) =>
      Object.entries(variant).map(([field, value]) => [`variants[${name}].${field}`, value]),
    ),
    ...Object.entries(metadata ?? {}).map(([name, value]) => [`metadata[${name}]`, value]),
  ] as [string, unknown][];
  return new Map(
    named.filter(([, value]) => value !== undefined).map(([path, value]) => [path, JSON.stringify(value)]),
  );
}

/** The leaves that a difference speaks of: itself, or all of an element that came or went whole. */
const leavesOf = ({ path, op, before, after }: FieldChange): string[] => {
  if (op === 'MOVED') return [];
  const isElement = /^(rules|variants)\[[^\]]*\]$/.test(path);
  return isElement ? Object.keys((before ?? after) as object).map((name) => `${path}.${name}`) : [path];
};

const name = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f');
const aRule: fc.Arbitrary<Rule> = fc.record(
  {
    id: name,
    description: fc.constantFrom('x', 'y'),
    when: fc.boolean(),
    serve: fc.constantFrom('on', 'off', null),
  },
  { requiredKeys: ['id', 'when', 'serve'] },
);
const aVariant: fc.Arbitrary<Variant> = fc.record(
  { value: fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<Json>, name: fc.constantFrom('x', 'y') },
  { requiredKeys: ['value'] },
);
const aFlag: fc.Arbitrary<Flag> = fc
  .record({
    on: fc.boolean(),
    off: fc.constantFrom('off', null),
    tags: fc.array(name, { maxLength: 2 }),
    rules: fc.uniqueArray(aRule, { selector: (each) => each.id }),
    variants: fc.dictionary(name, aVariant, { noNullPrototype: true }),
    metadata: fc.option(fc.dictionary(name, fc.integer({ max: 2, min: 0 }), { noNullPrototype: true }), {
      nil: undefined,
    }),
  })
  .map(({ metadata, ...more }) => flag({ ...more, ...(metadata && { metadata }) }));

describe('any two bodies', () => {
  it('have no difference when they are equal', () => {
    fc.assert(
      fc.property(aFlag, (body) => {
        const shuffled = Object.fromEntries(Object.entries(structuredClone(body)).reverse());
        expect(diffBodies('FLAG', 'checkout', body, shuffled)).toEqual([]);
      }),
    );
  });

  it('have each leaf that differs named exactly once, and no other', () => {
    fc.assert(
      fc.property(aFlag, aFlag, (before, after) => {
        const [old, now] = [leaves(before), leaves(after)];
        const differing = [...new Set([...old.keys(), ...now.keys()])].filter(
          (path) => old.get(path) !== now.get(path),
        );
        const named = diffBodies('FLAG', 'checkout', before, after).flatMap(leavesOf);
        expect(named.sort()).toEqual(differing.sort());
      }),
      { numRuns: 300 },
    );
  });

  it('agree on the order of their common rules once the moved ones are left out', () => {
    fc.assert(
      fc.property(aFlag, aFlag, (before, after) => {
        const moved = diffBodies('FLAG', 'checkout', before, after)
          .filter(({ op }) => op === 'MOVED')
          .map(({ path }) => path);
        const order = (one: Flag, other: Flag): string[] =>
          one.rules
            .map(({ id }) => id)
            .filter((id) => other.rules.some((each) => each.id === id) && !moved.includes(`rules[${id}]`));
        expect(order(before, after)).toEqual(order(after, before));
      }),
    );
  });
});
