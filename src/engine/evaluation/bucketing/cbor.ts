import type { Json } from '../types';

const encoder = new TextEncoder();

/** RFC 8949 core deterministic encoding; integral floats are written as integers and -0 as 0. */
export function encodeCbor(value: Json): number[] {
  if (value === null || value === undefined) return [0xf6];
  if (typeof value === 'boolean') return [value ? 0xf5 : 0xf4];
  if (typeof value === 'number') return encodeNumber(value);
  if (typeof value === 'string') return encodeText(value);
  if (Array.isArray(value)) return [...head(4, value.length), ...value.flatMap(encodeCbor)];
  return encodeMap(value);
}

function encodeText(text: string): number[] {
  const bytes = encoder.encode(text);
  return [...head(3, bytes.length), ...bytes];
}

function encodeMap(value: { [key: string]: Json }): number[] {
  const members = Object.entries(value)
    .map(([key, member]) => [encodeText(key), encodeCbor(member)] as const)
    .sort(([left], [right]) => compareBytes(left, right));
  return [...head(5, members.length), ...members.flatMap(([key, member]) => [...key, ...member])];
}

function compareBytes(left: number[], right: number[]): number {
  const length = Math.min(left.length, right.length);
  for (let i = 0; i < length; i += 1) if (left[i] !== right[i]) return left[i] - right[i];
  return left.length - right.length;
}

const twoToThe64 = 2 ** 64;

function encodeNumber(value: number): number[] {
  if (!Number.isInteger(value) || Math.abs(value) >= twoToThe64) return encodeFloat(value);
  return value >= 0 ? head(0, value === 0 ? 0 : value) : head(1, -1 - value);
}

/** A major type with its argument in the fewest bytes. */
function head(major: number, argument: number): number[] {
  const type = major << 5;
  if (argument < 24) return [type | argument];
  if (argument < 0x100) return [type | 24, argument];
  if (argument < 0x10000) return [type | 25, ...bigEndian(argument, 2)];
  if (argument < 0x100000000) return [type | 26, ...bigEndian(argument, 4)];
  return [
    type | 27,
    ...bigEndian(Math.floor(argument / 0x100000000), 4),
    ...bigEndian(argument % 0x100000000, 4),
  ];
}

function bigEndian(value: number, length: number): number[] {
  const bytes: number[] = [];
  for (let i = length - 1; i >= 0; i -= 1) bytes.push(Math.floor(value / 256 ** i) % 256);
  return bytes;
}

function encodeFloat(value: number): number[] {
  const half = halfFloat(value);
  if (half !== undefined) return [0xf9, half >> 8, half & 0xff];
  const view = new DataView(new ArrayBuffer(8));
  if (Math.fround(value) === value) {
    view.setFloat32(0, value);
    return [0xfa, ...new Uint8Array(view.buffer, 0, 4)];
  }
  view.setFloat64(0, value);
  return [0xfb, ...new Uint8Array(view.buffer)];
}

/** The 16 bits of a half-precision float, when they hold the value exactly. */
function halfFloat(value: number): number | undefined {
  if (Number.isNaN(value)) return 0x7e00;
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
  const size = Math.abs(value);
  if (size === Infinity) return sign | 0x7c00;
  if (size === 0) return sign;
  const exponent = Math.max(Math.floor(Math.log2(size)), -14);
  const fraction = size / 2 ** (exponent - 10);
  if (exponent > 15 || !Number.isInteger(fraction) || fraction >= 2048) return undefined;
  return fraction < 1024 ? sign | fraction : sign | ((exponent + 15) << 10) | (fraction - 1024);
}
