import { parse } from 'graphql';
import { findExcess } from '../../../src/server/api/limits';
import { limitDefaults } from '../../../src/server/foundation/settings';

const excessOf = (source: string): string | null => findExcess(parse(source), limitDefaults);

const nested = (levels: number): string => '{ a '.repeat(levels) + '}'.repeat(levels);

test.each([
  ['16 levels', nested(16), null],
  ['17 levels', nested(17), 'The operation has 17 levels; at most 16 are allowed'],
  ['30 aliases', `{ n { ${many(30, (i) => `a${i}: x`)} } }`, null],
  ['31 aliases', `{ n { ${many(31, (i) => `a${i}: x`)} } }`, /31 aliases and repeated fields; at most 30/],
  ['one field 32 times', `{ n { ${many(32, () => 'x')} } }`, /31 aliases and repeated fields/],
  ['20 directives', `{ x ${many(20, () => '@skip(if: false)')} }`, null],
  ['21 directives', `{ x ${many(21, () => '@skip(if: false)')} }`, /21 directives; at most 20/],
  ['20 root fields', `{ ${many(20, (i) => `f${i}`)} }`, null],
  ['21 root fields', `{ ${many(21, (i) => `f${i}`)} }`, /21 fields at its root; at most 20/],
  ['10,001 characters', `{ x } #${'x'.repeat(9_994)}`, /10001 characters; at most 10000/],
])('%s', (_case, source, excess) => {
  if (excess === null) expect(excessOf(source)).toBeNull();
  else expect(excessOf(source)).toMatch(excess);
});

test.each([
  ['depth', `{ a { ...F } } fragment F on T ${nested(16)}`, /17 levels/],
  ['aliases', `{ n { ...F ...F } } fragment F on T { ${many(16, (i) => `a${i}: x`)} }`, /32 aliases/],
  ['directives', `{ ...F ...F } fragment F on T { x ${many(11, () => '@a')} }`, /22 directives/],
  ['root fields', `{ ...F ...F } fragment F on T { ${many(11, (i) => `f${i}`)} }`, /22 fields at its root/],
])('%s counts what fragments stand for', (_limit, source, excess) => {
  expect(excessOf(source)).toMatch(excess);
});

test('fragments that spread themselves are left to validation', () => {
  expect(excessOf('{ ...A } fragment A on T { ...B } fragment B on T { ...A }')).toBeNull();
});

test('a bomb of fragments is found without being set off', () => {
  const levels = many(20, (level) => `fragment F${level} on T { a: x ...F${level + 1} ...F${level + 1} }`);
  const document = parse(`{ n { ...F0 } } ${levels} fragment F20 on T { b: x }`);
  const started = process.cpuUsage();
  expect(findExcess(document, limitDefaults)).toMatch(/far too many aliases/);
  expect(process.cpuUsage(started).user).toBeLessThan(10_000);
});

function many(count: number, text: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => text(index)).join(' ');
}
