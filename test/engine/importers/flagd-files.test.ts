import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { generations, importFlagd } from '../../../src/engine/importers';

const suite = join(process.env.CONFORMANCE_DIR ?? '', 'flagd');
const isThere = process.env.CONFORMANCE_DIR !== undefined && existsSync(suite);

if (!isThere) {
  it.skip("flagd's own files (skipped: CONFORMANCE_DIR does not lead to flagd/)", () => undefined);
} else {
  /** What only generation v2 carries. */
  const computed = [
    'fractional-nested-if-flag',
    'fractional-nested-var-flag',
    'fractional-nested-weight-flag',
    'fractional-zero-weights-flag',
    'targeting-null-flag',
  ];
  const refusedBy = { v1: computed, v2: [], v3: computed };

  describe.each(['flags', 'evaluator/flags'].flatMap(filesIn))('%s', (file) => {
    it.each(generations)('imports as generation %s, and every flag is reported', (generation) => {
      const source = JSON.parse(readFileSync(join(suite, file), 'utf8')) as { flags: object };
      const { ruleset, report } = importFlagd(source, { generation });
      expect(report.flags.map(({ key }) => key)).toEqual(Object.keys(source.flags));
      const refused = report.flags.filter(({ outcome }) => outcome === 'refused').map(({ key }) => key);
      expect(refused.sort()).toEqual(refusedBy[generation].filter((key) => key in source.flags).sort());
      expect(Object.keys(ruleset.flags)).toHaveLength(report.flags.length - refused.length);
    });
  });
}

function filesIn(folder: string): string[] {
  return readdirSync(join(suite, folder))
    .filter((file) => file.endsWith('.json'))
    .map((file) => `${folder}/${file}`);
}
