import type { Json } from '../types';

/** Numbers first, then pre-release identifiers; no identifiers is the release, which comes after them all. */
export interface Version {
  numbers: number[];
  identifiers: (number | string)[];
}

export type VersionReading = 'semver' | 'semver.partial' | 'semver.prefixed' | 'version.dotted';

/** A version as the reading's peer understands it, or undefined: Unleash, LaunchDarkly, flagd, Statsig. */
export const versionReadings: Record<VersionReading, (value: Json) => Version | undefined> = {
  semver: (value) => (typeof value === 'string' ? (plainVersion(value) ?? semver(value, 3)) : undefined),
  'semver.partial': (value) =>
    typeof value === 'string' ? (plainVersion(value) ?? semver(value, 1)) : undefined,
  'semver.prefixed': (value) => prefixed(value),
  'version.dotted': (value) => dotted(value),
};

export function compareVersions(left: Version, right: Version): number {
  const length = Math.max(left.numbers.length, right.numbers.length);
  for (let i = 0; i < length; i += 1) {
    const difference = (left.numbers[i] ?? 0) - (right.numbers[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return compareIdentifiers(left.identifiers, right.identifiers);
}

function compareIdentifiers(left: Version['identifiers'], right: Version['identifiers']): number {
  if (left.length === 0 || right.length === 0) return right.length - left.length;
  const length = Math.min(left.length, right.length);
  for (let i = 0; i < length; i += 1) {
    const difference = compareIdentifier(left[i], right[i]);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

function compareIdentifier(left: number | string, right: number | string): number {
  if (typeof left === 'number') return typeof right === 'number' ? left - right : -1;
  if (typeof right === 'number') return 1;
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

const noIdentifiers: Version['identifiers'] = [];

/** `1.2.3` and no more, read by hand: a regular expression would cost more than the rest of an evaluation. */
function plainVersion(text: string): Version | undefined {
  const numbers = [0, 0, 0];
  let part = 0;
  let digits = 0;
  for (let i = 0; i < text.length; i += 1) {
    const digit = text.charCodeAt(i) - 48;
    if (digit >= 0 && digit <= 9) {
      if (digits === 1 && numbers[part] === 0) return undefined;
      numbers[part] = numbers[part] * 10 + digit;
      digits += 1;
    } else if (digit === -2 && digits > 0 && part < 2) {
      part += 1;
      digits = 0;
    } else {
      return undefined;
    }
  }
  return part === 2 && digits > 0 ? { numbers, identifiers: noIdentifiers } : undefined;
}

const number = '(0|[1-9]\\d*)';
const grammar = new RegExp(
  `^${number}(?:\\.${number})?(?:\\.${number})?(?:-([0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*))?(?:\\+[0-9A-Za-z.-]+)?$`,
);

/** Semantic versioning 2.0; with `least` below 3 the missing numbers are 0. Build metadata does not count. */
function semver(text: string, least: number): Version | undefined {
  const match = grammar.exec(text);
  if (match === null) return undefined;
  const [, major, minor, patch, identifiers] = match;
  const numbers = [major, minor, patch].filter((part) => part !== undefined).map(Number);
  if (numbers.length < least) return undefined;
  const parts = identifiers?.split('.') ?? [];
  if (parts.some((part) => /^0\d+$/.test(part))) return undefined;
  return { numbers, identifiers: parts.map((part) => (/^\d+$/.test(part) ? Number(part) : part)) };
}

function prefixed(value: Json): Version | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  return semver(String(value).replace(/^[vV]/, ''), 1);
}

/**
 * Numbers between dots, up to the first dash. Two versions compare by the first place where they differ, whatever comes
 * after it: `2.0.rc1` is above `1.9`. A part that is no number (NaN) compares with nothing.
 */
function dotted(value: Json): Version | undefined {
  const text = typeof value === 'string' ? value.split('-', 1)[0] : '';
  const numbers = text === '' ? [NaN] : text.split('.').map(Number);
  return Number.isNaN(numbers[0]) ? undefined : { numbers, identifiers: noIdentifiers };
}

/** A text that sorts as GrowthBook sorts versions: numbers padded, a release after its pre-releases, missing is "0". */
export function paddedVersion(value: Json): string {
  const text = typeof value === 'number' ? String(value) : value;
  const known = typeof text === 'string' && text !== '' ? text : '0';
  const parts = withoutBuild(known).replace(/^v/, '').split(/[-.]/);
  if (parts.length === 3) parts.push('~');
  return parts.map((part) => (/^\d+$/.test(part) ? part.padStart(5, ' ') : part)).join('-');
}

/** Without what `/\+.*$/` matches, in linear time: the last line from its first plus on. */
function withoutBuild(text: string): string {
  const lastLine = Math.max(...['\n', '\r', '\u2028', '\u2029'].map((end) => text.lastIndexOf(end))) + 1;
  const plus = text.indexOf('+', lastLine);
  return plus < 0 ? text : text.slice(0, plus);
}
