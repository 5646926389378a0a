import fc from 'fast-check';
import { applyDelta, emptyView, mergeChanges, payloadOf } from '../../../src/engine/protocol';
import type { ConfigChange, View } from '../../../src/engine/protocol';
import { patchOf, put, putList, remove } from './builders';

test('the last write of each object wins', () => {
  const changes = [put('a', '1'), put('b', '1'), put('a', '2'), remove('b', '3'), put('c', '4')];
  expect(mergeChanges(changes)).toEqual([put('a', '2'), remove('b', '3'), put('c', '4')]);
});

test('an object put after its deletion is put', () => {
  expect(mergeChanges([remove('a', '1'), put('a', '2')])).toEqual([put('a', '2')]);
});

test('patches of a list become their net, from the first to the last version', () => {
  const merged = mergeChanges([
    patchOf('l', '2', { from: '1', added: ['new', 'brief'], removed: ['old', 'back'] }),
    patchOf('l', '5', { from: '2', added: ['back', 'late'], removed: ['brief', 'gone'] }),
  ]);
  expect(merged).toEqual([
    patchOf('l', '5', { from: '1', added: ['late', 'new'], removed: ['gone', 'old'] }),
  ]);
});

test('a list put and patched is put with the patch in it', () => {
  const merged = mergeChanges([
    putList('l', '2', ['ann', 'bob']),
    patchOf('l', '3', { from: '2', added: ['aaa'], removed: ['bob'] }),
  ]);
  expect(merged).toEqual([putList('l', '3', ['aaa', 'ann'])]);
});

test.each([
  ['another version', patchOf('l', '2', { from: '1' })],
  ['a deletion', remove('l', '3', 'LIST')],
])('a patch that follows %s shows a hole in the log and is refused', (_case, earlier) => {
  expect(() => mergeChanges([earlier, patchOf('l', '4', { from: '3' })])).toThrow('starts from 3');
});

/** A log of revisions over a few flags and lists, each change possible where it stands. */
const logs = fc
  .array(
    fc.record({
      key: fc.constantFrom('a', 'b'),
      isList: fc.boolean(),
      verb: fc.constantFrom('put', 'patch', 'remove'),
      ids: fc.uniqueArray(fc.constantFrom('1', '2', '3', '4', '5')),
    }),
    { maxLength: 20 },
  )
  .map((steps) => {
    const lists = new Map<string, { version: string; ids: Set<string> }>();
    return steps.map(({ key, isList, verb, ids }, index): ConfigChange => {
      const version = String(index + 1);
      if (!isList) return verb === 'remove' ? remove(key, version) : put(key, version);
      const list = lists.get(key);
      if (verb === 'remove') {
        lists.delete(key);
        return remove(key, version, 'LIST');
      }
      if (verb === 'put' || !list) {
        lists.set(key, { version, ids: new Set(ids) });
        return putList(key, version, [...ids].sort());
      }
      const added = ids.filter((id) => !list.ids.has(id));
      const removed = ids.filter((id) => list.ids.has(id));
      const after = new Set([...list.ids, ...added].filter((id) => !removed.some((gone) => gone === id)));
      lists.set(key, { version, ids: after });
      return patchOf(key, version, { from: list.version, added, removed });
    });
  });

const contents = ({ objects, checksum }: View) => ({
  checksum,
  payloads: Object.fromEntries([...objects].map(([place, object]) => [place, payloadOf(object)])),
});

test('merged changes lead where the changes lead one by one, from any point of a log', () => {
  fc.assert(
    fc.property(logs, fc.nat(), (log, cut) => {
      const start = applyDelta(emptyView, log.slice(0, cut % (log.length + 1))).view;
      const rest = log.slice(cut % (log.length + 1));
      const merged = applyDelta(start, mergeChanges(rest));
      expect(merged.unfit).toEqual([]);
      expect(contents(merged.view)).toEqual(contents(applyDelta(start, rest).view));
    }),
    { numRuns: 500 },
  );
});
