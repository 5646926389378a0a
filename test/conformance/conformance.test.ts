import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { runSuite } from './suite';
import { suites } from './suites';

const root = process.env.CONFORMANCE_DIR ?? '';

describe.each(suites.map((suite) => [suite.name, suite] as const))("%s's own suite", (_, suite) => {
  const folder = join(root, suite.folder);
  if (root && existsSync(folder)) {
    it('passes through our importer', () => {
      const { passed, failed } = runSuite(suite, folder);
      expect(failed).toEqual([]);
      expect(passed).toBeGreaterThan(0);
    });
  } else {
    it.skip(`is skipped: CONFORMANCE_DIR does not lead to ${suite.folder}/`, () => undefined);
  }
});
