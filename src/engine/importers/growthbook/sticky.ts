import { textOf } from '../../evaluation/text-of';
import type { Json } from '../../evaluation';
import { unitOf, type Attributes } from './attributes';
import { trialsOf, type GrowthBookOriginal, type OwnedTrial } from './original';
import type { GrowthBookFeatureResult } from './result';
import { fallbackOf, stickyOf, stickyVariant, trialKey } from './trial';

/** Where GrowthBook's SDKs keep which variations one user got: by experiment and version, the variation's key. */
export interface StickyDocument {
  attributeName: string;
  attributeValue: string;
  assignments: Record<string, string>;
}

/** The assignments that one user's sticky bucket documents stand for. Documents of other users do not count. */
export function growthBookAssignments(
  original: GrowthBookOriginal,
  documents: StickyDocument[],
  attributes: Attributes,
): Record<string, string> {
  const sticky = trialsOf(original).filter(({ trial, flagKey, count }) =>
    Boolean(stickyOf(trial, flagKey, count, original.settings)),
  );
  return Object.fromEntries(sticky.flatMap((trial) => assignmentsTo(trial, original, documents, attributes)));
}

function assignmentsTo(
  { trial, flagKey }: OwnedTrial,
  { settings }: GrowthBookOriginal,
  documents: StickyDocument[],
  attributes: Attributes,
): [id: string, variant: string][] {
  const { hashAttribute, fallbackAttribute } = trial;
  if (!unitOf(attributes, hashAttribute, fallbackOf(trial, settings)).hashValue) return [];
  // what is known of the attribute that is hashed counts more than what is known of the fallback
  const own = [fallbackAttribute || 'id', hashAttribute].flatMap((name) =>
    documentsOf(documents, name, attributes),
  );
  const kept = Object.assign({}, ...own.map(({ assignments }) => assignments)) as Record<string, string>;
  const key = trialKey(trial, flagKey);
  return Object.entries(kept)
    .filter(([id]) => id.startsWith(`${key}__`))
    .map(([id, variation]) => [`${key}@${id.slice(key.length + 2)}`, stickyVariant(key, variation)]);
}

function documentsOf(documents: StickyDocument[], name: string, attributes: Attributes): StickyDocument[] {
  const { hashValue } = unitOf(attributes, name, '');
  if (!hashValue) return [];
  return documents.filter(
    ({ attributeName, attributeValue }) => attributeName === name && attributeValue === valueText(hashValue),
  );
}

/** GrowthBook keeps what is no text as JSON. */
function valueText(value: Json): string {
  return typeof value === 'object' ? JSON.stringify(value) : textOf(value);
}

/** One user's documents after a result, by their keys: the variation that the user is in is in them. */
export function growthBookDocuments(
  original: GrowthBookOriginal,
  documents: StickyDocument[],
  attributes: Attributes,
  { experiment, experimentResult }: GrowthBookFeatureResult,
): Record<string, StickyDocument> {
  const trials = trialsOf(original).map(({ trial }) => trial);
  const names = new Set(
    trials.flatMap(({ hashAttribute, fallbackAttribute }) => [hashAttribute, fallbackAttribute]),
  );
  const known = [...names].flatMap((name) => documentsOf(documents, name, attributes));
  const after = new Map(known.map((document) => [documentKey(document), document]));
  const isKept = original.settings.stickyBucketing === true && experiment?.disableStickyBucketing !== true;
  if (experiment !== undefined && experimentResult?.hashUsed === true && isKept) {
    const { hashAttribute, hashValue, key } = experimentResult;
    const owner = { attributeName: hashAttribute, attributeValue: valueText(hashValue) };
    const id = `${textOf(experiment.key)}__${textOf(experiment.bucketVersion ?? 0)}`;
    const assignments = { ...after.get(documentKey(owner))?.assignments, [id]: key };
    after.set(documentKey(owner), { ...owner, assignments });
  }
  return Object.fromEntries(after);
}

function documentKey({ attributeName, attributeValue }: Omit<StickyDocument, 'assignments'>): string {
  return `${attributeName}||${attributeValue}`;
}
