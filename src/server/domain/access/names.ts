import { invalidInput } from '../../foundation/errors';

const newKey = /^[a-z0-9][a-z0-9._-]{0,127}$/;
const tag = /^[^\s\p{Cc}]{1,64}$/u;
const email = /^[^\s@\p{Cc}]+@[^\s@\p{Cc}]+$/u;

/** A name as it is kept: what people read, so almost anything, but one line and not nothing. */
export function nameFrom(name: string, field = 'name'): string {
  const trimmed = name.trim();
  if (/^[^\p{Cc}\p{Cs}]{1,255}$/u.test(trimmed)) return trimmed;
  throw refused(field, 'A name has 1 to 255 characters and no control characters', name);
}

/** A new key or slug; it is kept for ever. */
export function keyFrom(key: string, field = 'key'): string {
  if (newKey.test(key)) return key;
  const rule =
    'A key begins with a-z or 0-9 and goes on with a-z, 0-9, `.`, `_` or `-`, at most 128 characters';
  throw refused(field, rule, key);
}

export function descriptionFrom(description: string): string {
  if (description.length <= 10_000 && !description.includes('\0')) return description;
  const rule = 'A description has at most 10,000 characters and no U+0000';
  throw refused('description', rule, description);
}

/** An address as it is kept: nobody means two people by two cases of one. */
export function emailFrom(address: string): string {
  if (address.length <= 255 && email.test(address)) return address.toLowerCase();
  throw refused('email', 'An email address has the form name@domain', address);
}

/** Tags as they are kept: each once, in order. null: no filter. */
export function tagFilterFrom(tags: string[] | null | undefined): string[] | null {
  if (tags == null) return null;
  const wrong = tags.find((each) => !tag.test(each));
  if (wrong !== undefined) throw refused('tags', 'A tag has 1 to 64 characters and no spaces', wrong);
  if (tags.length > 0 && tags.length <= 250) return [...new Set(tags)].sort();
  throw invalidInput(
    `\`tags\` takes 1 to 250 tags, ${tags.length} were given; give null for a key that sees all flags`,
    { field: ['input', 'tags'] },
  );
}

/** When something ends; null: never. */
export function expiryFrom(expiresAt: number | null | undefined, now: number): number | null {
  if (expiresAt == null || expiresAt > now) return expiresAt ?? null;
  throw refused('expiresAt', 'An expiry lies in the future', new Date(expiresAt).toISOString());
}

const refused = (field: string, rule: string, given: string): Error =>
  invalidInput(`${rule}; \`${given.slice(0, 64)}\` was given`, { field: ['input', field] });
