import type { ConfigStreamEvent, ConfigStreamInput } from '../../engine/protocol/messages';
import type { Operation } from '../foundation/operation';
import type { ConfigStreams } from './config-streams';
import { EventQueue } from './event-queue';
import { mostPendingBytes, type StreamOutlet } from './stream';
import type { Audience } from './stream-hub';

/** Those who pull get the events as they are: graphql-js executes each for each of them. */
const pullers: Omit<Audience<ConfigStreamEvent>, 'canRefer'> = { key: '', render: async (event) => event };

/** A stream as an iterator, for the transports that know no other way. */
export async function pullStream(
  streams: ConfigStreams,
  operation: Operation,
  input: ConfigStreamInput,
  canRefer: boolean,
): Promise<AsyncIterableIterator<ConfigStreamEvent>> {
  const events = new EventQueue<ConfigStreamEvent>();
  const stream = await streams.open(operation, input, { ...pullers, canRefer }, outletTo(events));
  const left = (): void => {
    stream.leave();
    events.end();
  };
  operation.signal.addEventListener('abort', left, { once: true });
  if (operation.signal.aborted) left();
  return events.iterator({ taken: stream.wake, left });
}

/** Until the event before it is pulled, no other one is wanted: the queue never holds more than one and a goodbye. */
const outletTo = (events: EventQueue<ConfigStreamEvent>): StreamOutlet<ConfigStreamEvent> => ({
  get pendingBytes() {
    return events.length > 0 ? mostPendingBytes + 1 : 0;
  },
  send: (event) => events.push(event),
  end: () => events.end(),
  fail: (error) => events.fail(error),
  close: () => events.end(),
});
