import type { Call } from '../call';
import { malformed } from '../failure';
import type { Json, Ref } from '../types';

export type Read = (call: Call) => Json | undefined;

const inherited = new Set(Object.getOwnPropertyNames(Object.prototype));

/** What surrounds a condition, and hence what the kinds `item` and `flag` mean in it. */
export interface Scope {
  readonly item: boolean;
  readonly flag: boolean;
}

/** Segments, rules and bucketings begin here, wherever they are referred to from. */
export const outerScope: Scope = { item: false, flag: false };

export function compileRef(ref: Ref, scope: Scope): Read {
  if ('builtin' in ref) return compileBuiltin(ref.builtin, scope);
  const [first, ...rest] = ref.path;
  if (first === undefined) throw malformed('a reference needs a path');
  const kind = ref.kind ?? 'user';
  const isPlain = kind === 'user' && !inherited.has(first);
  const read = isPlain ? readUser(first) : compileMember(compileContext(kind, scope), first);
  return rest.reduce<Read>(compileMember, read);
}

/** By far the most common reference, without the calls that the general way takes. */
function readUser(name: string): Read {
  return (call) => {
    const { user } = call;
    return user === undefined ? undefined : user[name];
  };
}

function compileBuiltin(builtin: Extract<Ref, { builtin: string }>['builtin'], scope: Scope): Read {
  switch (builtin) {
    case 'now':
      return (call) => call.now();
    case 'random':
      return (call) => call.random();
    case 'kinds':
      return (call) => Object.keys(call.contexts);
    case 'item':
      if (scope.item) return (call) => call.item;
      throw malformed('item is known inside `some` only');
    default:
      throw malformed(`unknown builtin ${String(builtin)}`);
  }
}

function compileContext(kind: string, scope: Scope): Read {
  if (kind === 'item' && scope.item) return (call) => call.item;
  if (kind === 'flag' && scope.flag) return (call) => call.prerequisite;
  if (kind === 'user') return (call) => call.user;
  return compileMember((call) => call.contexts, kind);
}

/** A member of an object; a list has none. Names that every object inherits are looked up with care, others at full speed. */
function compileMember(of: Read, name: string): Read {
  if (inherited.has(name)) {
    return (call) => {
      const value = of(call);
      return isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
    };
  }
  return (call) => {
    const value = of(call);
    return isObject(value) ? value[name] : undefined;
  };
}

function isObject(value: Json | undefined): value is { [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
