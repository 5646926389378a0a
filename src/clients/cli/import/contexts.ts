import type { Json } from '../../../engine/evaluation';
import { failed } from '../failure';
import { readJson } from '../read-json';
import { readText } from './read-file';

/** The contexts of a file: a list in JSON, or NDJSON with one on each line. */
export function readContexts(path: string): Json[] {
  const text = readText(path);
  const contexts = /^\s*\[/.test(text) ? (readJson(text, path, failed) as Json[]) : readLines(text, path);
  if (contexts.length === 0) throw failed(`${path} has no context`);
  const bad = contexts.findIndex((context) => typeof context !== 'object' || context === null);
  if (bad >= 0) throw failed(`${path}: context ${bad} is no object`);
  return contexts;
}

function readLines(text: string, path: string): Json[] {
  return text
    .split('\n')
    .flatMap((line, at) => (line.trim() === '' ? [] : [readJson(line, `${path}:${at + 1}`, failed)]));
}
