/** Prints jest's totals, of the file that `jest --json --outputFile` wrote, as one line: `N passed, N failed`. */
const { readFileSync } = require('node:fs');

const totals = JSON.parse(readFileSync(process.argv[2], 'utf8'));
// A test file that could not even be loaded has no tests to count, and has failed all the same.
const failed = totals.numFailedTests + totals.numRuntimeErrorTestSuites;
console.log(`${totals.numPassedTests} passed, ${failed} failed`);
