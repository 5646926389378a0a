import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readContexts } from '../../../../src/clients/cli/import/contexts';

const folder = mkdtempSync(join(tmpdir(), 'signalbox-contexts-'));
const path = join(folder, 'contexts.json');
afterAll(() => rmSync(folder, { recursive: true }));

function read(text: string): unknown {
  writeFileSync(path, text);
  return readContexts(path);
}

it.each([
  ['a list in JSON', '[{"id":"ada"},\n {"id":"eve"}]'],
  ['NDJSON', '{"id":"ada"}\n\n{"id":"eve"}\n'],
])('reads %s', (_, text) => {
  expect(read(text)).toEqual([{ id: 'ada' }, { id: 'eve' }]);
});

it.each([
  ['an empty list', '[]', 'has no context'],
  ['an empty file', '\n', 'has no context'],
  ['what is no object', '[{"id":1}, "ada"]', ': context 1 is no object'],
  ['a bad line', '{"id":1}\n{"id":', ':2 is not JSON: unexpected end at position 6'],
])('refuses %s', (_, text, message) => {
  expect(() => read(text)).toThrow(`${path}${message.startsWith(':') ? '' : ' '}${message}`);
});
