import type { ClientEnd, History, Log, LoggedRevision, Seen, SeenChange, SeenOf, Write } from './history';
import { replayOf } from './replay';
import { validators, type ValidatorName } from './validators';

/** Three revisions: two flags made together, one written, the other written and archived by different writes. */
const revisions: LoggedRevision[] = [
  {
    revision: 1,
    changes: [
      { place: 'FLAG a', op: 'PUT', digest: 'a1', mark: null },
      { place: 'FLAG b', op: 'PUT', digest: 'b1', mark: null },
    ],
  },
  {
    revision: 2,
    changes: [
      { place: 'FLAG a', op: 'PUT', digest: 'a2', mark: 'w1-1' },
      { place: 'FLAG b', op: 'PUT', digest: 'b2', mark: 'w1-1' },
    ],
  },
  { revision: 3, changes: [{ place: 'FLAG b', op: 'DELETE', digest: null, mark: null }] },
];
const log: Log = { epoch: 'first', revisions, lists: new Map() };
const replay = replayOf(log);
const checksum = (revision: number): string => replay.checksumAt(revision) ?? '';

const put = (place: string, version: number): SeenChange => {
  const digest = `${place.at(-1)}${version}`;
  return { place, op: 'PUT', version, digest };
};
const gone = (place: string, version: number): SeenChange => ({ place, op: 'DELETE', version, digest: null });

const opened = (parts: Partial<SeenOf<'OPENED'>> = {}): Seen => ({
  type: 'OPENED',
  at: 0,
  stream: 1,
  asked: null,
  epoch: 'first',
  willSend: 'SNAPSHOT',
  headRevision: 3,
  minRevision: 1,
  ...parts,
});
const snapshot = (
  revision: number,
  objects: SeenChange[],
  parts: Partial<SeenOf<'SNAPSHOT'>> = {},
): Seen => ({
  type: 'SNAPSHOT',
  at: 0,
  stream: 1,
  revision,
  reason: 'NEW_STREAM',
  objects,
  checksum: checksum(revision),
  ...parts,
});
const delta = (
  from: number,
  revision: number,
  changes: SeenChange[],
  parts: Partial<SeenOf<'DELTA'>> = {},
): Seen => ({
  type: 'DELTA',
  at: 0,
  stream: 1,
  from,
  revision,
  changes,
  checksum: checksum(revision),
  coalesced: revision - from,
  committedAt: 0,
  ...parts,
});
const bookmark = (revision: number, parts: Partial<SeenOf<'BOOKMARK'>> = {}): Seen => ({
  type: 'BOOKMARK',
  at: 0,
  stream: 1,
  revision,
  checksum: checksum(revision),
  ...parts,
});

const first = snapshot(1, [put('FLAG a', 1), put('FLAG b', 1)]);
const second = delta(1, 2, [put('FLAG a', 2), put('FLAG b', 2)]);
const third = delta(2, 3, [gone('FLAG b', 3)]);
const whole = [opened(), first, second, third, bookmark(3)];

const write = (outcome: Write['outcome'], parts: Partial<Write> = {}): Write => ({
  mark: 'w1-1',
  objects: 2,
  startedAt: 0,
  endedAt: 1,
  outcome,
  ...parts,
});
const acknowledged = write({ kind: 'ACKNOWLEDGED', revision: 2 });

const end: ClientEnd = { epoch: 'first', revision: 3, objects: new Map([['FLAG a', 'a2']]), lists: null };

interface Parts {
  seen?: Seen[];
  writes?: Write[];
  revisions?: LoggedRevision[];
  end?: ClientEnd | null;
  exposed?: [number, Record<string, string | null>][];
  lists?: Map<string, number>;
}

const history = (parts: Parts = {}): History => ({
  logs: new Map([
    ['first', { ...log, revisions: parts.revisions ?? revisions, lists: parts.lists ?? log.lists }],
  ]),
  writes: parts.writes ?? [acknowledged],
  clients: [
    {
      name: 'client',
      seen: parts.seen ?? whole,
      exposed: (parts.exposed ?? []).map(([revision, marks]) => ({
        at: 0,
        epoch: 'first',
        revision,
        marks: new Map(Object.entries(marks)),
      })),
      end: parts.end === undefined ? end : parts.end,
    },
  ],
});

