import type { Condition } from '../types';
import type { Finds } from './finding';
import type { Outlook } from './outlook';
import { holdNothing } from './positions';

/**
 * What is found in a condition: the innermost parts that can only come to one thing, for those explain whatever follows
 * from them. A literal `true` or `false`, and an `all` of nothing, were written as what they are.
 */
export function conditionFindings(condition: Condition, path: string, outlook: Outlook): Finds[] {
  if (typeof condition === 'boolean') return [];
  const inner = partsOf(condition, path).flatMap((part) =>
    conditionFindings(part.condition, part.path, outlook),
  );
  return inner.length > 0 ? inner : ownFindings(condition, path, outlook);
}

function partsOf(
  condition: Exclude<Condition, boolean>,
  path: string,
): { condition: Condition; path: string }[] {
  if ('all' in condition)
    return condition.all.map((part, at) => ({ condition: part, path: `${path}.all[${at}]` }));
  if ('any' in condition)
    return condition.any.map((part, at) => ({ condition: part, path: `${path}.any[${at}]` }));
  if ('not' in condition) return [{ condition: condition.not, path: `${path}.not` }];
  if ('where' in condition) return [{ condition: condition.where, path: `${path}.where` }];
  return [];
}

function ownFindings(condition: Exclude<Condition, boolean>, path: string, outlook: Outlook): Finds[] {
  const { mayHold, mayFail } = outlook.of(condition);
  if (mayHold && mayFail) return [];
  if ('all' in condition && condition.all.length === 0) return [];
  if (mayHold) return [{ path, rule: 'ALWAYS', message: 'always holds' }];
  if ('within' in condition && holdNothing(condition.ranges)) {
    return [{ path, rule: 'NOBODY', message: 'its ranges hold no position: it lets nobody in' }];
  }
  if ('flag' in condition) {
    const message = `flag ${condition.flag} can give nothing that meets this prerequisite`;
    return condition.where === false ? [] : [{ path, rule: 'UNMET_PREREQUISITE', message }];
  }
  return [{ path, rule: 'NEVER', message: whyNever(condition) }];
}

function whyNever(condition: Exclude<Condition, boolean>): string {
  if ('segment' in condition) return `segment ${condition.segment} never holds`;
  if ('list' in condition) return `list ${condition.list} is empty`;
  if ('attr' in condition) return 'there is no value to compare with: it never holds';
  return 'never holds';
}
