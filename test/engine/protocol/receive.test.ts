import {
  checksumOf,
  disconnected,
  initialState,
  isLive,
  openingOf,
  receive,
} from '../../../src/engine/protocol';
import type { Action, ConfigStreamEvent, ReceiverState } from '../../../src/engine/protocol';
import {
  bookmark,
  delta,
  goodbye,
  liveAt,
  opened,
  patchOf,
  put,
  putList,
  receiveAll,
  remove,
  snapshot,
  versionsOf,
} from './builders';

const a1 = put('a', '1');
const a2 = put('a', '2');
const b3 = put('b', '3');
const name = ({ kind, key }: { kind: string; key: string }) => ({ kind, key });
const reopenWith = (resume: string | null, localChecksum: string | null = null) =>
  ({ type: 'reopen', cause: expect.any(String) as string, resume, localChecksum }) satisfies Action;

/** The state that a client with these objects keeps when its stream ends, about to open the next one. */
const offlineAt = (revision: string, ...objects: Parameters<typeof liveAt>[1]): ReceiverState =>
  disconnected(liveAt(revision, objects));

describe('R1: a stream begins with StreamOpened and belongs to one environment and one scope', () => {
  test('the first stream is accepted, whoever it belongs to', () => {
    const { state, action } = receive(initialState(), opened({ bookmarkEveryMs: 20_000 }));
    expect(action).toEqual({ type: 'opened', bookmarkEveryMs: 20_000 });
    expect(isLive(state)).toBe(false);
  });

  test.each<ConfigStreamEvent>([snapshot('1', [a1]), delta('1', '2', [a2], [a2]), bookmark('1', [])])(
    'a message before StreamOpened reopens: $__typename',
    (event) => {
      const { state, action } = receive(offlineAt('1', a1), event);
      expect(action).toEqual(reopenWith('token-1'));
      expect(versionsOf(state)).toEqual({ 'FLAG a': '1' });
    },
  );

  test('a stream of another environment is refused', () => {
    const { state, action } = receive(offlineAt('1', a1), opened({ environmentId: 'staging' }));
    expect(action).toEqual({ type: 'refuse', cause: 'environment staging is not mine, production' });
    expect(versionsOf(state)).toEqual({ 'FLAG a': '1' });
  });

  test('a stream of another scope that goes on with deltas is refused', () => {
    const { action } = receive(offlineAt('1', a1), opened({ scopeHash: 'tagged', willSend: 'DELTAS' }));
    expect(action.type).toBe('refuse');
  });

  test.each(['NEW_STREAM', 'COMPACTED', 'CHECKSUM_MISMATCH', 'REVISION_AHEAD'] as const)(
    'a snapshot of another scope is refused when its reason is %s, which tells nothing of the scope',
    (resyncReason) => {
      const events = [opened({ scopeHash: 'tagged' }), snapshot('2', [a2], { resyncReason })];
      const { state, action } = receiveAll(events, offlineAt('1', a1));
      expect(action).toEqual({ type: 'refuse', cause: 'scope tagged is not mine, all' });
      expect(versionsOf(state)).toEqual({ 'FLAG a': '1' });
    },
  );

  test.each(['SCOPE_CHANGED', 'EPOCH_CHANGED', 'TOKEN_INVALID'] as const)(
    'a snapshot of another scope is taken when its reason is %s, and the new scope with it',
    (resyncReason) => {
      const events = [opened({ scopeHash: 'tagged' }), snapshot('2', [a2], { resyncReason })];
      const { state, action } = receiveAll(events, offlineAt('1', a1));
      expect(action.type).toBe('applied');
      expect(state.held).toMatchObject({ scopeHash: 'tagged', revision: '2' });
      const former = opened({ scopeHash: 'all', willSend: 'DELTAS' });
      expect(receive(disconnected(state), former).action.type).toBe('refuse');
    },
  );

  test('after a refusal the client asks with its token, so that a scope that really changed is told', () => {
    const events = [opened({ scopeHash: 'tagged' }), snapshot('2', [a2])];
    const withoutToken = initialState(offlineAt('1', a1).held, 'SNAPSHOT');
    expect(openingOf(withoutToken).resume).toBeNull();
    expect(openingOf(receiveAll(events, withoutToken).state).resume).toBe('token-1');
  });

  test.each([{ environmentId: 'staging' }, { scopeHash: 'tagged' }])(
    'a second StreamOpened with %p on an open stream is refused',
    (other) => {
      expect(receive(liveAt('1', [a1]), opened(other)).action.type).toBe('refuse');
      expect(receiveAll([opened(), opened(other)]).action.type).toBe('refuse');
    },
  );

  test('nothing is accepted after a refusal', () => {
    const { state } = receive(liveAt('1', [a1]), opened({ scopeHash: 'tagged' }));
    const { state: after, action } = receive(state, delta('1', '2', [a2], [a2]));
    expect(action).toEqual(reopenWith('token-1'));
    expect(versionsOf(after)).toEqual({ 'FLAG a': '1' });
  });
});

