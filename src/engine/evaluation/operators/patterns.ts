import { RE2JS } from 're2js';

/**
 * A longer text, in UTF-16 units, matches no pattern: linear matching is still slow on long texts, and a subject's texts
 * come from anywhere.
 */
export const longestMatched = 4096;

/** Linear in the text times this: `.{1000}.{900}` would hold an evaluation up for half a second. */
const largestProgram = 500;

/**
 * Whether a text contains a match, in time linear in the text. Both dialects run on RE2: `matches` takes JavaScript's
 * spelling, `matches.re2` RE2's. Throws on a pattern that RE2 has no linear way for (look-around, back-references), and on
 * one that unfolds to too much.
 */
export function compilePattern(
  pattern: string,
  dialect: 'matches' | 'matches.re2',
  fold: boolean,
): (text: string) => boolean {
  const source = dialect === 'matches' ? RE2JS.translateRegExp(pattern) : pattern;
  const expression = RE2JS.compile(source, fold ? RE2JS.CASE_INSENSITIVE : 0);
  if (expression.programSize() > largestProgram) throw new Error('its repetitions unfold to too much');
  return (text) => text.length <= longestMatched && expression.test(text);
}