/** The validators that find fault with it. */
const foundBy = (parts: Parts): string[] =>
  Object.entries(validators)
    .filter(([, validator]) => validator(history(parts)).length > 0)
    .map(([name]) => name)
    .sort();

describe('a history in which all is well', () => {
  const merged = delta(1, 3, [put('FLAG a', 2), gone('FLAG b', 3)]);
  const resumed = opened({ stream: 2, asked: 2, willSend: 'DELTAS' });
  it.each<[string, Parts]>([
    ['revision by revision', {}],
    ['with merged revisions', { seen: [opened(), first, merged] }],
    ['with a reconnection', { seen: [opened(), first, second, resumed, { ...third, stream: 2 }] }],
    [
      'with a reconnection that brings nothing',
      { seen: [...whole, opened({ stream: 2, asked: 3, willSend: 'UP_TO_DATE' })] },
    ],
    [
      'with a snapshot behind the window',
      {
        seen: [
          opened(),
          first,
          opened({ stream: 2, asked: 1, minRevision: 3 }),
          snapshot(3, [put('FLAG a', 2)], { stream: 2, reason: 'COMPACTED' }),
        ],
      },
    ],
    [
      'with another epoch, whose revisions count anew',
      {
        seen: [
          ...whole,
          opened({ stream: 2, epoch: 'second', asked: 3 }),
          snapshot(1, [], { stream: 2, reason: 'EPOCH_CHANGED' }),
        ],
      },
    ],
    ['with a write that nobody knows of', { writes: [write({ kind: 'UNKNOWN', cause: '' })] }],
    [
      'with a write that did not happen',
      { writes: [acknowledged, write({ kind: 'UNKNOWN', cause: '' }, { mark: 'w1-2' })] },
    ],
    [
      'as an SDK evaluates',
      {
        exposed: [
          [1, { 'FLAG a': null, 'FLAG b': null }],
          [2, { 'FLAG a': 'w1-1', 'FLAG b': 'w1-1' }],
        ],
      },
    ],
  ])('passes %s', (_, parts) => {
    expect(foundBy(parts)).toEqual([]);
  });
});

