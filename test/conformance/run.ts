import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { runSuite } from './suite';
import { suites } from './suites';

/** `npm run conformance`: a line for each suite found, the refused, and the totals alone on the last line. */
function main(): number {
  const root = process.env.CONFORMANCE_DIR;
  if (!root) {
    console.log("skipped: CONFORMANCE_DIR is not set to the folder that holds the peers' suites");
    return 0;
  }
  const found = suites.filter(({ folder }) => existsSync(join(root, folder)));
  const results = found.map((suite) => runSuite(suite, join(root, suite.folder)));
  for (const { name, passed, failed } of results) {
    console.log(`${name.padEnd(14)} ${passed} passed, ${failed.length} failed`);
    for (const { name: failedCase, message } of failed)
      console.log(`  ✗ ${failedCase}: ${message.split('\n')[0]}`);
  }
  const refused = results.flatMap(({ name, refused: groups }) =>
    Object.entries(groups).map(([group, count]) => ({ text: `${name} ${group} ${count}`, count })),
  );
  const sum = (numbers: number[]): number => numbers.reduce((total, each) => total + each, 0);
  const listed = refused.map(({ text }) => text).join(', ');
  console.log(`${sum(refused.map(({ count }) => count))} refused${listed && `: ${listed}`}`);
  const passed = sum(results.map((result) => result.passed));
  const failed = sum(results.map((result) => result.failed.length));
  console.log(`${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

process.exitCode = main();
