import fc from 'fast-check';
import { parseDocument } from 'yaml';
import { jsonText, yamlText } from '../../../../src/clients/cli/export/file-text';
import { exportSignalbox } from '../../../../src/engine/exporters';
import { oddJson, someEnvironmentFile } from '../../../engine/exporters/environment-files';

/** As a file keeps it. */
const throughBytes = (text: string): string => Buffer.from(text, 'utf8').toString('utf8');

function read(text: string, version: '1.1' | '1.2' = '1.2'): unknown {
  const document = parseDocument(throughBytes(text), { version, merge: false });
  expect([document.errors, text]).toEqual([[], text]);
  return document.toJS();
}

it('says what it was given, whatever that is', () => {
  fc.assert(
    fc.property(fc.oneof(oddJson, someEnvironmentFile.map(exportSignalbox)), (value) => {
      expect(read(yamlText(value))).toEqual(value);
      expect(JSON.parse(throughBytes(jsonText(value)))).toEqual(value);
    }),
    { numRuns: 150, seed: 20260115 },
  );
});

it('means the same to readers of YAML 1.1', () => {
  const value = { on: true, off: 'no', y: 'n', '1:30': '2026-01-15', '<<': '0o7', '0b1': '1_000' };
  expect(read(yamlText(value), '1.1')).toEqual(value);
});

it('has a line for each thing, and short things on one', () => {
  const rule = { id: 'pro', when: { attr: { path: ['plan'] }, op: 'eq', values: ['pro'] }, serve: 'on' };
  const flag = {
    description: 'Two\nlines',
    tags: ['a', 'b'],
    on: true,
    rules: [rule, { id: 'short', serve: 'off' }],
  };
  expect(yamlText({ signalbox: 1, flags: { new: flag } })).toBe(`signalbox: 1
flags:
  new:
    description: |-
      Two
      lines
    tags: [ a, b ]
    "on": true
    rules:
      - id: pro
        when: { attr: { path: [ plan ] }, op: eq, values: [ pro ] }
        serve: "on"
      - { id: short, serve: "off" }
`);
});

it('holds nothing that a terminal would obey', () => {
  const value = { flags: { '\u009b31m': '\u001b[2J', b: 'two\nlines\u0085', c: ['\u007f'] } };
  for (const [text, parsed] of [
    [yamlText(value), read(yamlText(value))],
    [jsonText(value), JSON.parse(jsonText(value))],
  ]) {
    expect(parsed).toEqual(value);
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
  }
});
