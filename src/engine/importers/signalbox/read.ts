import type { Bucketing, Flag, List, Segment } from '../../evaluation';
import {
  formatVersion,
  kinds,
  lifecycles,
  type AudienceWords,
  type EnvironmentFile,
  type FlagWords,
} from '../../exporters/environment-file';
import {
  fillIn,
  flagForm,
  layerForm,
  listForm,
  segmentForm,
  type Fields,
  type Form,
} from '../../exporters/signalbox/forms';
import { adaptBucketing, adaptCondition, adaptRules, adaptServe } from '../../exporters/signalbox/parts';
import { shown } from '../fields';
import { ImportError } from '../import-error';
import { Place } from '../place';

/**
 * What an environment file says, with all that it leaves out. Throws an ImportError with the place where it is no such
 * file; whether flags, conditions and bucketings are valid is not looked at.
 */
export function readEnvironmentFile(source: unknown): EnvironmentFile {
  const file = new Place(source, '');
  refuseOtherFormats(file);
  const flags = tableOf(file.at('flags'), flagForm, readFlag);
  const segments = tableOf(file.at('segments'), segmentForm, readSegment);
  const layers = tableOf(file.at('layers'), layerForm, readLayer);
  const lists = tableOf(file.at('lists'), listForm, readList);
  const ids = Object.entries(lists).flatMap(([key, list]) => (list.ids ? [[key, list.ids] as const] : []));
  return {
    ruleset: {
      flags: each(flags, ({ flag }) => flag),
      segments: each(segments, ({ segment }) => segment),
      layers: each(layers, ({ layer }) => layer),
      lists: each(lists, ({ list }) => list),
    },
    words: {
      flags: each(flags, ({ words }) => words),
      segments: each(segments, ({ words }) => words),
      layers: each(layers, ({ words }) => words),
      lists: each(lists, ({ words }) => words),
    },
    ids: Object.fromEntries(ids),
  };
}

const rootFields = ['$schema', 'signalbox', ...kinds];

function refuseOtherFormats(file: Place): void {
  const version = file.at('signalbox');
  if (version.value === undefined) throw file.fault('this is no environment file: it has no "signalbox"');
  if (version.value !== formatVersion) {
    throw version.fault(`must be ${formatVersion}, the version of the format, not ${shown(version.value)}`);
  }
  refuseUnknown(file, rootFields);
}

function refuseUnknown(place: Place, known: readonly string[]): void {
  const unknown = place.members().find(([name]) => !known.includes(name));
  if (unknown !== undefined) throw unknown[1].fault(`is not a known field, only ${known.join(', ')}`);
}

/** An entry as a place whose value has what the file leaves out. */
type Read<Entry> = (entry: Place, key: string) => Entry;

function tableOf<Entry>(
  table: Place,
  formOf: (key: string) => Form,
  read: Read<Entry>,
): Record<string, Entry> {
  const entries = table.members().map(([key, entry]) => {
    const form = formOf(key);
    refuseUnknown(entry, form.order);
    return [key, read(filled(entry, form), key)] as const;
  });
  return Object.fromEntries(entries);
}

/** Nothing stands where the file says nothing, or null. */
function filled(entry: Place, form: Form): Place {
  if (entry.isAbsent) throw entry.fault(`must be an object, not ${shown(entry.value)}`);
  return new Place(fillIn(entry.value as Fields, form), entry.path);
}

function readFlag(entry: Place, key: string): { flag: Flag; words: FlagWords } {
  const { name: _name, description: _description, ...fields } = entry.value as Fields;
  const { lifecycle: _lifecycle, links: _links, jsonSchema, ...body } = fields;
  const rules = adaptRules(body.rules, fillIn);
  const fallthrough = adaptServe(body.fallthrough, fillIn);
  return {
    flag: { ...body, key, rules, fallthrough } as unknown as Flag,
    words: {
      name: entry.at('name').text(),
      description: entry.at('description').text(),
      lifecycle: lifecycleOf(entry.at('lifecycle')),
      links: entry.at('links').elements().map(linkOf),
      jsonSchema: jsonSchema as FlagWords['jsonSchema'],
    },
  };
}

function lifecycleOf(place: Place): FlagWords['lifecycle'] {
  const known = lifecycles.find((lifecycle) => lifecycle === place.value);
  if (known !== undefined) return known;
  throw place.fault(`must be one of ${lifecycles.join(', ')}, not ${shown(place.value)}`);
}

function linkOf(place: Place): FlagWords['links'][number] {
  refuseUnknown(place, ['title', 'url']);
  return { title: place.at('title').text(), url: place.at('url').text() };
}

function readSegment(entry: Place): { segment: Segment; words: AudienceWords } {
  const when = adaptCondition(required(entry.at('when')), fillIn);
  return { segment: { when } as Segment, words: audienceWords(entry) };
}

function readLayer(entry: Place): { layer: Bucketing; words: AudienceWords } {
  const layer = adaptBucketing(required(entry.at('bucketing')), fillIn);
  return { layer: layer as Bucketing, words: audienceWords(entry) };
}

function readList(entry: Place): { list: List; ids?: string[]; words: AudienceWords } {
  const { unit } = entry.value as unknown as List;
  const words = audienceWords(entry);
  if (entry.at('ids').isAbsent) return { list: { unit, size: entry.at('size').number() }, words };
  const ids = [...new Set(textsOf(entry.at('ids')))].sort();
  return { list: { unit, size: ids.length }, ids, words };
}

function required(place: Place): unknown {
  if (place.value === undefined) throw new ImportError(place.path, 'is missing');
  return place.value;
}

const audienceWords = (entry: Place): AudienceWords => ({
  name: entry.at('name').text(),
  description: entry.at('description').text(),
  tags: textsOf(entry.at('tags')),
});

const textsOf = (list: Place): string[] => list.elements().map((element) => element.text());

function each<Entry, Value>(
  table: Record<string, Entry>,
  pick: (entry: Entry) => Value,
): Record<string, Value> {
  return Object.fromEntries(Object.entries(table).map(([key, entry]) => [key, pick(entry)]));
}
