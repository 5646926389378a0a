import { compileBucketing, type CompiledBucketing } from '../bucketing/bucketing';
import type { Call, CompiledList, CompiledSegment, Tables } from '../call';
import { failureOf } from '../failure';
import type { RulesetBodies } from '../ruleset-text';
import type { Bucketing, ConfigKind, Flag, List, ListContents, RulesetChange, Segment } from '../types';
import { bodyOf, type Body } from './body';
import { compileCondition, type Check } from './condition';
import { compileFlag } from './flag';
import { compileList } from './list';
import { outerScope } from './ref';
import { Table } from './table';

export function compileTables(
  { flags, segments, layers, lists }: RulesetBodies,
  contents: ListContents,
): Tables {
  return {
    flags: compileEach(flags, compileFlag),
    segments: compileEach(segments, compileSegment),
    layers: compileEach(Object.entries(layers), compileLayer),
    lists: compileEach(Object.entries(lists), (list, key) =>
      compileListSafely(key, list, contentsOf(contents, key)),
    ),
  };
}

function compileEach<Source, Compiled>(
  sources: [key: string, Source][],
  compile: (source: Source, key: string) => Compiled,
): Table<Compiled> {
  return Table.of(sources.map(([key, source]) => [key, compile(source, key)]));
}

/** New tables with the changes in them; what did not change is shared with the old ones. */
export function changeTables(
  tables: Tables,
  changes: readonly RulesetChange[],
  contents: ListContents,
): Tables {
  const { flags, segments, layers, lists } = tables;
  return {
    flags: flags.with(changesOf('FLAG', changes, (flag: Flag) => compileFlag(bodyOf(flag)))),
    segments: segments.with(
      changesOf('SEGMENT', changes, (segment: Segment) => compileSegment(bodyOf(segment))),
    ),
    layers: layers.with(changesOf('LAYER', changes, compileLayer)),
    lists: refilled(
      lists.with(
        changesOf('LIST', changes, (list: List, key) =>
          compileListSafely(key, list, contentsOf(contents, key) ?? lists.get(key)?.ids),
        ),
      ),
      contents,
    ),
  };
}

/** What has become of the objects of a kind; undefined: it is gone. */
function changesOf<Source, Compiled>(
  kind: ConfigKind,
  changes: readonly RulesetChange[],
  compile: (source: Source, key: string) => Compiled,
): Map<string, Compiled | undefined> {
  const ofKind = changes.filter((change) => change.kind === kind);
  return new Map(
    ofKind.map(({ key, body }) => [key, body === null ? undefined : compile(body as Source, key)]),
  );
}

function refilled(lists: Table<CompiledList>, contents: ListContents): Table<CompiledList> {
  const changed = Object.entries(contents).flatMap(([key, ids]): [string, CompiledList][] => {
    const list = lists.get(key);
    return list === undefined || list.ids === ids ? [] : [[key, compileListSafely(key, list.source, ids)]];
  });
  return lists.with(new Map(changed));
}

function contentsOf(contents: ListContents, key: string): ReadonlySet<string> | undefined {
  return Object.hasOwn(contents, key) ? contents[key] : undefined;
}

/** Compiled when it is first asked for, as flags are. */
function compileSegment(body: Body<Segment>): CompiledSegment {
  const segment = {
    body,
    holds: (call: Call): boolean => {
      segment.holds = compileSegmentSafely(body);
      return segment.holds(call);
    },
  };
  return segment;
}

function compileSegmentSafely(body: Body<Segment>): Check {
  try {
    return compileCondition(body().when, outerScope);
  } catch (error) {
    return failing(error);
  }
}

/** A body that cannot be compiled fails whoever asks it, and nobody else. */
function compileLayer(source: Bucketing): CompiledBucketing {
  try {
    return compileBucketing(source);
  } catch (error) {
    return { source, unit: failing(error), position: failing(error), absent: -1 };
  }
}

function compileListSafely(key: string, source: List, ids: ReadonlySet<string> | undefined): CompiledList {
  try {
    return compileList(key, source, ids);
  } catch (error) {
    return { source, ids, holds: failing(error) };
  }
}

function failing(error: unknown): () => never {
  const failure = failureOf(error);
  return () => {
    throw failure;
  };
}
