import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';

/** A body that is refused, with the HTTP status that says so. */
export class BodyError extends Error {
  constructor(
    readonly status: 400 | 413 | 415,
    message: string,
  ) {
    super(message);
  }
}

/**
 * The JSON of a request's body; undefined when it has none, or one that is not JSON by its content type. The limit holds
 * for what a compressed body becomes, so that a small one cannot fill the memory.
 */
export async function readJsonBody(request: IncomingMessage, limitBytes: number): Promise<unknown> {
  const text = await readText(request, limitBytes);
  if (text === '' || !isJson(request.headers['content-type'])) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new BodyError(400, 'The body is not valid JSON');
  }
}

async function readText(request: IncomingMessage, limitBytes: number): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of decompressed(request)) {
      length += (chunk as Buffer).length;
      if (length > limitBytes) throw new BodyError(413, `The body is longer than ${limitBytes} bytes`);
      chunks.push(chunk as Buffer);
    }
  } catch (error) {
    if (error instanceof BodyError) throw error;
    throw new BodyError(400, 'The body could not be read');
  }
  return Buffer.concat(chunks).toString('utf8');
}

function decompressed(request: IncomingMessage): Readable {
  const encoding = request.headers['content-encoding'] ?? 'identity';
  if (encoding === 'identity') return request;
  const decompress = decompressors[encoding];
  if (!decompress) throw new BodyError(415, `The content encoding ${encoding} is not known`);
  const decompressor = decompress();
  // A decompressor does not hear of a request that breaks off.
  request.once('error', (error) => decompressor.destroy(error));
  return request.pipe(decompressor);
}

const decompressors: Record<string, (() => Readable & NodeJS.WritableStream) | undefined> = {
  gzip: createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
};

const isJson = (contentType: string | undefined): boolean =>
  contentType !== undefined && /^application\/json\s*(;\s*charset\s*=\s*"?utf-8"?\s*)?$/i.test(contentType);
