import { utf8, type Units } from './bytes';

/** MurmurHash3 x86 32. */
export function murmur3(bytes: Units, seed: number): number {
  const whole = bytes.length & ~3;
  let hash = seed | 0;
  for (let i = 0; i < whole; i += 4) hash = mix(hash, wordAt(bytes, i));
  if (whole < bytes.length) hash ^= scramble(tailAt(bytes, whole));
  return finish(hash, bytes.length);
}

/**
 * Murmur3 of `prefix + text` in UTF-8. The prefix (a seed, the same for every unit) is taken in once, and plain ASCII is
 * hashed straight from the text, four characters at a time: together a third of the cost of hashing the whole. The
 * prefix seldom ends on a whole word, so each word of the stream is made of what the last four characters left over
 * (`carried`) and of the low bits of the next four.
 */
export function murmur3After(prefix: string, seed: number): (text: string) => number {
  const bytes = utf8(prefix);
  const whole = bytes.length & ~3;
  let start = seed | 0;
  for (let i = 0; i < whole; i += 4) start = mix(start, wordAt(bytes, i));
  const left = tailAt(bytes, whole);
  const bits = (bytes.length & 3) * 8;
  return (text) => {
    const length = text.length;
    let hash = start;
    let carried = left;
    let i = 0;
    for (; i + 4 <= length; i += 4) {
      const a = text.charCodeAt(i);
      const b = text.charCodeAt(i + 1);
      const c = text.charCodeAt(i + 2);
      const d = text.charCodeAt(i + 3);
      if ((a | b | c | d) > 127) return murmur3(utf8(prefix + text), seed);
      const word = a | (b << 8) | (c << 16) | (d << 24);
      hash = mix(hash, carried | (word << bits));
      // a shift by 32 would be one by 0
      carried = bits === 0 ? 0 : word >>> (32 - bits);
    }
    let filled = bits;
    for (; i < length; i += 1) {
      const code = text.charCodeAt(i);
      if (code > 127) return murmur3(utf8(prefix + text), seed);
      carried |= code << filled;
      filled += 8;
      if (filled === 32) {
        hash = mix(hash, carried);
        carried = 0;
        filled = 0;
      }
    }
    if (filled > 0) hash ^= scramble(carried);
    return finish(hash, bytes.length + length);
  };
}

function wordAt(bytes: Units, at: number): number {
  return bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24);
}

function tailAt(bytes: Units, at: number): number {
  let word = 0;
  for (let i = at; i < bytes.length; i += 1) word |= bytes[i] << ((i - at) * 8);
  return word;
}

function scramble(word: number): number {
  const product = Math.imul(word, 0xcc9e2d51);
  return Math.imul((product << 15) | (product >>> 17), 0x1b873593);
}

function mix(hash: number, word: number): number {
  const mixed = hash ^ scramble(word);
  return (Math.imul((mixed << 13) | (mixed >>> 19), 5) + 0xe6546b64) | 0;
}

function finish(hash: number, length: number): number {
  let last = hash ^ length;
  last = Math.imul(last ^ (last >>> 16), 0x85ebca6b);
  last = Math.imul(last ^ (last >>> 13), 0xc2b2ae35);
  return (last ^ (last >>> 16)) >>> 0;
}
