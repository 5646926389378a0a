import { textOf } from '../text-of';
import type { Json } from '../types';
import type { LogicScope } from './logic';
import { memberAt } from './values';

/**
 * What `var` reads: a path into the element that a list operator walks, otherwise into flagd's flat context, which is
 * the user's attributes with the key under its OpenFeature name, and what flagd itself adds.
 */
export function readVariable(scope: LogicScope, path: Json): Json | undefined {
  const name = path === null ? '' : textOf(path);
  const names = name === '' ? [] : name.split('.');
  if (scope.element !== undefined) return memberAt(scope.element.value, names);
  const [first, ...rest] = names;
  if (first === undefined) return wholeContext(scope);
  if (first === 'targetingKey') return memberAt(scope.call.user?.key, rest);
  if (first === '$flagd') return memberAt(flagdContext(scope), rest);
  return memberAt(scope.call.user, names);
}

function wholeContext(scope: LogicScope): Json {
  const { key, ...attributes } = scope.call.user ?? {};
  return { ...attributes, ...(key !== undefined && { targetingKey: key }), $flagd: flagdContext(scope) };
}

function flagdContext({ call, flagKey }: LogicScope): { [key: string]: Json } {
  return { flagKey, timestamp: Math.floor(call.now() / 1000) };
}
