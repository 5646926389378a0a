import fc from 'fast-check';
import { jsonFault } from '../../../src/clients/cli/json-fault';
import { readJson } from '../../../src/clients/cli/read-json';

it('whatever JSON.parse takes has no fault', () => {
  fc.assert(
    fc.property(
      fc.json(),
      fc.constantFrom('', ' ', '\n\t'),
      (text, space) => jsonFault(space + text + space) === null,
    ),
  );
});

it('whatever JSON.parse refuses has one', () => {
  const parses = (text: string): boolean => {
    try {
      return JSON.parse(text) !== undefined;
    } catch {
      return false;
    }
  };
  const almost = fc.stringMatching(/^[[\]{}:,"\\a0-9.eE+\- \ntruefalsn]{0,12}$/);
  fc.assert(
    fc.property(almost, (text) => (jsonFault(text) === null) === parses(text)),
    { numRuns: 2000 },
  );
});

it.each([
  ['{"a": x}', 'unexpected "x" at position 6'],
  ['{a: 1}', 'unexpected "a" at position 1'],
  ['{"a" 1}', 'unexpected "1" at position 5'],
  ['{"a": 1,}', 'unexpected "}" at position 8'],
  ['{"a": 1', 'unexpected end at position 7'],
  ['[1, 2 3]', 'unexpected "3" at position 6'],
  ['{} {}', 'unexpected "{" at position 3'],
  ['', 'unexpected end at position 0'],
  ['{\n  "a": 1\n  "b": 2\n}', 'unexpected "\\"" at line 3, column 3'],
])('%j is refused with the place', (text, message) => {
  expect(() => readJson(text, '--context')).toThrow(`--context is not JSON: ${message}`);
});
