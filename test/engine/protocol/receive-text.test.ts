import {
  disconnected,
  initialState,
  isLive,
  openingOf,
  receive,
  receiveDocument,
  receiveText,
  sha256Of,
} from '../../../src/engine/protocol';
import type { ConfigStreamEvent, NeededText, Received, ReceiverState } from '../../../src/engine/protocol';
import {
  bookmark,
  delta,
  documentOf,
  goodbye,
  liveAt,
  opened,
  patchOf,
  put,
  putChunkedList,
  receiveAll,
  referred,
  remove,
  snapshot,
  versionsOf,
} from './builders';

const a1 = put('a', '1');
const a2 = put('a', '2');
const b3 = put('b', '3');
const name = ({ kind, key }: { kind: string; key: string }) => ({ kind, key });
const offlineAt = (revision: string, ...objects: Parameters<typeof liveAt>[1]): ReceiverState =>
  disconnected(liveAt(revision, objects));

const urlsOf = ({ action }: Received): string[] =>
  action.type === 'fetch' ? action.texts.map(({ url }: NeededText) => url) : [];

const ids = Array.from({ length: 5_000 }, (_, number) => `user-${number}`);

describe('R12: a snapshot that is elsewhere is fetched, and applied when all of it is here', () => {
  const { event, url, text } = referred('3', [a1, b3]);

  test('what is held serves until then', () => {
    const waiting = receiveAll([opened({ headRevision: '3' }), event], offlineAt('1', a1));
    expect(waiting.action).toEqual({
      type: 'fetch',
      texts: [{ url, sha256: sha256Of(text), listKey: null, prefix: null }],
    });
    expect(versionsOf(waiting.state)).toEqual({ 'FLAG a': '1' });
    expect(isLive(waiting.state)).toBe(false);
    const { state, action } = receiveText(waiting.state, url, text);
    expect(action).toEqual({ type: 'applied', changed: [name(b3)], rejected: [] });
    expect(state).toMatchObject({ held: { revision: '3', resume: 'token-3' }, pending: null });
    expect(versionsOf(state)).toEqual({ 'FLAG a': '1', 'FLAG b': '3' });
    expect(isLive(state)).toBe(true);
  });

  test('what comes on the stream meanwhile is laid by, and applied with it', () => {
    const later = [
      delta('3', '4', [put('a', '4')], [put('a', '4'), b3]),
      bookmark('5', [put('a', '4'), b3]),
      delta('5', '7', [remove('b', '7'), put('c', '6')], [put('a', '4'), put('c', '6')]),
    ];
    const waiting = receiveAll([opened({ headRevision: '3' }), event, ...later]);
    expect(waiting.action).toEqual({ type: 'ignored' });
    const { state, action } = receiveText(waiting.state, url, text);
    expect(action).toMatchObject({ type: 'applied' });
    expect(state.held).toMatchObject({ revision: '7', resume: 'token-7' });
    expect(versionsOf(state)).toEqual({ 'FLAG a': '4', 'FLAG c': '6' });
    const next = receive(state, delta('7', '8', [remove('c', '8')], [put('a', '4')]));
    expect(next.action.type).toBe('applied');
  });

  test('what is laid by is no more than one change of each object', () => {
    const writes = Array.from({ length: 50 }, (_, number) => put('a', String(number + 4)));
    const later = writes.map((write, number) =>
      delta(String(number + 3), write.version, [write], [write, b3]),
    );
    const { state } = receiveAll([opened(), event, ...later]);
    expect(state.pending?.since?.changes).toEqual([writes.at(-1)]);
  });

  test.each<[string, ConfigStreamEvent]>([
    ['a gap', delta('4', '5', [a2], [a2, b3])],
    ['a bookmark that shows a loss', bookmark('4', [a2, b3])],
    ['a patch of a list that is not there', delta('3', '4', [patchOf('l', '4', { from: '3' })], [])],
  ])('%s reopens the stream, or is found when the snapshot is here', (_what, bad) => {
    const waiting = receiveAll([opened(), event, bad], offlineAt('1', a1));
    const { state, action } =
      waiting.action.type === 'reopen' ? waiting : receiveText(waiting.state, url, text);
    expect(action).toMatchObject({ type: 'reopen', resume: 'token-1', localChecksum: null });
    expect(state).toMatchObject({ stream: null, pending: null });
    expect(versionsOf(state)).toEqual({ 'FLAG a': '1' });
  });

  test.each([
    ['another text', documentOf('3', [a1])],
    ['no document', '{}'],
    ['half of it', text.slice(0, 100)],
  ])('%s reopens the stream', (_what, other) => {
    const { state } = receiveAll([opened(), event], offlineAt('1', a1));
    const { state: after, action } = receiveText(state, url, other);
    expect(action).toMatchObject({ type: 'reopen', cause: `${url} is not the text that was named` });
    expect(versionsOf(after)).toEqual({ 'FLAG a': '1' });
    expect(after.pending).toBeNull();
  });

  test.each([
    ['environment', { environmentId: 'staging' }],
    ['scope', { scopeHash: 'tagged' }],
    ['epoch', { epoch: 'second-life' }],
    ['revision', { revision: '4' }],
  ])('a document of another %s is not taken, even if it is the one that was named', (_what, given) => {
    const other = documentOf('3', [a1, b3], given);
    const reference = { url, sha256: sha256Of(other), expiresAt: '2026-01-01T01:00:00.000Z' };
    const { state } = receiveAll([opened(), { ...event, reference }]);
    const { action } = receiveText(state, url, other);
    expect(action).toMatchObject({ type: 'reopen', resume: null });
  });

  test('a document that does not add up is not taken', () => {
    const wrong = documentOf('3', [a1], { checksum: event.checksum });
    const reference = { url, sha256: sha256Of(wrong), expiresAt: '2026-01-01T01:00:00.000Z' };
    const { state } = receiveAll([opened(), { ...event, reference }], offlineAt('1', a1));
    const { state: after, action } = receiveText(state, url, wrong);
    expect(action).toMatchObject({ type: 'reopen', resume: 'token-1' });
    expect(versionsOf(after)).toEqual({ 'FLAG a': '1' });
  });

  test('a text that nobody waits for is ignored', () => {
    const live = liveAt('1', [a1]);
    expect(receiveText(live, url, text)).toEqual({ state: live, action: { type: 'ignored' } });
    const { state } = receiveAll([opened(), event, goodbye()]);
    expect(receiveText(state, url, text).action).toEqual({ type: 'ignored' });
  });

  test('the same snapshot again asks for nothing again, a newer one does', () => {
    const waiting = receiveAll([opened(), event]);
    expect(receive(waiting.state, event)).toEqual({ state: waiting.state, action: { type: 'ignored' } });
    const newer = referred('4', [put('a', '4')]);
    const replaced = receive(waiting.state, newer.event);
    expect(urlsOf(replaced)).toEqual([newer.url]);
    expect(receiveText(replaced.state, url, text).action).toEqual({ type: 'ignored' });
    expect(receiveText(replaced.state, newer.url, newer.text).state.held?.revision).toBe('4');
  });

  test('when the stream ends, so does the waiting', () => {
    const { state } = receiveAll([opened(), event], offlineAt('1', a1));
    expect(disconnected(state)).toMatchObject({ stream: null, pending: null });
    expect(openingOf(disconnected(state)).resume).toBe('token-1');
  });

  describe('with neither objects nor a reference, the newest document is asked for', () => {
    const none = snapshot('3', [a1, b3], { objects: null });

    test('which may be newer than the snapshot, and than what came after it', () => {
      const later = delta('3', '4', [a2], [a2, b3]);
      const waiting = receiveAll([opened(), none]);
      expect(waiting.action).toMatchObject({ type: 'fetch', texts: [{ url: 'config', sha256: null }] });
      const { state } = receive(waiting.state, later);
      const after = receiveText(state, 'config', documentOf('5', [put('a', '5')]));
      expect(after.state.held).toMatchObject({ revision: '5', resume: 'token-5' });
      const between = receiveText(state, 'config', documentOf('3', [a1, b3]));
      expect(between.state.held).toMatchObject({ revision: '4', resume: 'token-4' });
    });

    test('and may not be older', () => {
      const { state } = receiveAll([opened(), none]);
      expect(receiveText(state, 'config', documentOf('2', [a1])).action.type).toBe('reopen');
    });
  });
});