describe('R2: a snapshot replaces everything at once, if its checksum agrees', () => {
  test('the first snapshot brings the client to its revision', () => {
    const { state, action } = receiveAll([opened({ headRevision: '3' }), snapshot('3', [a1, b3])]);
    expect(action).toEqual({ type: 'applied', changed: [name(a1), name(b3)], rejected: [] });
    expect(state.held).toMatchObject({ revision: '3', resume: 'token-3', epoch: 'first-life' });
    expect(isLive(state)).toBe(true);
  });

  test('a snapshot tells what differs from the view before it', () => {
    const events = [opened(), snapshot('3', [a1, b3])];
    const { state, action } = receiveAll(events, offlineAt('2', a1, put('gone', '2')));
    expect(action).toMatchObject({ changed: [name(b3), { kind: 'FLAG', key: 'gone' }] });
    expect(versionsOf(state)).toEqual({ 'FLAG a': '1', 'FLAG b': '3' });
  });

  test('a snapshot whose checksum differs is not taken', () => {
    const broken = snapshot('3', [b3], { checksum: checksumOf([a1, b3]) });
    const { state, action } = receiveAll([opened(), broken], offlineAt('1', a1));
    expect(action).toEqual(reopenWith('token-1'));
    expect(versionsOf(state)).toEqual({ 'FLAG a': '1' });
  });

  test('an announced snapshot may lead back, as after a restored database', () => {
    const events = [
      opened({ epoch: 'second-life' }),
      snapshot('1', [{ ...a1, payload: '{"on":true}' }], { resyncReason: 'EPOCH_CHANGED' }),
    ];
    const { state, action } = receiveAll(events, offlineAt('3', a1, b3));
    expect(action).toMatchObject({ type: 'applied', changed: [name(a1), name(b3)] });
    expect(state.held).toMatchObject({ revision: '1', epoch: 'second-life' });
  });

  test('an older snapshot that was not announced is ignored', () => {
    const { state, action } = receive(liveAt('2', [a2]), snapshot('1', [a1]));
    expect(action).toEqual({ type: 'ignored' });
    expect(versionsOf(state)).toEqual({ 'FLAG a': '2' });
  });

  test('an announced snapshot comes before any delta or bookmark', () => {
    const start = offlineAt('1', a1);
    expect(receiveAll([opened(), delta('1', '2', [a2], [a2])], start).action).toEqual(reopenWith('token-1'));
    expect(receiveAll([opened(), bookmark('1', [a1])], start).action).toEqual(reopenWith('token-1'));
    expect(receiveAll([opened(), bookmark('1', [])]).action).toEqual(reopenWith(null));
  });
});

