import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ConfigDocuments } from '../delivery/config-documents';
import type { Snapshot } from '../delivery/snapshots';
import { notFound } from '../foundation/errors';
import { sendErrors } from './json-answer';
import type { Caller, Operations } from './operation';

/** A document costs as much as an object of GraphQL: it is ready, as a rule. */
const documentCost = 1;
/** What a stream refers to never changes; a day is longer than any stream refers to it. */
const immutableForSeconds = 86_400;

/** Configuration by plain GET: `/config`, and what streams and documents refer to below it. */
export class ConfigDoor {
  constructor(
    private readonly operations: Operations,
    private readonly documents: ConfigDocuments,
  ) {}

  /** For a GET or HEAD of `/config` or below. `identify` may fail: the caller is told why, as of every other failure. */
  async answer(
    path: string,
    request: IncomingMessage,
    response: ServerResponse,
    identify: () => Promise<Caller>,
    requestId: string,
  ): Promise<void> {
    response.setHeader('vary', 'authorization, accept-encoding');
    try {
      await this.send(partsOf(path), request, response, await identify());
    } catch (error) {
      sendErrors(response, this.operations.refuse([error], requestId).errors);
    }
  }

  private async send(
    [kind, ...rest]: string[],
    request: IncomingMessage,
    response: ServerResponse,
    caller: Caller,
  ): Promise<void> {
    const operation = this.operations.begin(caller, documentCost);
    if (kind === undefined) {
      const tags = tagsIn(request.headers['if-none-match']);
      const current = await this.documents.current(operation, tags.map(nameIn));
      if ('snapshot' in current) return sendSnapshot(await current.snapshot, revalidated, request, response);
      const tag = tags.find((each) => nameIn(each) === current.unchanged);
      return void response.writeHead(304, { etag: `"${tag}"`, 'cache-control': revalidated }).end();
    }
    const charge = (objects: number): void => this.operations.charge(caller, objects);
    if (kind === 'snapshots' && rest.length === 2) {
      const [environmentId, name] = rest;
      const snapshot = await this.documents.named(operation, { environmentId, name }, charge);
      return sendSnapshot(snapshot, immutable, request, response);
    }
    if (kind === 'chunks' && rest.length === 4) {
      const [environmentId, listKey, version, sha256] = rest;
      const address = { environmentId, listKey, version: Number(version), sha256 };
      return sendChunk(sha256, await this.documents.chunk(operation, address, charge), response);
    }
    throw notFound('Document');
  }
}

const revalidated = 'private, no-cache';
const immutable = `private, immutable, max-age=${immutableForSeconds}`;

async function sendSnapshot(
  snapshot: Snapshot,
  cacheControl: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const isPacked = /\bgzip\b/.test(String(request.headers['accept-encoding']));
  const body = isPacked ? await snapshot.packed() : snapshot.text;
  response.writeHead(200, {
    'content-type': json,
    'content-length': body.length,
    ...(isPacked && { 'content-encoding': 'gzip' }),
    etag: `"${snapshot.name}${isPacked ? packedSuffix : ''}"`,
    'cache-control': cacheControl,
  });
  response.end(body);
}

function sendChunk(sha256: string, text: string, response: ServerResponse): void {
  response.writeHead(200, { 'content-type': json, etag: `"${sha256}"`, 'cache-control': immutable });
  response.end(text);
}

const json = 'application/json; charset=utf-8';

/** The same text under another encoding is another representation, with a tag of its own. */
const packedSuffix = '.gzip';

const nameIn = (tag: string): string =>
  tag.endsWith(packedSuffix) ? tag.slice(0, -packedSuffix.length) : tag;

/** The tags of `If-None-Match`; weak ones compare alike. */
const tagsIn = (header: string | undefined): string[] =>
  [...(header ?? '').matchAll(/(?:W\/)?"([^"]*)"/g)].map(([, tag]) => tag);

/** What follows `/config/`, decoded; throws NOT_FOUND for what cannot be. */
function partsOf(path: string): string[] {
  try {
    return path.split('/').slice(2).map(decodeURIComponent);
  } catch {
    throw notFound('Document');
  }
}