describe('R13: a list in chunks is whole when all its chunks are here', () => {
  const { change: list, texts } = putChunkedList('l', '3', ids);

  const supply = (received: Received, given: Iterable<[string, string]>): Received => {
    let last = received;
    for (const [url, text] of given) last = receiveText(last.state, url, text);
    return last;
  };

  test('in a snapshot, whose objects are not exposed before', () => {
    const waiting = receiveAll(
      [opened({ headRevision: '3' }), snapshot('3', [list, b3])],
      offlineAt('1', a1),
    );
    expect(urlsOf(waiting).sort()).toEqual([...texts.keys()].sort());
    const [last, ...others] = texts;
    const almost = supply(waiting, others);
    expect(almost.action).toEqual({ type: 'fetch', texts: [] });
    expect(versionsOf(almost.state)).toEqual({ 'FLAG a': '1' });
    const { state, action } = supply(almost, [last!]);
    expect(action).toMatchObject({ type: 'applied', rejected: [] });
    expect(state.held?.view.objects.get('LIST\0l')?.body).toMatchObject({ size: 5_000, ids: new Set(ids) });
  });

  test('in a document, after which its chunks are asked for', () => {
    const { event, url, text } = referred('3', [list, b3]);
    const document = receiveText(receiveAll([opened(), event]).state, url, text);
    expect(urlsOf(document)).toHaveLength(texts.size);
    expect(supply(document, texts).state.held).toMatchObject({ revision: '3', resume: 'token-3' });
  });

  test('a client is told whose chunk it is, since it may hold it', () => {
    const { action } = receiveAll([opened(), snapshot('3', [list])]);
    const [text] = action.type === 'fetch' ? action.texts : [];
    expect(text).toMatchObject({ listKey: 'l', prefix: '0', sha256: text?.url.split('/').at(-1) });
  });

  test('a chunk that is not what was named reopens the stream', () => {
    const waiting = receiveAll([opened(), snapshot('3', [list])]);
    expect(supply(waiting, [[[...texts.keys()][0]!, '["user-1"]']]).action.type).toBe('reopen');
  });

  test('a patch may follow while it is fetched', () => {
    const patch = patchOf('l', '4', { from: '3', added: ['one more'], removed: ['user-7'] });
    const { state } = receiveAll([opened(), snapshot('3', [list]), delta('3', '4', [patch], [patch])]);
    const { state: after } = supply({ state, action: { type: 'ignored' } }, texts);
    const held = after.held?.view.objects.get('LIST\0l')?.body as { ids: Set<string> };
    expect([held.ids.size, held.ids.has('one more'), held.ids.has('user-7')]).toEqual([5_000, true, false]);
  });

  test('a list whose payload cannot be read is kept as it was, and the rest goes on', () => {
    const bad = { ...list, payload: '{"chunks":[{"prefix":"0"}],"size":1}' };
    const { state, action } = receiveAll([opened(), snapshot('3', [bad, b3])]);
    expect(action).toMatchObject({ type: 'applied', rejected: [{ kind: 'LIST', key: 'l', version: '3' }] });
    expect(versionsOf(state)).toEqual({ 'FLAG b': '3' });
  });

  test('the keys of lists are written into addresses as such', () => {
    const odd = putChunkedList('a/b ?', '1', ids).change;
    const [url] = urlsOf(receiveAll([opened(), snapshot('1', [odd])]));
    expect(url).toMatch(/^config\/chunks\/production\/a%2Fb%20%3F\/1\/[0-9a-f]{64}$/);
  });
});

