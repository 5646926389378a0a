import { momentOf, type Clocks } from '../../../src/server/measurements/client-clock';

const day = 86_400_000;
const receivedAt = Date.UTC(2026, 5, 1, 12);
const clocks = (parts: Partial<Clocks> = {}): Clocks => ({
  receivedAt,
  sentAt: null,
  keptMs: 30 * day,
  ...parts,
});

test.each([
  ['a client that does not say what its clock shows is taken at its word', {}, -5_000, -5_000],
  ['a clock that is an hour behind is moved on', { sentAt: receivedAt - 3_600_000 }, -3_605_000, -5_000],
  [
    'a clock that is a year ahead is moved back',
    { sentAt: receivedAt + 365 * day },
    365 * day - 5_000,
    -5_000,
  ],
  ['nothing happened after it was received', {}, 5_000, 0],
  ['nor after it was sent', { sentAt: receivedAt + day }, day + 5_000, 0],
  ['a day ahead is just taken', {}, day, 0],
  ['as old as is kept is just taken', {}, -30 * day, -30 * day],
])('%s', (_case, parts, givenMs, occurredMs) => {
  const clientAt = receivedAt + givenMs;
  expect(momentOf(clientAt, 'at', clocks(parts))).toEqual({ clientAt, occurredAt: receivedAt + occurredMs });
});

test.each([
  ['more than a day ahead', {}, day + 1, 'TIME_AHEAD'],
  ['more than a day after it was sent', { sentAt: receivedAt - day }, 1, 'TIME_AHEAD'],
  ['older than is kept', {}, -30 * day - 1, 'TIME_BEHIND'],
  [
    'older than is kept, by a clock that is ahead',
    { sentAt: receivedAt + day },
    -30 * day + 1,
    'TIME_BEHIND',
  ],
])('%s is refused', (_case, parts, givenMs, reason) => {
  expect(() => momentOf(receivedAt + givenMs, 'at', clocks(parts))).toThrow(
    expect.objectContaining({ kind: 'INVALID_INPUT', details: { field: ['at'], reason } }),
  );
});

test('a refusal names what was given and the bound', () => {
  expect(() => momentOf(0, 'at', clocks())).toThrow(
    '`at`, 1970-01-01T00:00:00.000Z, is older than the 30 days that are kept',
  );
});
