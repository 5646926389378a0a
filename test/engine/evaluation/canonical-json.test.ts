import fc from 'fast-check';
import { canonicalJson, type Json } from '../../../src/engine/evaluation';

it('sorts keys at every level and writes no white space', () => {
  expect(canonicalJson({ b: [{ d: 1, c: null }], a: 'é"' })).toBe('{"a":"é\\"","b":[{"c":null,"d":1}]}');
});

it('leaves out what is undefined', () => {
  expect(canonicalJson({ a: undefined as unknown as Json, b: 1 })).toBe('{"b":1}');
});

it('gives one text for one value, and the value back', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = canonicalJson(value as Json);
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
      expect(canonicalJson(JSON.parse(text) as Json)).toBe(text);
    }),
    { numRuns: 200, seed: 7 },
  );
});