describe('R14: a document that is polled is taken when it is newer', () => {
  test('by a client that has nothing', () => {
    const { state, action } = receiveDocument(initialState(), documentOf('3', [a1, b3]));
    expect(action).toEqual({ type: 'applied', changed: [name(a1), name(b3)], rejected: [] });
    expect(state).toMatchObject({ stream: null, held: { revision: '3', environmentId: 'production' } });
    expect(openingOf(state)).toEqual({ resume: 'token-3', localChecksum: null });
    expect(isLive(state)).toBe(false);
  });

  test.each(['1', '2'])('what is held at 2 is never taken back to %s', (revision) => {
    const start = offlineAt('2', a2);
    expect(receiveDocument(start, documentOf(revision, [a1]))).toEqual({
      state: start,
      action: { type: 'ignored' },
    });
  });

  test('another epoch replaces what is held, whatever its revision', () => {
    const restored = documentOf('1', [a1], { epoch: 'second-life' });
    const { state } = receiveDocument(offlineAt('2', a2), restored);
    expect(state.held).toMatchObject({ epoch: 'second-life', revision: '1' });
  });

  test('a scope that has changed is taken over, unless it is older', () => {
    const narrowed = documentOf('2', [a2], { scopeHash: 'tagged' });
    expect(receiveDocument(offlineAt('2', a2, b3), narrowed).state.held?.scopeHash).toBe('tagged');
    expect(receiveDocument(offlineAt('3', a2, b3), narrowed).action.type).toBe('ignored');
  });

  test('another environment is refused', () => {
    const { state, action } = receiveDocument(
      offlineAt('1', a1),
      documentOf('2', [a2], { environmentId: 'staging' }),
    );
    expect(action).toEqual({ type: 'refuse', cause: 'environment staging is not mine, production' });
    expect(versionsOf(state)).toEqual({ 'FLAG a': '1' });
  });

  test('while there is a stream, it is ignored', () => {
    const { state } = receive(offlineAt('1', a1), opened({ willSend: 'UP_TO_DATE' }));
    expect(receiveDocument(state, documentOf('2', [a2])).action.type).toBe('ignored');
  });

  test.each([
    ['nonsense', 'nonsense'],
    ['another protocol', documentOf('2', [a2]).replace('"protocol":1', '"protocol":2')],
    ['one that does not add up', documentOf('2', [a2], { checksum: '0'.repeat(32) })],
  ])('%s is not used', (_what, text) => {
    const { state, action } = receiveDocument(offlineAt('1', a1), text);
    expect(action.type).toBe('reopen');
    expect(versionsOf(state)).toEqual({ 'FLAG a': '1' });
  });

  test('its chunks are fetched over streams that fail, and given up for one that opens', () => {
    const { change, texts } = putChunkedList('l', '3', ids);
    const polled = receiveDocument(offlineAt('1', a1), documentOf('3', [change]));
    expect(polled.action.type).toBe('fetch');
    let state = disconnected(polled.state);
    const streaming = receive(state, opened({ willSend: 'UP_TO_DATE' }));
    expect(streaming.state.pending).toBeNull();
    for (const [url, text] of texts) state = receiveText(state, url, text).state;
    expect(state.held?.revision).toBe('3');
  });
});
