import fc from 'fast-check';
import {
  disconnected,
  initialState,
  openingOf,
  payloadOf,
  receive,
  receiveDocument,
  receiveText,
  viewKey,
} from '../../../src/engine/protocol';
import type { ConfigChange, ConfigStreamEvent, Received } from '../../../src/engine/protocol';
import { contentsOf, mergeInFlight, ModelServer } from './model-server';
import type { ModelForm, ModelStream, Wish } from './model-server';

/** A client as the model sees it: it opens streams, receives events and may ask for another stream. */
interface Client {
  opening(): { resume: string | null; localChecksum: string | null };
  /** Whether the stream goes on. */
  receive(event: ConfigStreamEvent): boolean;
  /** Texts that it waits for, by url. */
  wanted(): string[];
  receiveText(url: string, text: string): boolean;
  poll(text: string): void;
  cut(): void;
  contents(): string;
}

/** The client under test. */
function receiver(): Client {
  let state = initialState();
  const goesOn = (received: Received): boolean => {
    state = received.state;
    return ['opened', 'applied', 'ignored', 'fetch'].includes(received.action.type);
  };
  return {
    opening: () => openingOf(state),
    receive: (event) => goesOn(receive(state, event)),
    wanted: () => [...(state.pending?.missing.keys() ?? [])],
    receiveText: (url, text) => goesOn(receiveText(state, url, text)),
    poll: (text) => void goesOn(receiveDocument(state, text)),
    cut() {
      state = disconnected(state);
    },
    contents: () =>
      contentsOf(
        [...(state.held?.view.objects.values() ?? [])].map((o) => ({ ...o, payload: payloadOf(o) })),
      ),
  };
}

/** The same without chain and checksum: it believes whatever comes. */
function trustingReceiver(): Client {
  let objects = new Map<string, ConfigChange>();
  let resume: string | null = null;
  const write = (change: ConfigChange) => {
    const place = viewKey(change.kind, change.key);
    if (change.op === 'DELETE') objects.delete(place);
    else objects.set(place, change);
  };
  return {
    opening: () => ({ resume, localChecksum: null }),
    receive(event) {
      if (event.__typename === 'ConfigSnapshot') objects = new Map();
      if (event.__typename === 'ConfigSnapshot') event.objects?.forEach(write);
      if (event.__typename === 'ConfigDelta') event.changes.forEach(write);
      if ('resume' in event && event.resume !== null) resume = event.resume;
      return true;
    },
    wanted: () => [],
    receiveText: () => true,
    poll() {},
    cut() {},
    contents: () => contentsOf(objects.values()),
  };
}

type Step =
  | { do: 'commit'; wishes: Wish[] }
  | { do: 'push' | 'pushEach' | 'mark' | 'deliver' | 'deliverAll' | 'drop' | 'duplicate' | 'swap' | 'merge' }
  | { do: 'late'; which: number }
  | { do: 'form'; form: ModelForm }
  | { do: 'fetch' | 'mangle'; which: number }
  | { do: 'poll' }
  | { do: 'cut' | 'compact' }
  | { do: 'restore'; revisions: number };

const stepsOf = (targets: Wish['target'][], forms: ModelForm[] = ['WHOLE']) => {
  const wish = fc.record({
    target: fc.constantFrom(...targets),
    verb: fc.constantFrom('put' as const, 'patch' as const, 'remove' as const),
    ids: fc.uniqueArray(fc.constantFrom('1', '2', '3', '4')),
  });
  const step = fc.oneof<fc.MaybeWeightedArbitrary<Step>[]>(
    {
      weight: 8,
      arbitrary: fc.record({ do: fc.constant('commit'), wishes: fc.array(wish, { maxLength: 3 }) }),
    },
    { weight: 6, arbitrary: fc.record({ do: fc.constantFrom('push', 'pushEach', 'mark') }) },
    { weight: 8, arbitrary: fc.record({ do: fc.constantFrom('deliver', 'deliverAll') }) },
    { weight: 4, arbitrary: fc.record({ do: fc.constantFrom('drop', 'duplicate', 'swap', 'merge') }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('late'), which: fc.nat() }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('cut', 'compact', 'poll') }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('form'), form: fc.constantFrom(...forms) }) },
    { weight: 6, arbitrary: fc.record({ do: fc.constant('fetch'), which: fc.nat() }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('mangle'), which: fc.nat() }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('restore'), revisions: fc.nat({ max: 3 }) }) },
  );
  return fc.array(step, { maxLength: 120, size: 'max' });
};

/** A client, its server, and a network between them that may do anything to messages but make them up. */
class World {
  readonly server = new ModelServer();
  reopened = 0;
  /** How often the client held what the server never held at any revision. */
  torn = 0;
  fetched = 0;
  private stream: ModelStream;

  constructor(readonly client: Client) {
    this.stream = this.open();
  }

