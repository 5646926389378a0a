import type { ClientHistory, History, Log, Seen, SeenChange, SeenOf, Write } from './history';
import { replayOf, type ObjectState, type Replay } from './replay';

/** What is wrong with a history; nothing, when the promise holds. */
export type Validator = (history: History) => string[];

/** What a stream has been told so far, as an event finds it. */
interface Standing {
  client: string;
  /** The last opening; null: none yet. */
  opened: SeenOf<'OPENED'> | null;
  /** The newest revision of this epoch that the client was brought to; null: none yet. */
  position: number | null;
  replay: Replay | null;
}

type Told = SeenOf<'SNAPSHOT' | 'DELTA' | 'BOOKMARK'>;

/** A client is never taken back in time. */
export const ordered: Validator = (history) => [
  ...walk(history, (event, { client, position }) =>
    position !== null && event.revision < position
      ? [`${client}: ${nameOf(event)} came after revision ${position}`]
      : [],
  ),
  ...history.clients.flatMap(({ name, exposed }) =>
    exposed.flatMap(({ epoch, revision }, index) => {
      const before = exposed[index - 1];
      return before?.epoch === epoch && before.revision > revision
        ? [`${name} evaluated with revision ${revision} after ${before.revision}`]
        : [];
    }),
  ),
];

/** No revision comes to a client twice, not even after a reconnection. */
export const unique: Validator = (history) =>
  walk(history, (event, { client, position }) =>
    event.type === 'DELTA' && position !== null && event.from < position
      ? [`${client}: ${nameOf(event)} brings again what was known up to ${position}`]
      : [],
  );

/** A revision is in one delta whole, and in the log whole: with all the objects of the change that made it, and no others. */
export const atomic: Validator = (history) => [
  ...walk(history, (event, standing) => (event.type === 'DELTA' ? tornDelta(event, standing) : [])),
  ...history.writes.flatMap((write) =>
    [...history.logs.values()].flatMap((log) => tornWrite(write, marksOf(log).get(write.mark) ?? [])),
  ),
];

/** Nothing is lost: the log has no hole, it has every acknowledged write, and no client is led over a gap. */
export const reliable: Validator = (history) => [
  ...[...history.logs.values()].flatMap(holesIn),
  ...history.writes.flatMap((write) => lostWrite(write, history)),
  ...walk(history, (event, { client, position }) => {
    if (event.type !== 'DELTA') return [];
    if (position === null) return [`${client}: ${nameOf(event)} came before any snapshot`];
    return event.from > position
      ? [`${client}: ${nameOf(event)} came when ${position} was held, so ${event.from - position} were lost`]
      : [];
  }),
];

/** Who comes back within the window goes on where they were, and what a stream announces is what comes. */
export const resumable: Validator = ({ clients }) =>
  clients.flatMap(({ name, seen }) =>
    streamsOf(seen).flatMap((events) => {
      const opened = events[0];
      if (opened?.type !== 'OPENED') return opened ? [`${name}: a stream began with ${opened.type}`] : [];
      const first = events.find(isTold);
      return badOpening(opened, first).map((problem) => `${name}, stream ${opened.stream}: ${problem}`);
    }),
  );

/** A bookmark names what was really delivered: neither more (etcd #15220) nor something else. */
export const bookmarkable: Validator = (history) =>
  walk(history, (event, { client, position, replay }) => {
    if (event.type !== 'BOOKMARK') return [];
    if (position === null || event.revision > position) {
      return [`${client}: ${nameOf(event)} came when ${position ?? 'nothing'} was delivered`];
    }
    return checksumProblems(event, client, replay);
  });

/** A snapshot is the whole state at its revision, and so is whatever an SDK ever evaluated with. */
export const prefixConsistent: Validator = (history) => [
  ...walk(history, (event, { client, replay }) => {
    if (event.type !== 'SNAPSHOT' || !replay) return [];
    const expected = replay.stateAt(event.revision);
    return [
      ...differences(event.objects, expected).map((what) => `${client}: ${nameOf(event)}: ${what}`),
      ...checksumProblems(event, client, replay),
    ];
  }),
  ...history.clients.flatMap((client) => tornExposures(client, history)),
];

