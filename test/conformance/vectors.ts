import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Evaluation, ListContents, Ruleset, Subject } from '../../src/engine/evaluation';

/** One file of `cases/`; its README says what each field means. */
export interface VectorFile {
  name: string;
  about: string;
  ruleset: Ruleset;
  lists?: Record<string, string[]>;
  publishable?: false;
  cases: Vector[];
}

export interface Vector {
  name: string;
  flagKey: string;
  subject: Subject;
  now?: number;
  expect: Evaluation;
}

const folder = join(__dirname, 'cases');

export const vectorFiles: VectorFile[] = readdirSync(folder)
  .filter((file) => file.endsWith('.json'))
  .map((file) => ({
    ...(JSON.parse(readFileSync(join(folder, file), 'utf8')) as Omit<VectorFile, 'name'>),
    name: file.replace(/\.json$/, ''),
  }));

/** Rows for `describe.each`. */
export const namedFiles = vectorFiles.map((file) => [file.name, file] as const);

export function contentsOf({ lists = {} }: VectorFile): ListContents {
  return Object.fromEntries(Object.entries(lists).map(([key, ids]) => [key, new Set(ids)]));
}
