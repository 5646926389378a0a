import type { Json, Ruleset } from '../evaluation';

/** One environment whole, as a git repository would hold it. */
export interface EnvironmentFile {
  ruleset: Ruleset;
  words: Words;
  /** What lists hold, by key and sorted; a list that is not among them is known by its size only. */
  ids: Record<string, string[]>;
}

/** What a project says of its objects beside what SDKs see, by key. Who owns them stays with the installation. */
export interface Words {
  flags: Record<string, FlagWords>;
  segments: Record<string, AudienceWords>;
  layers: Record<string, AudienceWords>;
  lists: Record<string, AudienceWords>;
}

export interface FlagWords {
  name: string;
  description: string;
  lifecycle: Lifecycle;
  links: { title: string; url: string }[];
  /** JSON Schema 2020-12 for the values; null: none. */
  jsonSchema: Json;
}

export interface AudienceWords {
  name: string;
  description: string;
  tags: string[];
}

export const lifecycles = ['IN_DEVELOPMENT', 'LIVE', 'DEPRECATED', 'COMPLETED'] as const;
export type Lifecycle = (typeof lifecycles)[number];

export const kinds = ['flags', 'segments', 'layers', 'lists'] as const;

/** Of the format: a reader refuses what it does not know. */
export const formatVersion = 1;
