import fc from 'fast-check';
import { parseDocument } from 'yaml';
import { yamlText } from '../../../../src/clients/cli/export/yaml-text';
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
      expect(JSON.parse(throughBytes(JSON.stringify(value)))).toEqual(value);
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
