import type { Chunks } from './list-chunks';
import { readListBody } from './list-payload';
import type { ConfigKind } from './messages';
import { readJsonObject } from './read-json-object';

/** Makes an object's body of its payload; throws when it cannot. An SDK adds the engine's validation to it. */
export type ReadBody = (kind: ConfigKind, key: string, payload: string, chunks?: Chunks) => object;

/** Only asks for a JSON object, and of a list for its ids. */
export const readBody: ReadBody = (kind, _key, payload, chunks) =>
  kind === 'LIST' ? readListBody(payload, chunks) : readJsonObject(payload);
