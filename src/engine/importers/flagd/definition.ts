import { ImportError } from '../import-error';
import type { Json } from '../../evaluation';

type Fields = Record<string, unknown>;
export type Metadata = Record<string, string | number | boolean>;

/** A flagd file as a whole; its flags are not looked into yet, since one bad flag does not spoil the others. */
export interface FlagdDefinition {
  flags: [key: string, flag: unknown][];
  /** In the order of the file, which decides what a `$ref` inside an evaluator means. */
  evaluators: [name: string, expression: Json][];
  metadata: Metadata;
}

export interface FlagdFlag {
  isEnabled: boolean;
  variants: Record<string, Json>;
  defaultVariant: string | null;
  /** null: everybody gets the default variant. */
  targeting: Json;
  metadata: Metadata;
  unknownFields: string[];
}

export function readDefinition(source: unknown): FlagdDefinition {
  const file = fieldsOf(source, '');
  if (file.flags === undefined) throw new ImportError('', 'this is no flagd definition: it has no "flags"');
  const evaluators = Object.entries(fieldsOf(file.$evaluators ?? {}, '$evaluators'));
  return {
    flags: Object.entries(fieldsOf(file.flags, 'flags')),
    evaluators: evaluators.map(([name, body]) => [name, expressionOf(body, `$evaluators${member(name)}`)]),
    metadata: metadataOf(file.metadata, 'metadata'),
  };
}

const knownFields = new Set(['key', 'state', 'variants', 'defaultVariant', 'targeting', 'metadata']);

/** Throws an ImportError at the first thing that flagd itself could not work with. */
export function readFlag(key: string, source: unknown): FlagdFlag {
  const path = `flags${member(key)}`;
  const flag = fieldsOf(source, path);
  const variants = variantsOf(flag.variants, `${path}.variants`);
  return {
    isEnabled: stateOf(flag.state, `${path}.state`) === 'ENABLED',
    variants,
    defaultVariant: defaultVariantOf(flag.defaultVariant ?? null, variants, `${path}.defaultVariant`),
    targeting: flag.targeting === undefined ? null : targetingOf(flag.targeting, `${path}.targeting`),
    metadata: metadataOf(flag.metadata, `${path}.metadata`),
    unknownFields: Object.keys(flag).filter((name) => !knownFields.has(name)),
  };
}

/** `.name`, or `["a name"]` where dots would mislead. */
function member(name: string): string {
  return /^[\w$]+$/.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`;
}

function stateOf(state: unknown, path: string): 'ENABLED' | 'DISABLED' {
  if (state === 'ENABLED' || state === 'DISABLED') return state;
  throw new ImportError(path, `must be ENABLED or DISABLED, not ${shown(state)}`);
}

function variantsOf(source: unknown, path: string): Record<string, Json> {
  const variants = fieldsOf(source, path);
  if (Object.keys(variants).length === 0) throw new ImportError(path, 'needs at least one variant');
  for (const [name, value] of Object.entries(variants)) refuseDeep(value, `${path}${member(name)}`);
  return variants as Record<string, Json>;
}

function defaultVariantOf(name: unknown, variants: Record<string, Json>, path: string): string | null {
  if (name === null) return null;
  if (typeof name === 'string' && Object.hasOwn(variants, name)) return name;
  throw new ImportError(path, `must be one of ${Object.keys(variants).join(', ')}, not ${shown(name)}`);
}

/** flagd takes an empty expression for none at all, and a bare text for the name of everybody's variant. */
function targetingOf(source: unknown, path: string): Json {
  if (source === null || source === '') return null;
  if (typeof source === 'string') return source;
  const targeting = expressionOf(source, path);
  return Object.keys(targeting).length === 0 ? null : targeting;
}

function expressionOf(source: unknown, path: string): { [key: string]: Json } {
  refuseDeep(source, path);
  return fieldsOf(source, path) as { [key: string]: Json };
}

function metadataOf(source: unknown, path: string): Metadata {
  const metadata = fieldsOf(source ?? {}, path);
  for (const [name, value] of Object.entries(metadata)) {
    if (!['string', 'number', 'boolean'].includes(typeof value)) {
      throw new ImportError(
        `${path}${member(name)}`,
        `must be a text, number or boolean, not ${shown(value)}`,
      );
    }
  }
  return metadata as Metadata;
}

function fieldsOf(value: unknown, path: string): Fields {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields;
  throw new ImportError(path, `must be an object, not ${shown(value)}`);
}

/** The engine takes no deeper expressions or values. */
const deepest = 64;

export function refuseDeep(value: unknown, path: string): void {
  if (isDeeperThan(deepest, value)) throw new ImportError(path, `is nested deeper than ${deepest} levels`);
}

function isDeeperThan(levels: number, value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((part) => isDeeperThan(levels - 1, part));
}

function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' && value !== null ? 'an object' : JSON.stringify(value);
}