describe('R3: a delta is applied when it follows on what is held', () => {
  test('a delta from the held revision is applied whole', () => {
    const event = delta('1', '3', [a2, b3], [a2, b3]);
    const { state, action } = receive(liveAt('1', [a1]), event);
    expect(action).toEqual({ type: 'applied', changed: [name(a2), name(b3)], rejected: [] });
    expect(state.held).toMatchObject({ revision: '3', resume: 'token-3' });
    expect(versionsOf(state)).toEqual({ 'FLAG a': '2', 'FLAG b': '3' });
  });

  test('a delta that begins before the held revision is applied, and tells only what was new', () => {
    const event = delta('1', '3', [a2, b3, remove('c', '2')], [a2, b3]);
    const { state, action } = receive(liveAt('2', [a2]), event);
    expect(action).toEqual({ type: 'applied', changed: [name(b3)], rejected: [] });
    expect(state.held?.revision).toBe('3');
  });

  test.each(['1', '2'])('a delta to revision %s, when 2 is held, is ignored', (revision) => {
    const before = liveAt('2', [a2]);
    const { state, action } = receive(before, delta('0', revision, [a1], [a1]));
    expect(action).toEqual({ type: 'ignored' });
    expect(state).toBe(before);
  });

  test('revisions are compared as numbers of any size', () => {
    const start = liveAt('9', [put('a', '9')]);
    const huge = '18446744073709551616';
    const { state } = receive(start, delta('9', huge, [put('a', huge)], [put('a', huge)]));
    expect(state.held?.revision).toBe(huge);
    expect(receive(state, delta('9', '10', [a1], [a1])).action.type).toBe('ignored');
  });

  test('a list is patched', () => {
    const patch = patchOf('l', '2', { from: '1', added: ['bob'] });
    const { state, action } = receive(
      liveAt('1', [putList('l', '1', ['ann'])]),
      delta('1', '2', [patch], [patch]),
    );
    expect(action).toMatchObject({ type: 'applied', changed: [name(patch)] });
    expect(state.held?.view.objects.get('LIST\0l')?.body).toMatchObject({ size: 2 });
  });

  test('a patch that does not fit the list is answered by asking for a snapshot', () => {
    const patch = patchOf('l', '3', { from: '2', added: ['bob'] });
    const { state, action } = receive(
      liveAt('2', [putList('l', '1', ['ann'])]),
      delta('2', '3', [patch], [patch]),
    );
    expect(action).toEqual(reopenWith(null));
    expect(versionsOf(state)).toEqual({ 'LIST l': '1' });
  });

  test('a patch that does not fit because its delta begins earlier is asked for again', () => {
    const patch = patchOf('l', '4', { from: '1', added: ['cid'] });
    const { action } = receive(
      liveAt('2', [putList('l', '2', ['ann', 'bob'])]),
      delta('1', '4', [patch], [patch]),
    );
    expect(action).toEqual(reopenWith('token-2'));
  });
});

describe('R4: a gap reopens the stream with the resume token', () => {
  test('a delta that begins after the held revision is not applied', () => {
    const { state, action } = receive(liveAt('1', [a1]), delta('2', '3', [b3], [a2, b3]));
    expect(action).toEqual(reopenWith('token-1'));
    expect(state.held?.revision).toBe('1');
    expect(isLive(state)).toBe(false);
  });
});

describe('R5: a checksum that differs reopens the stream with the local checksum', () => {
  test('after a delta, which is then not applied', () => {
    const { state, action } = receive(liveAt('1', [a1]), delta('1', '3', [b3], [a2, b3]));
    expect(action).toEqual(reopenWith('token-1', checksumOf([a1])));
    expect(state.held?.revision).toBe('1');
    expect(openingOf(state)).toEqual({ resume: 'token-1', localChecksum: checksumOf([a1]) });
  });

  test('the local checksum is sent until something is applied again', () => {
    const { state } = receive(liveAt('1', [a1]), delta('1', '3', [b3], [a2, b3]));
    const reopened = receive(state, opened({ willSend: 'DELTAS', headRevision: '3' })).state;
    expect(openingOf(disconnected(reopened)).localChecksum).toBe(checksumOf([a1]));
    const repaired = receive(reopened, delta('1', '3', [a2, b3], [a2, b3])).state;
    expect(openingOf(repaired)).toEqual({ resume: 'token-3', localChecksum: null });
  });

  test('when it differs again at once, a snapshot is asked for', () => {
    const wrong = delta('1', '3', [b3], [a2, b3]);
    const { action } = receiveAll([wrong, opened({ willSend: 'DELTAS' }), wrong], liveAt('1', [a1]));
    expect(action).toEqual(reopenWith(null));
  });
});

