import { bodyIn, bodyOf, type Body } from './compile/body';
import type { Bucketing, Flag, List, Ruleset, Segment } from './types';

/** The objects of a ruleset; flags and segments, which may be thousands, are read when they are first needed. */
export interface RulesetBodies {
  flags: [key: string, Body<Flag>][];
  segments: [key: string, Body<Segment>][];
  layers: Record<string, Bucketing>;
  lists: Record<string, List>;
}

export function bodiesOf({ flags, segments, layers, lists }: Ruleset): RulesetBodies {
  return { flags: eachOf(flags), segments: eachOf(segments), layers, lists };
}

function eachOf<Source>(sources: Record<string, Source>): [string, Body<Source>][] {
  return Object.entries(sources).map(([key, source]) => [key, bodyOf(source)]);
}

const opening = {
  flags: '{"flags":{\n',
  segments: '},\n"segments":{\n',
  rest: '},\n"layers":',
};

/**
 * A ruleset as JSON that `compileText` loads without parsing all of it: the body of each flag and segment is a line of
 * its own, and there are no other line breaks up to the layers. Any JSON reader reads it.
 */
export function rulesetText({ flags, segments, layers, lists }: Ruleset): string {
  return [
    opening.flags,
    linesOf(flags),
    opening.segments,
    linesOf(segments),
    opening.rest,
    JSON.stringify(layers),
    ',\n"lists":',
    JSON.stringify(lists),
    '}',
  ].join('');
}

function linesOf(bodies: Record<string, object>): string {
  const lines = Object.entries(bodies).map(([key, body]) => `${JSON.stringify(key)}:${JSON.stringify(body)}`);
  return lines.length === 0 ? '' : `${lines.join(',\n')}\n`;
}

/** Throws a `SyntaxError` where the text is no JSON, or holds no ruleset. */
export function bodiesIn(text: string): RulesetBodies {
  return bodiesInLines(text) ?? bodiesOf(parseRuleset(text));
}

/** Undefined: another layout than that of `rulesetText`. */
function bodiesInLines(text: string): RulesetBodies | undefined {
  const flags = readLines<Flag>(text, 0, opening.flags);
  const segments = flags && readLines<Segment>(text, flags.end, opening.segments);
  const rest = segments && readRest(text, segments.end);
  return rest && { flags: flags.bodies, segments: segments.bodies, ...rest };
}

interface Lines<Source> {
  bodies: [string, Body<Source>][];
  end: number;
}

/** Lines of the form `"key":{…},`, the last without the comma. A key with escapes in it is left to JSON's own reader. */
function readLines<Source extends object>(
  text: string,
  from: number,
  before: string,
): Lines<Source> | undefined {
  if (!text.startsWith(before, from)) return undefined;
  const bodies: [string, Body<Source>][] = [];
  let start = from + before.length;
  let isLast = text[start] === '}';
  while (!isLast) {
    const keyEnd = text.indexOf('":{', start);
    const lineEnd = text.indexOf('\n', start);
    if (text[start] !== '"' || keyEnd <= start || lineEnd < keyEnd) return undefined;
    isLast = text[lineEnd - 1] !== ',';
    const bodyEnd = isLast ? lineEnd : lineEnd - 1;
    const key = text.slice(start + 1, keyEnd);
    if (text[bodyEnd - 1] !== '}' || !isWrittenPlainly(key)) return undefined;
    bodies.push([key, bodyIn(text.slice(keyEnd + 2, bodyEnd))]);
    start = lineEnd + 1;
  }
  return { bodies, end: start };
}

function isWrittenPlainly(key: string): boolean {
  return JSON.stringify(key).length === key.length + 2;
}

function readRest(text: string, from: number): Pick<Ruleset, 'layers' | 'lists'> | undefined {
  if (!text.startsWith(opening.rest, from)) return undefined;
  try {
    const { layers, lists, ...others } = JSON.parse(`{${text.slice(from + 2)}`) as Ruleset;
    const isWhole = isObject(layers) && isObject(lists) && !('flags' in others || 'segments' in others);
    return isWhole ? { layers, lists } : undefined;
  } catch {
    return undefined;
  }
}

function parseRuleset(text: string): Ruleset {
  const ruleset = JSON.parse(text) as Partial<Ruleset> | null;
  for (const table of ['flags', 'segments', 'layers', 'lists'] as const) {
    if (!isObject(ruleset?.[table])) throw new SyntaxError(`a ruleset needs an object \`${table}\``);
  }
  return ruleset as Ruleset;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
