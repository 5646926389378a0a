import { applyDelta, checksumOf, emptyView, payloadOf } from '../../../src/engine/protocol';
import type { ConfigChange, View } from '../../../src/engine/protocol';
import { patchOf, put, putList, remove } from './builders';

const viewOf = (...changes: ConfigChange[]): View => applyDelta(emptyView, changes).view;
const idsIn = (view: View, key: string) => [
  ...(view.objects.get(`LIST\0${key}`)?.body as { ids: Set<string> }).ids,
];

test('a PUT holds the payload as it came and its body parsed', () => {
  const object = viewOf(put('a', '3')).objects.get('FLAG\0a');
  expect(object).toEqual({
    kind: 'FLAG',
    key: 'a',
    version: '3',
    payload: '{"version":"3"}',
    body: { version: '3' },
  });
});

test('objects of two kinds may share a key', () => {
  const view = viewOf(put('a', '1'), put('a', '2', 'SEGMENT'));
  expect([...view.objects.values()].map(({ kind, version }) => [kind, version])).toEqual([
    ['FLAG', '1'],
    ['SEGMENT', '2'],
  ]);
});

test('a DELETE takes the object and its share of the checksum away', () => {
  const { view } = applyDelta(viewOf(put('a', '1'), put('b', '2')), [remove('a', '3')]);
  expect([...view.objects.keys()]).toEqual(['FLAG\0b']);
  expect(view.checksum).toBe(checksumOf([put('b', '2')]));
});

test('a DELETE of what is not there changes nothing', () => {
  const before = viewOf(put('a', '1'));
  expect(applyDelta(before, [remove('b', '2')]).view).toEqual(before);
});

test('the view before a delta is left as it was', () => {
  const before = viewOf(put('a', '1'));
  applyDelta(before, [put('a', '2'), put('b', '2')]);
  expect(before).toEqual(viewOf(put('a', '1')));
});

test('a PATCH changes the list that it starts from', () => {
  const before = viewOf(putList('blocked', '1', ['ann', 'bob']));
  const change = patchOf('blocked', '4', { from: '1', added: ['cid'], removed: ['ann'] });
  const { view, unfit } = applyDelta(before, [change]);
  expect(unfit).toEqual([]);
  expect(idsIn(view, 'blocked')).toEqual(['bob', 'cid']);
  expect(idsIn(before, 'blocked')).toEqual(['ann', 'bob']);
  expect(view.checksum).toBe(checksumOf([change]));
});

test('a patched list writes the same payload as the list put whole', () => {
  const change = patchOf('blocked', '4', { from: '1', added: ['ann'] });
  const { view } = applyDelta(viewOf(putList('blocked', '1', ['bob'])), [change]);
  const patched = view.objects.get('LIST\0blocked')!;
  expect(patched.payload).toBeNull();
  expect(payloadOf(patched)).toBe(putList('blocked', '4', ['ann', 'bob']).payload);
});

test.each([
  ['starts from another version', patchOf('blocked', '4', { from: '2', added: ['cid'] })],
  ['patches a list that is not there', patchOf('unknown', '4', { from: '1', added: ['cid'] })],
  ['patches what is no list', { ...patchOf('a', '4', { from: '1' }), kind: 'FLAG' as const }],
  ['cannot be read', { ...patchOf('blocked', '4', { from: '1' }), payload: '{"from":"1"}' }],
])('a PATCH that %s is unfit and changes nothing', (_case, change) => {
  const before = viewOf(put('a', '1'), putList('blocked', '1', ['ann']));
  const { view, unfit } = applyDelta(before, [change]);
  expect(unfit).toEqual([change]);
  expect(view).toEqual(before);
});

test('a PATCH whose version is already held is not applied again', () => {
  const change = patchOf('blocked', '4', { from: '1', added: ['cid'] });
  const once = applyDelta(viewOf(putList('blocked', '1', ['ann'])), [change]).view;
  expect(applyDelta(once, [change])).toEqual({ view: once, rejected: [], unfit: [] });
});

test.each([
  ['is not JSON', '{"on":'],
  ['is no object', '[1]'],
  ['is missing', null],
])(
  'a payload that %s is rejected, the version before it stays, and the checksum counts it',
  (_case, payload) => {
    const bad = { ...put('a', '2'), payload };
    const { view, rejected } = applyDelta(viewOf(put('a', '1')), [bad, put('b', '2')]);
    expect(rejected).toEqual([
      { kind: 'FLAG', key: 'a', version: '2', message: expect.any(String) as string },
    ]);
    expect(view.objects.get('FLAG\0a')?.version).toBe('1');
    expect(view.objects.get('FLAG\0b')?.version).toBe('2');
    expect(view.checksum).toBe(checksumOf([bad, put('b', '2')]));
  },
);

test('a rejected object that has no version before it is absent', () => {
  const { view } = applyDelta(emptyView, [{ ...put('a', '2'), payload: 'x' }]);
  expect(view.objects.size).toBe(0);
  expect([...view.rejected.keys()]).toEqual(['FLAG\0a']);
});

test.each([
  ['a version that can be read', put('a', '3'), [put('a', '3')]],
  ['a DELETE', remove('a', '3'), []],
])('%s ends a rejection', (_case, change, left) => {
  const rejecting = applyDelta(viewOf(put('a', '1')), [{ ...put('a', '2'), payload: 'x' }]).view;
  const { view } = applyDelta(rejecting, [change]);
  expect(view).toEqual(viewOf(...left));
});

test('a PATCH on a rejected list is rejected too', () => {
  const rejecting = applyDelta(viewOf(putList('blocked', '1', ['ann'])), [
    { ...putList('blocked', '2', []), payload: '{"ids":[1]}' },
  ]).view;
  const { view, rejected, unfit } = applyDelta(rejecting, [
    patchOf('blocked', '3', { from: '2', added: ['bob'] }),
  ]);
  expect(unfit).toEqual([]);
  expect(rejected.map(({ version }) => version)).toEqual(['3']);
  expect(idsIn(view, 'blocked')).toEqual(['ann']);
  expect(view.checksum).toBe(checksumOf([putList('blocked', '3', [])]));
});

test('the size of a list is counted and not believed', () => {
  const payload = '{"ids":["ann","ann","bob"],"size":9,"unit":{"path":["key"]}}';
  const { view } = applyDelta(emptyView, [{ ...putList('blocked', '1', []), payload }]);
  expect(view.objects.get('LIST\0blocked')?.body).toMatchObject({ size: 2 });
});

test("a reader's own check can reject what is JSON", () => {
  const { view, rejected } = applyDelta(emptyView, [put('a', '1'), put('b', '1')], (_kind, key) => {
    if (key === 'b') throw new Error('b is not a flag');
    return { key };
  });
  expect([...view.objects.keys()]).toEqual(['FLAG\0a']);
  expect(rejected).toEqual([{ kind: 'FLAG', key: 'b', version: '1', message: 'b is not a flag' }]);
});
