import { readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { parseDocument } from 'yaml';
import { failed } from '../failure';
import { readJson } from '../read-json';

/** A file of JSON or YAML, by its name's ending; one without a known ending is JSON where it begins like it. */
export function readDefinition(path: string): unknown {
  const text = readText(path);
  const isYaml = /^\.ya?ml$/i.test(extname(path)) || (extname(path) !== '.json' && !/^\s*[[{]/.test(text));
  return isYaml ? readYaml(text, path) : readJson(text, path, failed);
}

export function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8').replace(/^\ufeff/, '');
  } catch (error) {
    throw failed(
      `cannot read ${path}: ${reasons[(error as NodeJS.ErrnoException).code ?? ''] ?? String(error)}`,
    );
  }
}

const reasons: Record<string, string> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a folder',
  EACCES: 'it may not be read',
};

function readYaml(text: string, path: string): unknown {
  const document = parseDocument(text, { prettyErrors: true });
  const [error] = document.errors;
  if (error !== undefined) {
    const [place] = error.linePos ?? [];
    const at = place === undefined ? '' : ` at line ${place.line}, column ${place.col}`;
    throw failed(`${path} is not YAML: ${error.message.split(' at line ')[0]}${at}`);
  }
  try {
    return document.toJS() as unknown;
  } catch (aliases) {
    throw failed(`${path} is not YAML that can be read: ${(aliases as Error).message}`);
  }
}
