import { encodeCbor } from './cbor';
import { textOf } from '../text-of';
import type { Bucketing, Json } from '../types';

const encoder = new TextEncoder();

/** What a hash walks: bytes, or 16-bit units with `utf16`. */
export type Units = ArrayLike<number>;

export function utf8(text: string): Uint8Array {
  return encoder.encode(text);
}

/** What is hashed for a unit: the text written out in the bucketing's bytes, `times` over with `again` between. */
export function compileUnits(bucketing: Bucketing): (unit: Json, times: number) => Units {
  if (bucketing.bytes === 'cbor') return (unit) => cborOf(bucketing.text, unit);
  const unitsOf = encodings[bucketing.bytes];
  const again = bucketing.again ?? '';
  return (unit, times) => {
    const text = textFor(bucketing.text, unit);
    return unitsOf(times === 1 ? text : Array<string>(times).fill(text).join(again));
  };
}

export function textFor(template: Bucketing['text'], unit: Json): string {
  let text = '';
  for (const part of template) text += typeof part === 'string' ? part : textOf(unit);
  return text;
}

const encodings: Record<Exclude<Bucketing['bytes'], 'cbor'>, (text: string) => Units> = {
  utf8,
  utf16: (text) => codeUnits(text, 0xffff),
  low8: (text) => codeUnits(text, 0xff),
  'cbor.text': encodeCbor,
};

function codeUnits(text: string, mask: number): Uint16Array {
  const units = new Uint16Array(text.length);
  for (let i = 0; i < text.length; i += 1) units[i] = text.charCodeAt(i) & mask;
  return units;
}

/** A lone unit is encoded as what it is; several parts become a list, as flagd does with its flag key and targeting key. */
function cborOf(template: Bucketing['text'], unit: Json): Units {
  const parts = template.map((part) => (typeof part === 'string' ? part : unit));
  return encodeCbor(parts.length === 1 ? parts[0] : parts);
}
