import fc from 'fast-check';
import {
  applyDelta,
  chunkText,
  cutIntoChunks,
  emptyView,
  mostIdsInline,
  payloadOf,
  readChunkReferences,
  readListBody,
  sha256Of,
  writeChunkedList,
} from '../../../src/engine/protocol';
import { cut, putChunkedList } from './builders';

const ids = (count: number, name = 'user'): string[] =>
  Array.from({ length: count }, (_, number) => `${name}-${number}`);

const sizes = (count: number): number[] => cut(ids(count)).map(({ size }) => size);

test('a list is cut into chunks of 1,000 to 4,000 ids on average, whatever its size', () => {
  expect(sizes(mostIdsInline + 1)).toEqual([1_001]);
  expect(sizes(4_000)).toEqual([4_000]);
  expect(sizes(4_001)).toHaveLength(4);
  expect(sizes(16_000)).toHaveLength(4);
  expect(sizes(16_001)).toHaveLength(16);
  for (const size of sizes(100_000)) expect(size).toBeGreaterThan(1_000);
  for (const size of sizes(100_000)) expect(size).toBeLessThan(4_000);
  expect(sizes(100_000).reduce((sum, size) => sum + size)).toBe(100_000);
});

test('an id that comes or goes changes one chunk and no other', () => {
  const before = cut(ids(20_000)).map(({ sha256 }) => sha256);
  const after = cut([...ids(20_000), 'one more']).map(({ sha256 }) => sha256);
  expect(after).toHaveLength(before.length);
  expect(after.filter((sha256) => !before.includes(sha256))).toHaveLength(1);
});

test('the chunks depend on what is in the list, and not on the order it came in', () => {
  const texts = fc.uniqueArray(fc.string({ unit: 'grapheme' }), { maxLength: 50 });
  fc.assert(
    fc.property(texts, fc.nat({ max: 3 }), (some, digits) => {
      const chunks = cut(some, digits);
      expect(cut([...some].reverse(), digits)).toEqual(chunks);
      expect(chunks.flatMap((chunk) => chunk.ids).sort()).toEqual([...some].sort());
      for (const chunk of chunks) {
        expect(chunk).toMatchObject({ size: chunk.ids.length, sha256: sha256Of(chunkText(chunk.ids)) });
        expect(chunk.prefix).toHaveLength(digits);
        expect([...chunk.ids].sort()).toEqual(chunk.ids);
      }
    }),
  );
});

test('prefixes are the first digits of murmur3 of the id in UTF-8, to the base of four', () => {
  // murmur3 x86 32, seed 0, of "hello" is 248bfa47: 00 10 01 00 …
  expect(cut(['hello'], 4)).toEqual([
    { prefix: '0210', size: 1, sha256: sha256Of('["hello"]'), ids: ['hello'] },
  ]);
  expect(cut(['hello'], 0)[0]!.prefix).toBe('');
});

test('cutting a long list lets others have the processor', () => {
  const cutting = cutIntoChunks(new Set(ids(100_000)));
  let turns = 0;
  while (!cutting.next().done) turns += 1;
  expect(turns).toBeGreaterThan(10);
});

test('a payload names chunks as canonical JSON, and is read with them', () => {
  const unit = { path: ['key'] };
  const chunks = cut(ids(5_000));
  const payload = writeChunkedList(unit, chunks);
  expect(Object.keys(JSON.parse(payload) as object)).toEqual(['chunks', 'size', 'unit']);
  expect(readChunkReferences(payload)).toEqual(chunks.map(({ ids: _ids, ...reference }) => reference));
  const body = readListBody(payload, new Map(chunks.map(({ sha256, ids: some }) => [sha256, some])));
  expect(body).toEqual({ unit, size: 5_000, ids: new Set(ids(5_000)) });
});

test('a list that lacks a chunk is not read in part', () => {
  const chunks = cut(ids(5_000));
  const some = new Map(chunks.slice(1).map(({ sha256, ids: part }) => [sha256, part]));
  expect(() => readListBody(writeChunkedList({}, chunks), some)).toThrow(
    'its chunk 0 is not here, or cannot be read',
  );
  const { change } = putChunkedList('beta', '1', ids(5_000));
  expect(applyDelta(emptyView, [change])).toMatchObject({
    rejected: [{ kind: 'LIST', key: 'beta', version: '1' }],
    unfit: [],
  });
});

test('once it is read, a list that came in chunks is like any other', () => {
  const { change } = putChunkedList('beta', '1', ids(5_000));
  const chunks = new Map(cut(ids(5_000)).map(({ sha256, ids: some }) => [sha256, some]));
  const { view } = applyDelta(emptyView, [change], undefined, chunks);
  const whole = JSON.stringify({ ids: ids(5_000).sort(), size: 5_000, unit: { path: ['key'] } });
  expect(payloadOf(view.objects.get('LIST\0beta')!)).toBe(whole);
});

test.each(['{"chunks":{}}', '{"chunks":[{}]}', '{"chunks":[{"prefix":"","sha256":"short"}]}'])(
  'a payload like %s is refused',
  (payload) => {
    expect(() => readChunkReferences(payload)).toThrow('chunks must be named by SHA-256');
  },
);