describe.each<[ValidatorName, [string, Parts, ValidatorName[]?][]]>([
  [
    'ordered',
    [
      ['a delta of the past', { seen: [...whole, second] }, ['unique']],
      ['a bookmark of the past', { seen: [...whole, bookmark(2)] }],
      [
        'a snapshot of the past',
        {
          seen: [
            ...whole,
            opened({ stream: 2, asked: null }),
            snapshot(2, [put('FLAG a', 2), put('FLAG b', 2)], { stream: 2 }),
          ],
        },
      ],
      [
        'an SDK that goes back',
        {
          exposed: [
            [2, {}],
            [1, {}],
          ],
        },
      ],
    ],
  ],
  [
    'unique',
    [
      ['a delta that comes twice', { seen: [...whole, third] }],
      [
        'a delta that begins before what is held',
        { seen: [opened(), first, second, delta(1, 3, [put('FLAG a', 2), gone('FLAG b', 3)])] },
      ],
    ],
  ],
  [
    'atomic',
    [
      ['half of a revision', { seen: [opened(), first, delta(1, 2, [put('FLAG a', 2)]), third] }],
      [
        'a change of another revision',
        { seen: [opened(), first, second, delta(2, 3, [gone('FLAG b', 3), put('FLAG a', 3)])] },
      ],
      [
        'an older version',
        { seen: [opened(), first, delta(1, 2, [put('FLAG a', 1), put('FLAG b', 2)]), third] },
      ],
      [
        'another content under the same version',
        {
          seen: [
            opened(),
            first,
            delta(1, 2, [put('FLAG a', 2), { ...put('FLAG b', 2), digest: 'x' }]),
            third,
          ],
        },
      ],
      ['an object twice', { seen: [opened(), first, second, { ...third, changes: twice(third) } as Seen] }],
      ['a wrong count of merged revisions', { seen: [opened(), first, { ...second, coalesced: 2 } as Seen] }],
      ['a wrong checksum', { seen: [opened(), first, { ...second, checksum: 'f' } as Seen] }],
      ['a write that is there in part', { writes: [write({ kind: 'UNKNOWN', cause: '' }, { objects: 3 })] }],
      ['a refused write that is there', { writes: [write({ kind: 'REFUSED', cause: '' })] }],
      [
        'a write that is there twice',
        {
          writes: [write({ kind: 'UNKNOWN', cause: '' })],
          revisions: revisions.map((each) =>
            each.revision === 3 ? { ...each, changes: [{ ...each.changes[0], mark: 'w1-1' }] } : each,
          ),
        },
      ],
    ],
  ],
  [
    'reliable',
    [
      ['a gap', { seen: [opened(), first, third] }],
      ['a delta without a snapshot before it', { seen: [opened({ willSend: 'DELTAS', asked: 1 }), second] }],
      [
        'an acknowledged write that is gone',
        { writes: [write({ kind: 'ACKNOWLEDGED', revision: 3 }, { mark: 'w9-9' })] },
      ],
      [
        'an acknowledged write under another revision',
        { writes: [write({ kind: 'ACKNOWLEDGED', revision: 3 })] },
      ],
      [
        'a log with a hole',
        { revisions: [revisions[0], revisions[2]], writes: [], seen: [], end: null },
        ['converged'],
      ],
    ],
  ],
  [
    'resumable',
    [
      [
        'a snapshot within the window',
        {
          seen: [
            opened(),
            first,
            opened({ stream: 2, asked: 1 }),
            snapshot(3, [put('FLAG a', 2)], { stream: 2, reason: 'COMPACTED' }),
          ],
        },
      ],
      [
        'a stream that goes on elsewhere than asked',
        {
          seen: [
            opened(),
            first,
            second,
            opened({ stream: 2, asked: 1, willSend: 'DELTAS' }),
            { ...third, stream: 2 },
          ],
        },
      ],
      [
        'an announced snapshot that does not come',
        { seen: [opened(), first, second, opened({ stream: 2 }), { ...third, stream: 2 }] },
      ],
      [
        'a client told to be up to date that is not',
        { seen: [opened(), first, second, opened({ stream: 2, asked: 2, willSend: 'UP_TO_DATE' })] },
      ],
      ['deltas for a client that has nothing', { seen: [opened({ willSend: 'DELTAS' })] }],
      ['a stream without an opening', { seen: [first] }],
    ],
  ],
  [
    'bookmarkable',
    [
      ['a bookmark ahead of what was delivered', { seen: [opened(), first, bookmark(2)] }],
      ['a bookmark before anything', { seen: [opened(), bookmark(1)] }, ['resumable']],
      ['a bookmark with another checksum', { seen: [...whole, bookmark(3, { checksum: 'f' })] }],
    ],
  ],
  [
    'prefixConsistent',
    [
      ['a snapshot without an object', { seen: [opened(), snapshot(1, [put('FLAG a', 1)])] }],
      [
        'a snapshot with an object of later',
        { seen: [opened(), snapshot(1, [put('FLAG a', 2), put('FLAG b', 1)])] },
      ],
      [
        'a snapshot with a deleted object',
        { seen: [opened(), snapshot(3, [put('FLAG a', 2), put('FLAG b', 2)])] },
      ],
      ['an SDK that evaluates half a revision', { exposed: [[2, { 'FLAG a': 'w1-1', 'FLAG b': null }]] }],
    ],
  ],
  [
    'converged',
    [
      ['a client behind', { end: { ...end, revision: 2 } }],
      ['a client with nothing', { end: null }],
      ['a client in another epoch', { end: { ...end, epoch: 'another' } }],
      ['a client with another content', { end: { ...end, objects: new Map([['FLAG a', 'a1']]) } }],
      [
        'a client with an object too many',
        {
          end: {
            ...end,
            objects: new Map([
              ['FLAG a', 'a2'],
              ['FLAG b', 'b2'],
            ]),
          },
        },
      ],
      [
        'a client with another list',
        { lists: new Map([['ids', 3]]), end: { ...end, lists: new Map([['ids', 2]]) } },
      ],
    ],
  ],
])('%s', (name, cases) => {
  it.each(cases)('finds %s', (_, parts, others = []) => {
    expect(foundBy(parts)).toEqual([name, ...others].sort());
  });
});

function twice(event: Seen): SeenChange[] {
  const [change] = (event as SeenOf<'DELTA'>).changes;
  return [change, change];
}
