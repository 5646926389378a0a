import { compilePattern } from '../evaluation/operators/patterns';

/** A peer's pattern: kept, never matching there, or one that cannot be carried, with the reason. */
export type PatternOutcome = 'kept' | 'never' | { fault: string };

/**
 * What becomes of a regular expression. Here all of them run as RE2, in linear time; a peer's run in whatever its SDK's
 * language has, and one that this language does not understand matches nothing there. `sdk` unknown: it is kept
 * wherever it can be.
 */
export function patternOutcome(pattern: string, sdk: string | undefined): PatternOutcome {
  const fault = faultOf(() => compilePattern(pattern, 'matches', false));
  const isJavaScript = faultOf(() => new RegExp(pattern)) === undefined;
  if (fault === undefined) return isJavaScriptSdk(sdk) && !isJavaScript ? 'never' : 'kept';
  if (isGoSdk(sdk) || !isJavaScript) return 'never';
  return { fault: `the pattern ${pattern} does not run in linear time: ${fault}` };
}

/** What reads differently from language to language, unless the texts it meets are plain. */
export function patternQuestion(pattern: string, sdk: string | undefined): string | undefined {
  if (isGoSdk(sdk)) return undefined;
  const isOdd = isJavaScriptSdk(sdk)
    ? /\\[sSpPzAQE]|\[\[[:.=]/.test(pattern)
    : /\\[dDwWsSbBpPzZAGQE]|\(\?|\[\[[:.=]/.test(pattern);
  return isOdd
    ? `does the pattern ${pattern} mean to the SDKs in use what it means to RE2, for all texts that they meet?`
    : undefined;
}

export function isJavaScriptSdk(sdk: string | undefined): boolean {
  return sdk !== undefined && /^(js|javascript|node|web|react|browser)/i.test(sdk);
}

function isGoSdk(sdk: string | undefined): boolean {
  return sdk !== undefined && /^go/i.test(sdk);
}

function faultOf(attempt: () => unknown): string | undefined {
  try {
    attempt();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
