import type { Bucketing } from '../../evaluation';
import { isJavaScriptSdk } from '../patterns';

export interface GrowthBookOptions {
  /** Where flags were evaluated: `javascript`, `go`, `python`, … Unknown: the report asks. */
  sdk?: string;
  /** Whether the SDK was given a sticky bucket service. Unknown: taken for no, and the report asks. */
  stickyBucketing?: boolean;
  /** The attribute that becomes the subject's key; `id` when absent. */
  keyAttribute?: string;
  /** What the application told the SDK beside the payload and the user's attributes. */
  context?: GrowthBookContext;
}

export interface GrowthBookContext {
  /** False: nobody takes part in experiments. */
  enabled?: boolean;
  /** True: nobody takes part in experiments, except where a variation is forced. */
  qaMode?: boolean;
  /** Index of the variation that everybody gets, by the experiment's key. */
  forcedVariations?: Record<string, number>;
  /** Its query string can force variations too. */
  url?: string;
}

/** The options with what holds where they say nothing. */
export interface Settings {
  sdk: string | undefined;
  keyAttribute: string;
  stickyBucketing: boolean | undefined;
  bytes: Bucketing['bytes'];
  context: GrowthBookContext;
}

export function settingsOf(options: GrowthBookOptions): Settings {
  const { sdk, stickyBucketing, keyAttribute = 'id', context = {} } = options;
  return {
    sdk,
    keyAttribute,
    stickyBucketing,
    // units of JavaScript's texts are 16 bits wide; other SDKs hash the bytes of UTF-8
    bytes: sdk === undefined || isJavaScriptSdk(sdk) ? 'utf16' : 'utf8',
    context,
  };
}

/** The variation that the application, or the address of the page, forces on everybody; an index out of range puts nobody in. */
export function forcedIndex(
  { forcedVariations = {}, url = '' }: GrowthBookContext,
  key: string,
  count: number,
): number | undefined {
  const query = (url.split('?')[1] ?? '').replace(/#.*/, '').split('&');
  const asked = query.map((pair) => pair.split('=', 2)).find(([name]) => name === key);
  const index = asked === undefined ? NaN : parseInt(asked[1], 10);
  if (index >= 0 && index < count) return index;
  return Object.hasOwn(forcedVariations, key) ? forcedVariations[key] : undefined;
}