/** When all is over, everybody holds what the database holds. */
export const converged: Validator = ({ clients, logs }) => {
  const last = [...logs.values()].at(-1);
  if (!last) return ['there is no log'];
  const replay = replayOf(last);
  const objects = replay.stateAt(replay.head);
  return clients.flatMap(({ name, end }) => {
    if (!end) return [`${name} holds nothing`];
    if (end.epoch !== last.epoch) return [`${name} is in epoch ${end.epoch}, not ${last.epoch}`];
    if (end.revision !== replay.head) return [`${name} is at ${end.revision}, the head is ${replay.head}`];
    const wrong = [...objects].filter(
      ([place, { digest }]) => digest !== null && end.objects.get(place) !== digest,
    );
    const extra = [...end.objects.keys()].filter((place) => !objects.has(place));
    const lists = [...last.lists].filter(([key, size]) => end.lists && end.lists.get(key) !== size);
    return [...wrong.map(([place]) => place), ...extra, ...lists.map(([key]) => `LIST ${key}`)].map(
      (place) => `${name} has another ${place} than the database`,
    );
  });
};

/** Named as etcd's robustness tests name theirs, where they have one of the kind. */
export const validators = {
  ordered,
  unique,
  atomic,
  reliable,
  resumable,
  bookmarkable,
  prefixConsistent,
  converged,
};
export type ValidatorName = keyof typeof validators;

/** Visits what clients were told of revisions; other epochs' revisions count apart. */
function walk({ clients, logs }: History, visit: (event: Told, standing: Standing) => string[]): string[] {
  const replays = new Map([...logs].map(([epoch, log]) => [epoch, replayOf(log)]));
  return clients.flatMap(({ name, seen }) => {
    const problems: string[] = [];
    let standing: Standing = { client: name, opened: null, position: null, replay: null };
    for (const event of seen) {
      if (event.type === 'OPENED') {
        const isOther = standing.opened?.epoch !== event.epoch;
        const replay = replays.get(event.epoch) ?? null;
        standing = { ...standing, opened: event, replay, position: isOther ? null : standing.position };
      } else if (isTold(event)) {
        problems.push(...visit(event, standing));
        standing = { ...standing, position: Math.max(standing.position ?? 0, event.revision) };
      }
    }
    return problems;
  });
}

const isTold = (event: Seen): event is Told => ['SNAPSHOT', 'DELTA', 'BOOKMARK'].includes(event.type);

const nameOf = (event: Told): string =>
  event.type === 'DELTA'
    ? `the delta ${event.from} to ${event.revision}`
    : `the ${event.type.toLowerCase()} ${event.revision}`;

function tornDelta(delta: SeenOf<'DELTA'>, { client, replay }: Standing): string[] {
  if (!replay) return [];
  const { from, revision, coalesced, changes } = delta;
  const expected = replay.changedBetween(from, revision);
  const counted = coalesced === revision - from ? [] : [`it says that it merges ${coalesced}`];
  return [
    ...[...differences(changes, expected), ...counted].map((what) => `${client}: ${nameOf(delta)}: ${what}`),
    ...checksumProblems(delta, client, replay),
  ];
}

/** What came and went between two revisions need not be told. */
function differences(given: readonly SeenChange[], expected: ReadonlyMap<string, ObjectState>): string[] {
  const places = new Set(given.map(({ place }) => place));
  const missing = [...expected].filter(([place, { isDeleted }]) => !isDeleted && !places.has(place));
  return [
    ...missing.map(([place]) => `${place} is missing`),
    ...(places.size === given.length ? [] : ['an object is there twice']),
    ...given.flatMap(({ place, op, version, digest }) => {
      const state = expected.get(place);
      if (!state) return [`${place} does not belong there`];
      const isSame = state.isDeleted === (op === 'DELETE') && state.version === version;
      return isSame && state.digest === digest ? [] : [`${place} is not what the log has`];
    }),
  ];
}

