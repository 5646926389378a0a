import { canonicalJson, type Bucketing, type Flag, type Json, type List, type Segment } from '../evaluation';
import { formatVersion, type EnvironmentFile, type FlagWords } from './environment-file';
import {
  flagForm,
  layerForm,
  leaveOut,
  linkForm,
  listForm,
  segmentForm,
  sourceForm,
  variantForm,
  type Fields,
  type Form,
} from './signalbox/forms';
import { adaptBucketing, adaptCondition, adaptRules, adaptServe } from './signalbox/parts';

/**
 * An environment as plain data for a file: everything by key and in the same order each time, without what reading
 * fills in. `importSignalbox` gives the same environment back; as in all JSON, -0 is 0.
 */
export function exportSignalbox({ ruleset, words, ids }: EnvironmentFile): Json {
  return plain({
    signalbox: formatVersion,
    ...tableOf('flags', ruleset.flags, sorted(words.flags, flagWords), flagForm, flagFields),
    ...tableOf('segments', ruleset.segments, words.segments, segmentForm, segmentFields),
    ...tableOf('layers', ruleset.layers, words.layers, layerForm, layerFields),
    ...tableOf('lists', ruleset.lists, words.lists, listForm, (list, key) => listFields(list, own(ids, key))),
  });
}

/** An empty table is left out too. */
function tableOf<Body>(
  kind: string,
  bodies: Record<string, Body>,
  words: Record<string, object>,
  formOf: (key: string) => Form,
  fieldsOf: (body: Body, key: string) => Fields,
): Fields {
  if (Object.keys(bodies).length === 0) return {};
  const entryOf = (body: Body, key: string): Fields =>
    leaveOut({ ...own(words, key), ...fieldsOf(body, key) }, formOf(key));
  return { [kind]: sorted(bodies, entryOf) };
}

/** What a JSON Schema says does not depend on its order, and databases differ in that. */
const flagWords = ({ links, jsonSchema, ...words }: FlagWords): Fields => ({
  ...words,
  links: links.map((link) => leaveOut({ ...link }, linkForm)),
  jsonSchema: JSON.parse(canonicalJson(jsonSchema)) as Json,
});

function flagFields({ key: _key, ...flag }: Flag): Fields {
  return {
    ...flag,
    ...(flag.source && { source: leaveOut({ ...flag.source }, sourceForm) }),
    ...(flag.metadata && { metadata: sorted(flag.metadata, (value) => value) }),
    variants: sorted(flag.variants, (variant) => leaveOut({ ...variant }, variantForm)),
    rules: adaptRules(flag.rules, leaveOut),
    fallthrough: adaptServe(flag.fallthrough, leaveOut),
  };
}

const segmentFields = ({ when }: Segment): Fields => ({ when: adaptCondition(when, leaveOut) });

const layerFields = (bucketing: Bucketing): Fields => ({ bucketing: adaptBucketing(bucketing, leaveOut) });

/** Where the ids are told, so is their number. */
const listFields = ({ unit, size }: List, ids: string[] | undefined): Fields =>
  ids === undefined ? { unit, size } : { unit, ids: [...ids].sort() };

function sorted<Value, Changed>(
  record: Record<string, Value>,
  change: (value: Value, key: string) => Changed,
): Record<string, Changed> {
  const keys = Object.keys(record).sort();
  return Object.fromEntries(keys.map((key) => [key, change(record[key], key)]));
}

/** Keys may be called anything, such as `constructor`. */
function own<Value>(record: Record<string, Value>, key: string): Value | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}

function plain(document: unknown): Json {
  return JSON.parse(JSON.stringify(document)) as Json;
}
