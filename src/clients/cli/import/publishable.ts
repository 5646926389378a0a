import { findProblems, references, type Flag, type Ruleset, type Segment } from '../../../engine/evaluation';
import type { FlagReport, Import } from '../../../engine/importers';

/**
 * What a server takes of an import. What it would refuse whatever the flag does here, such as prerequisites in a circle,
 * is refused in the report and missing in the ruleset, and with it whatever needs it.
 */
export function publishable({ ruleset, report }: Import): Import {
  const refusals = refusalsIn(ruleset);
  const isLeft = (kind: Kind) => (key: string) => !refusals.has(nameOf(kind, key));
  const flags = only(ruleset.flags, isLeft('flag')).map(([key, flag]) => [key, withoutOddTags(flag)]);
  const segments = only(ruleset.segments, isLeft('segment'));
  return {
    ruleset: { ...ruleset, flags: Object.fromEntries(flags), segments: Object.fromEntries(segments) },
    report: { flags: report.flags.map((flag) => reportOn(flag, ruleset, refusals)) },
  };
}

type Kind = 'flag' | 'segment';
type Refusals = ReadonlyMap<string, string>;

const nameOf = (kind: Kind, key: string): string => `${kind} ${key}`;

/** By the name of what is refused. Round by round, until nobody is left who needs something refused. */
function refusalsIn(ruleset: Ruleset): Refusals {
  const refusals = new Map([...faultyIn(ruleset), ...emptyIn(ruleset)]);
  const bodies = [...namedBodies('flag', ruleset.flags), ...namedBodies('segment', ruleset.segments)];
  for (let before = -1; refusals.size > before;) {
    before = refusals.size;
    for (const [name, body] of bodies) {
      const needed = needsOf(body).find((other) => refusals.has(other));
      if (needed !== undefined && !refusals.has(name))
        refusals.set(name, `needs ${needed}, which is refused`);
    }
  }
  return refusals;
}

function faultyIn(ruleset: Ruleset): [name: string, reason: string][] {
  return findProblems(ruleset).map(({ kind, key, path, message }) => [
    nameOf(kind === 'FLAG' ? 'flag' : 'segment', key),
    `${path}: ${message}, which no server takes`,
  ]);
}

function emptyIn({ flags }: Ruleset): [name: string, reason: string][] {
  const empty = Object.values(flags).filter(({ variants }) => Object.keys(variants).length === 0);
  return empty.map(({ key }) => [nameOf('flag', key), "has no variant, only the caller's default to serve"]);
}

function namedBodies<Body>(kind: Kind, bodies: Record<string, Body>): [name: string, body: Body][] {
  return Object.entries(bodies).map(([key, body]) => [nameOf(kind, key), body]);
}

function needsOf(body: Flag | Segment): string[] {
  const { flags, segments } = references(body);
  return [...flags.map((key) => nameOf('flag', key)), ...segments.map((key) => nameOf('segment', key))];
}

function only<Body>(bodies: Record<string, Body>, isLeft: (key: string) => boolean): [string, Body][] {
  return Object.entries(bodies).filter(([key]) => isLeft(key));
}

function reportOn(flag: FlagReport, ruleset: Ruleset, refusals: Refusals): FlagReport {
  if (flag.outcome === 'refused') return flag;
  const { key, warnings } = flag;
  const reason = refusals.get(nameOf('flag', key));
  if (reason !== undefined) return { key, outcome: 'refused', reason };
  const odd = ruleset.flags[key].tags.filter((tag) => !isTag(tag));
  return { ...flag, warnings: [...warnings, ...odd.map(tagWarning)] };
}

/** Tags decide nothing, so a flag need not stay behind for one that a server does not take. */
function withoutOddTags(flag: Flag): Flag {
  return { ...flag, tags: flag.tags.filter(isTag) };
}

const isTag = (tag: string): boolean => /^[^\s\p{Cc}]{1,64}$/u.test(tag);

const tagWarning = (tag: string): string =>
  `the tag ${JSON.stringify(tag)} is left out: a tag has 1 to 64 characters and no spaces`;
