import { initialState, receive, type ReceiverState } from '../../src/engine/protocol';
import type { ConfigStreamEvent } from '../../src/engine/protocol/messages';
import { dialects } from '../support/databases';
import type { Subscriber } from '../server/delivery/subscriber';
import { aStage, openTheatre, type Stage, type Theatre } from '../server/delivery/stage';

describe.each(dialects)('a key with a tag filter on %s', (dialect) => {
  let theatre: Theatre;
  let stage: Stage;
  let stream: Subscriber;
  let state: ReceiverState;

  beforeAll(async () => {
    theatre = await openTheatre(dialect);
  });
  beforeEach(async () => {
    stage = await aStage(theatre);
    const { projectId } = stage;
    await stage.publish(
      { createSegment: { projectId, key: 'staff', when: true } },
      { createSegment: { projectId, key: 'others', when: false } },
      { createFlag: { projectId, key: 'checkout', type: 'BOOLEAN', tags: ['web'] } },
      { createFlag: { projectId, key: 'ledger', type: 'BOOLEAN', tags: ['back-end'] } },
    );
    stream = stage.subscribe({}, (await stage.keyFor('web', 'mobile')).key);
    state = initialState();
    await follow('StreamOpened');
    await follow('ConfigSnapshot');
  });
  afterEach(() => stage.closeAll());
  afterAll(() => theatre.close());

  async function follow<Name extends ConfigStreamEvent['__typename']>(name: Name) {
    const event = await stream.next(name);
    const received = receive(state, event);
    expect(['opened', 'applied']).toContain(received.action.type);
    state = received.state;
    return event;
  }

  /** What the delta said, object by object. */
  const changesOfNext = async (): Promise<string[]> =>
    (await follow('ConfigDelta')).changes.map(({ op, kind, key }) => `${op} ${kind} ${key}`);

  const held = (): string[] => [...(state.held?.view.objects.values() ?? [])].map(({ key }) => key).sort();

  const requireSegment = (segmentKey: string, flagKey = 'checkout'): object =>
    addRule(flagKey, { ruleId: 'staff-first', when: { segment: segmentKey } });

  const addRule = (flagKey: string, rule: object): object => ({
    addRule: { environmentId: stage.environmentId, flagKey, serve: 'on', ...rule },
  });

  test('sees the flags with one of its tags only', () => {
    expect(held()).toEqual(['checkout']);
  });

  test('gets a segment with the very change that makes a flag use it', async () => {
    await stage.publish(requireSegment('staff'));
    expect((await changesOfNext()).sort()).toEqual(['PUT FLAG checkout', 'PUT SEGMENT staff']);
    expect(held()).toEqual(['checkout', 'staff']);
  });

  test('loses a segment when nothing in its view needs it any more', async () => {
    const { environmentId } = stage;
    await stage.publish(requireSegment('staff'));
    await follow('ConfigDelta');
    await stage.publish({ removeRule: { environmentId, flagKey: 'checkout', ruleId: 'staff-first' } });
    expect((await changesOfNext()).sort()).toEqual(['DELETE SEGMENT staff', 'PUT FLAG checkout']);
    expect(held()).toEqual(['checkout']);
  });

  test('follows a segment while a flag of its view needs it', async () => {
    const { environmentId } = stage;
    await stage.publish(requireSegment('staff'));
    await follow('ConfigDelta');
    await stage.publish({ putSegment: { environmentId, segmentKey: 'staff', when: false } });
    expect(await changesOfNext()).toEqual(['PUT SEGMENT staff']);
  });

  test('is told of revisions that are none of its business, and nothing of what they hold', async () => {
    const revision = await stage.setOn('ledger', true);
    const delta = await follow('ConfigDelta');
    expect(delta).toMatchObject({ revision: String(revision), changes: [] });
    expect(held()).toEqual(['checkout']);
  });

  test('sees a flag enter and leave with its tags', async () => {
    const { projectId } = stage;
    await stage.publish({ updateFlag: { projectId, flagKey: 'ledger', tags: ['mobile'] } });
    expect(await changesOfNext()).toEqual(['PUT FLAG ledger']);
    await stage.publish({ updateFlag: { projectId, flagKey: 'ledger', tags: [] } });
    expect(await changesOfNext()).toEqual(['DELETE FLAG ledger']);
    expect(held()).toEqual(['checkout']);
  });

  test('gets a prerequisite that has none of its tags, and what that needs', async () => {
    const { projectId } = stage;
    await stage.publish({ createFlag: { projectId, key: 'payments', type: 'BOOLEAN' } });
    await follow('ConfigDelta');
    const isPaid = { attr: { kind: 'flag', path: ['variant'] }, op: 'eq', values: ['on'] };
    await stage.publish(
      requireSegment('staff', 'payments'),
      addRule('checkout', { ruleId: 'paid', when: { flag: 'payments', where: isPaid } }),
    );
    await follow('ConfigDelta');
    expect(held()).toEqual(['checkout', 'payments', 'staff']);
  });

  test('agrees with the server after a resume over changes inside and outside of its view', async () => {
    const { projectId } = stage;
    const resume = state.held?.resume;
    stream.close();
    await stage.setOn('ledger', true);
    await stage.publish(requireSegment('staff'));
    await stage.publish({ updateFlag: { projectId, flagKey: 'ledger', tags: ['web'] } });
    await stage.publish({ updateFlag: { projectId, flagKey: 'ledger', tags: ['back-end'] } });
    stream = stage.subscribe({ resume }, (await stage.keyFor('mobile', 'web')).key);
    expect(await follow('StreamOpened')).toMatchObject({ willSend: 'DELTAS' });
    const delta = await follow('ConfigDelta');
    expect(delta.coalesced).toBe(4);
    expect(state.held?.view.checksum).toBe(delta.checksum);
    expect(held()).toEqual(['checkout', 'staff']);
  });
});