const checksumProblems = (event: Told, client: string, replay: Replay | null): string[] =>
  replay && replay.checksumAt(event.revision) !== event.checksum
    ? [`${client}: ${nameOf(event)} has another checksum than the log`]
    : [];

function holesIn({ revisions }: Log): string[] {
  return revisions.flatMap(({ revision }, index) =>
    revision === index + 1 ? [] : [`the log has revision ${revision} where ${index + 1} was expected`],
  );
}

/** By mark, the revisions in which it stands, once for each object. */
const indices = new WeakMap<Log, Map<string, number[]>>();

/** Kept, since looking for each of thousands of marks in thousands of revisions would take minutes. */
function marksOf(log: Log): Map<string, number[]> {
  const kept = indices.get(log);
  if (kept) return kept;
  const index = new Map<string, number[]>();
  for (const { revision, changes } of log.revisions) {
    for (const { mark } of changes) {
      if (mark !== null) index.set(mark, [...(index.get(mark) ?? []), revision]);
    }
  }
  indices.set(log, index);
  return index;
}

/** `places`: where the log has the write, once for each object. */
function tornWrite({ mark, objects, outcome }: Write, places: readonly number[]): string[] {
  if (places.length === 0) return [];
  if (outcome.kind === 'REFUSED') return [`${mark} was refused and is in the log`];
  const revisions = new Set(places);
  if (revisions.size > 1) return [`${mark} is in several revisions: ${[...revisions].join(', ')}`];
  return places.length === objects ? [] : [`${mark} changed ${places.length} of its ${objects} objects`];
}

function lostWrite({ mark, outcome }: Write, { logs }: History): string[] {
  if (outcome.kind !== 'ACKNOWLEDGED') return [];
  const places = [...logs.values()].flatMap((log) => marksOf(log).get(mark) ?? []);
  if (places.length === 0) return [`${mark} was acknowledged as ${outcome.revision} and is not in the log`];
  return places.includes(outcome.revision)
    ? []
    : [`${mark} was acknowledged as ${outcome.revision} and is in the log as ${places[0]}`];
}

/** A client's events by stream. */
function streamsOf(seen: readonly Seen[]): Seen[][] {
  const streams = new Map<number, Seen[]>();
  for (const event of seen) {
    if (event.type === 'ENDED') continue;
    streams.set(event.stream, [...(streams.get(event.stream) ?? []), event]);
  }
  return [...streams.values()];
}

function badOpening(opened: SeenOf<'OPENED'>, first: Told | undefined): string[] {
  const { asked, willSend, headRevision, minRevision } = opened;
  if (asked === null && willSend !== 'SNAPSHOT')
    return [`${willSend} was announced to a client without a token`];
  if (willSend === 'UP_TO_DATE' && asked !== headRevision) {
    return [`at ${asked} it was told to be up to date, the head is ${headRevision}`];
  }
  if (!first) return [];
  if ((willSend === 'SNAPSHOT') !== (first.type === 'SNAPSHOT')) {
    return [`${willSend} was announced, ${nameOf(first)} came`];
  }
  if (first.type === 'DELTA' && first.from !== asked)
    return [`it asked from ${asked}, ${nameOf(first)} came`];
  const isWithin = asked !== null && asked >= minRevision - 1 && asked <= headRevision;
  return first.type === 'SNAPSHOT' && isWithin && first.reason !== 'EPOCH_CHANGED'
    ? [`it asked from ${asked}, within the window, and got a snapshot (${first.reason})`]
    : [];
}

function tornExposures({ name, exposed }: ClientHistory, { logs }: History): string[] {
  const replays = new Map([...logs].map(([epoch, log]) => [epoch, replayOf(log)]));
  return exposed.flatMap(({ epoch, revision, marks }) => {
    const state = replays.get(epoch)?.stateAt(revision);
    return [...marks]
      .filter(([place, mark]) => state && (state.get(place)?.mark ?? null) !== mark)
      .map(([place, mark]) => `${name} evaluated revision ${revision} with ${mark} in ${place}`);
  });
}
