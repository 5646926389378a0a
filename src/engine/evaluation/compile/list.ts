import type { CompiledList } from '../call';
import { malformed } from '../failure';
import type { List } from '../types';
import { compileRef, outerScope } from './ref';

/** Without its contents a list is an error, not an empty list: nobody is let in or kept out by accident. */
export function compileList(key: string, source: List, ids: ReadonlySet<string> | undefined): CompiledList {
  const read = compileRef(source.unit, outerScope);
  return {
    source,
    ids,
    holds: (call) => {
      if (ids === undefined) throw malformed(`the contents of list ${key} are missing`);
      const unit = read(call);
      return typeof unit === 'string' ? ids.has(unit) : Number.isInteger(unit) && ids.has(String(unit));
    },
  };
}