  take(step: Step): void {
    const { server, stream } = this;
    const { inFlight } = stream;
    if (step.do === 'commit') server.commit(step.wishes);
    if (step.do === 'push') server.push(stream, true);
    if (step.do === 'pushEach') server.push(stream, false);
    if (step.do === 'mark') server.mark(stream);
    if (step.do === 'deliver') this.deliver(inFlight.shift());
    if (step.do === 'deliverAll') this.deliverAll();
    if (step.do === 'drop') inFlight.shift();
    if (step.do === 'duplicate' && inFlight[0]) inFlight.unshift(inFlight[0]);
    if (step.do === 'swap') inFlight.splice(0, 2, ...inFlight.slice(0, 2).reverse());
    if (step.do === 'merge') mergeInFlight(stream);
    if (step.do === 'late') this.deliver(stream.history[step.which % stream.history.length]);
    if (step.do === 'cut') this.reconnect();
    if (step.do === 'compact') server.compact();
    if (step.do === 'form') server.form = step.form;
    if (step.do === 'fetch') this.fetch(step.which);
    if (step.do === 'mangle') this.fetch(step.which, (text) => text.slice(1));
    if (step.do === 'poll') this.poll();
    if (step.do === 'restore') {
      server.restore(step.revisions);
      this.reconnect();
    }
  }

  /** The network behaves from now on, and the server has nothing more to say than a bookmark. */
  settle(): void {
    this.deliverAll();
    this.fetchAll();
    for (let bookmarks = 0; bookmarks < 3; bookmarks += 1) {
      this.server.mark(this.stream);
      this.deliverAll();
      this.fetchAll();
    }
  }

  private fetchAll(): void {
    for (let limit = 1_000; this.client.wanted().length > 0 && limit > 0; limit -= 1) {
      this.fetch(0);
      this.deliverAll();
    }
  }

  /** One of the texts that the client waits for; what the server does not have is a stream that failed. */
  private fetch(which: number, mangle = (text: string): string => text): void {
    const wanted = this.client.wanted();
    const url = wanted[which % wanted.length];
    if (url === undefined) return;
    const text = this.server.textAt(url);
    this.fetched += 1;
    this.settleWith(text !== null && this.client.receiveText(url, mangle(text)));
  }

  private poll(): void {
    this.client.poll(this.server.textAt('config') ?? '');
    this.look();
  }

  private deliverAll(): void {
    for (let limit = 1_000; this.stream.inFlight.length > 0 && limit > 0; limit -= 1) {
      this.deliver(this.stream.inFlight.shift());
    }
  }

  private deliver(event: ConfigStreamEvent | undefined): void {
    if (!event) return;
    this.settleWith(this.client.receive(event));
  }

  private settleWith(goesOn: boolean): void {
    this.look();
    if (goesOn) return;
    this.reopened += 1;
    this.reconnect();
  }

  private look(): void {
    if (!this.server.everShown.has(this.client.contents())) this.torn += 1;
  }

  private reconnect(): void {
    this.client.cut();
    this.stream = this.open();
  }

  private open(): ModelStream {
    const { resume, localChecksum } = this.client.opening();
    return this.server.open(resume, localChecksum);
  }
}

function play(client: Client, steps: Step[]): World {
  const world = new World(client);
  for (const step of steps) world.take(step);
  world.settle();
  return world;
}

describe('T27: whatever the network does, the client ends where the server is', () => {
  test('commits, merges, losses, duplicates, late arrivals, reconnects, compaction and restores', () => {
    let reopened = 0;
    const property = fc.property(stepsOf(['a', 'b', 'hidden', 'list']), (steps) => {
      const world = play(receiver(), steps);
      reopened += world.reopened;
      expect(world.client.contents()).toBe(world.server.contents());
      expect(world.torn).toBe(0);
    });
    fc.assert(property, { numRuns: 1_000 });
    expect(reopened).toBeGreaterThan(500);
  });

  test('the same with snapshots by reference, lists in chunks, and documents that are polled', () => {
    let fetched = 0;
    const forms: ModelForm[] = ['WHOLE', 'IN_CHUNKS', 'REFERENCE', 'NONE'];
    const property = fc.property(stepsOf(['a', 'hidden', 'list', 'list'], forms), (steps) => {
      const world = play(receiver(), steps);
      fetched += world.fetched;
      expect(world.client.contents()).toBe(world.server.contents());
      expect(world.torn).toBe(0);
    });
    fc.assert(property, { numRuns: 1_000 });
    expect(fetched).toBeGreaterThan(500);
  });

  test('a client that trusts the stream does not, so this test can fail', () => {
    const runs = 300;
    const diverged = fc.sample(stepsOf(['a', 'b', 'hidden']), { numRuns: runs, seed: 27 }).filter((steps) => {
      const world = play(trustingReceiver(), steps);
      return world.client.contents() !== world.server.contents();
    });
    expect(diverged.length).toBeGreaterThan(0);
    expect(diverged.length).toBeLessThan(runs);
  });
});
