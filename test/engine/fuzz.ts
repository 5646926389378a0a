import { fuzz } from './fuzz-round';

/** `npm run fuzz [rounds] [seed]`: nothing may throw, and no evaluation take more than 50 ms. */
const [rounds = 100_000, seed = Date.now() % 2 ** 31] = process.argv.slice(2).map(Number);
console.log(`seed ${seed}`);
const report = fuzz(rounds, seed, () => performance.now());
console.log(
  `${report.rounds} rounds, ${report.evaluations} evaluations, slowest ${report.slowestMs.toFixed(1)} ms`,
);
process.exitCode = report.slowestMs <= 50 ? 0 : 1;
