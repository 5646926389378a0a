import type { Json } from '../types';

export type DateReading = 'date' | 'date.rfc3339' | 'date.unix';

/** Epoch milliseconds of what the reading's peer takes for a date: Unleash, LaunchDarkly, Statsig. */
export const dateReadings: Record<DateReading, (value: Json) => number | undefined> = {
  date: (value) => (typeof value === 'number' ? value : dateOf(value, anyDate)),
  'date.rfc3339': (value) => (typeof value === 'number' ? value : dateOf(value, fullDate)),
  'date.unix': (value) => unixDate(value),
};

const anyDate = /^\d{4}-\d\d-\d\d(?:[Tt ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:[Zz]|[+-]\d\d:?\d\d)?)?$/;
const fullDate = /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(?:\.\d+)?(?:[Zz]|[+-]\d\d:\d\d)$/;

/** ISO 8601 only, and UTC where no zone is given: `Date.parse` alone answers by the machine's locale and zone. */
function dateOf(value: Json, form: RegExp): number | undefined {
  if (typeof value !== 'string' || !form.test(value)) return undefined;
  const text = value.replace(' ', 'T').toUpperCase();
  const hasZone = text.length === 10 || /(?:Z|[+-]\d\d:?\d\d)$/.test(text.slice(10));
  const time = Date.parse(hasZone ? text : `${text}Z`);
  return Number.isNaN(time) ? undefined : time;
}

/** Below this a number counts seconds, as in Statsig: it is the year 2286 in seconds, and April 1970 in milliseconds. */
const firstMilliseconds = 1e10;

function unixDate(value: Json): number | undefined {
  if (typeof value !== 'number' && typeof value !== 'string') return undefined;
  const time = value === '' ? NaN : Number(value);
  if (Number.isNaN(time)) return dateOf(value, anyDate);
  return time < firstMilliseconds ? time * 1000 : time;
}
