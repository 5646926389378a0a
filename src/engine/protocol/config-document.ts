import type { ConfigChange } from './messages';
import { readJsonObject } from './read-json-object';

/** All that a key sees at one revision, in the words of the stream: the answer of `GET /config`. */
export interface ConfigDocument {
  protocol: 1;
  environmentId: string;
  epoch: string;
  revision: string;
  scopeHash: string;
  checksum: string;
  resume: string;
  /** Each a PUT. */
  objects: ConfigChange[];
}

/**
 * JSON with each object on a line of its own, by kind and key: the same view is the same bytes, whoever writes it, and
 * can be cut without being parsed. JSON has no line breaks inside of texts.
 */
export function writeConfigDocument(document: ConfigDocument): string {
  const { protocol, environmentId, epoch, revision, scopeHash, checksum, resume, objects } = document;
  const head = JSON.stringify({ protocol, environmentId, epoch, revision, scopeHash, checksum, resume });
  const lines = [...objects]
    .sort((left, right) => compare(left.kind, right.kind) || compare(left.key, right.key))
    .map(({ kind, key, op, version, payload }) => JSON.stringify({ kind, key, op, version, payload }));
  return `${head.slice(0, -1)},"objects":[\n${lines.join(',\n')}\n]}\n`;
}

/** Throws when the text is no such document. */
export function readConfigDocument(text: string): ConfigDocument {
  const document = readJsonObject(text);
  if (document.protocol !== 1) throw new Error(`protocol must be 1, but is ${String(document.protocol)}`);
  for (const name of ['environmentId', 'epoch', 'revision', 'scopeHash', 'checksum', 'resume']) {
    if (typeof document[name] !== 'string') throw new Error(`${name} must be a text`);
  }
  if (!Array.isArray(document.objects)) throw new Error('objects must be a list');
  return document as unknown as ConfigDocument;
}

function compare(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
