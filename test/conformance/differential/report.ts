import { isBroken, type Comparison } from './compare';

const shown = 3;

/** A line, with the reason for its differences, or below it the first of those that have none. */
export function linesOf(comparison: Comparison): string[] {
  const { peer, kind, asked, differences, trap } = comparison;
  const line = `${peer.padEnd(14)} ${kind.padEnd(44)} ${asked} asked, ${differences.length} differences`;
  if (differences.length === 0) return [line];
  if (!isBroken(comparison)) return [`${line}, explained: ${trap}`];
  const first = differences
    .slice(0, shown)
    .map(({ ours, theirs, ...asked }) => `  ✗ ${JSON.stringify(asked)}: ${JSON.stringify({ ours, theirs })}`);
  return [line, ...first];
}
