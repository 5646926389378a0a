import type { Flag } from '../../../src/engine/evaluation';

/** The variant whose value writers write. */
export const writtenVariant = 'text';

/** The value that carries a write's mark, as long as the test wants it. */
export const markedValue = (mark: string, length = 0): string => `${mark} `.padEnd(length, 'x');

/** The write that a flag is from; null: none of the writers. */
export function markOfFlag({ variants }: Pick<Flag, 'variants'>): string | null {
  const value = variants[writtenVariant]?.value;
  return typeof value === 'string' && value.includes(' ') ? value.slice(0, value.indexOf(' ')) : null;
}
