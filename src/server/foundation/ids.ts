import { randomBytes, randomInt } from 'node:crypto';
import { v7 } from 'uuid';
import { invalidInput, notFound } from './errors';

/** A UUIDv7: ordered by time, so that an index on it grows at its end. */
export const newId = (): string => v7();

const base62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** `length` random characters of 0-9, A-Z, a-z. */
export const randomText = (length: number): string =>
  Array.from({ length }, () => base62[randomInt(base62.length)]).join('');

/** A number in [0, 1), for jitter and for `builtin: random`. */
export const random = (): number => randomBytes(6).readUIntBE(0, 6) / 2 ** 48;

/** The opaque id that clients see: base64url of `Type:uuid`. */
export const toGlobalId = (type: string, id: string): string =>
  Buffer.from(`${type}:${id}`).toString('base64url');

const uuid = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';

/** One row, or one thing in another (`<environment>.<flag>`), which may be as it was at a revision (`@<revision>`). */
const rowId = new RegExp(`^${uuid}(\\.${uuid}(@(0|[1-9]\\d{0,14}))?)?$`);

/** Type and id of a global id; null for anything that `toGlobalId` did not make. */
export function parseGlobalId(globalId: string): { type: string; id: string } | null {
  const [type, id, ...rest] = Buffer.from(globalId, 'base64url').toString('utf8').split(':');
  if (!type || !id || rest.length > 0 || !rowId.test(id) || toGlobalId(type, id) !== globalId) return null;
  return { type, id };
}

/** The id behind a global id of `type`; an id of another type, or no id at all, is one that does not exist. */
export function fromGlobalId(type: string, globalId: string): string {
  const parsed = parseGlobalId(globalId);
  if (parsed?.type !== type) throw notFound(type);
  return parsed.id;
}

/** For places where a list is bounded by the rules of the API (FEDERATION's conventions). */
export function assertAtMost(limit: number, given: readonly unknown[], field: string): void {
  if (given.length > limit) {
    throw invalidInput(`\`${field}\` takes at most ${limit} entries, ${given.length} were given`, {
      field: [field],
    });
  }
}