describe('R6: a bookmark moves the held revision on', () => {
  test('so an idle client never falls out of the resume window', () => {
    const { state, action } = receive(liveAt('1', [a1]), bookmark('5', [a1]));
    expect(action).toEqual({ type: 'applied', changed: [], rejected: [] });
    expect(openingOf(state)).toEqual({ resume: 'token-5', localChecksum: null });
    expect(receive(state, delta('5', '6', [remove('a', '6')], [])).action.type).toBe('applied');
  });

  test('an older bookmark is ignored', () => {
    expect(receive(liveAt('2', [a2]), bookmark('1', [a1])).action).toEqual({ type: 'ignored' });
  });

  test.each(['1', '2'])('a bookmark at %s whose checksum differs shows a loss', (revision) => {
    const { action } = receive(liveAt('1', [a1]), bookmark(revision, [a2]));
    expect(action).toEqual(reopenWith('token-1', checksumOf([a1])));
  });

  test('it ends the wait for announced deltas that change nothing here', () => {
    const start = receive(offlineAt('1', a1), opened({ willSend: 'DELTAS', headRevision: '4' })).state;
    expect(isLive(start)).toBe(false);
    expect(isLive(receive(start, bookmark('4', [a1])).state)).toBe(true);
  });
});

describe('R7: another epoch is never mixed with what is held', () => {
  test.each(['DELTAS', 'UP_TO_DATE'] as const)(
    'a stream of another epoch that announces %s is left',
    (willSend) => {
      const { state, action } = receive(offlineAt('1', a1), opened({ epoch: 'second-life', willSend }));
      expect(action).toEqual(reopenWith(null));
      expect(versionsOf(state)).toEqual({ 'FLAG a': '1' });
    },
  );

  test('a client without anything needs a snapshot', () => {
    expect(receive(initialState(), opened({ willSend: 'UP_TO_DATE' })).action).toEqual(reopenWith(null));
  });
});

describe('R8: what cannot be read is kept as it was, and the rest goes on', () => {
  const bad = { ...put('a', '2'), payload: '{' };

  test('in a delta', () => {
    const { state, action } = receive(liveAt('1', [a1]), delta('1', '3', [bad, b3], [bad, b3]));
    expect(action).toMatchObject({
      type: 'applied',
      changed: [name(b3)],
      rejected: [{ kind: 'FLAG', key: 'a', version: '2' }],
    });
    expect(versionsOf(state)).toEqual({ 'FLAG a': '1', 'FLAG b': '3' });
    expect(receive(state, bookmark('3', [bad, b3])).action.type).toBe('applied');
  });

  test('in a snapshot', () => {
    const { state, action } = receiveAll([opened(), snapshot('3', [bad, b3])], offlineAt('1', a1));
    expect(action).toMatchObject({ type: 'applied', changed: [name(b3)], rejected: [{ version: '2' }] });
    expect(versionsOf(state)).toEqual({ 'FLAG a': '1', 'FLAG b': '3' });
  });
});

describe('R9: a goodbye is honoured', () => {
  test('the client waits as it is told and goes on from its own position', () => {
    const { state, action } = receive(
      liveAt('1', [a1]),
      goodbye({ reason: 'REBALANCE', retryAfterMs: 500, jitterMs: 2_000 }),
    );
    expect(action).toEqual({
      type: 'waitThenReopen',
      cause: 'REBALANCE',
      retryAfterMs: 500,
      jitterMs: 2_000,
    });
    expect(openingOf(state)).toEqual({ resume: 'token-1', localChecksum: null });
  });
});

test('what a client kept from an earlier life is where it goes on', () => {
  const { held } = liveAt('2', [a2]);
  const state = initialState(held);
  expect(openingOf(state)).toEqual({ resume: 'token-2', localChecksum: null });
  expect(isLive(receive(state, opened({ willSend: 'UP_TO_DATE', headRevision: '2' })).state)).toBe(true);
});

test('a message of a kind that is not known yet is ignored', () => {
  const later = { __typename: 'SomethingNew' } as unknown as ConfigStreamEvent;
  expect(receive(liveAt('1', [a1]), later).action).toEqual({ type: 'ignored' });
});
