/** Negative, zero or positive, as a sort wants it. Revisions are decimal text without leading zeros, of any length. */
export function compareRevisions(left: string, right: string): number {
  if (left.length !== right.length) return left.length - right.length;
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
