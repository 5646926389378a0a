import type { Call } from '../call';
import { failureOf, malformed } from '../failure';
import type { Ref } from '../types';
import type { ConditionExplanation, Explanation, Fault } from './explanation';

const running = Symbol('running');

/** One explanation under way: what it expanded already, so that each flag and segment is expanded once. */
export class Trace {
  private readonly flags = new Map<string, Explanation | typeof running>();
  private readonly segments = new Map<string, ConditionExplanation | typeof running>();

  constructor(readonly call: Call) {}

  flag(key: string, explain: () => Explanation): Expansion<Explanation> {
    return expandOnce(this.flags, key, `flag ${key}`, explain);
  }

  segment(key: string, explain: () => ConditionExplanation): Expansion<ConditionExplanation> {
    return expandOnce(this.segments, key, `segment ${key}`, explain);
  }
}

export interface Expansion<T> {
  result: T;
  isFirst: boolean;
}

function expandOnce<T>(
  known: Map<string, T | typeof running>,
  key: string,
  name: string,
  explain: () => T,
): Expansion<T> {
  const before = known.get(key);
  if (before === running) throw malformed(`${name} leads back to itself`);
  if (before !== undefined) return { result: before as T, isFirst: false };
  known.set(key, running);
  const result = explain();
  known.set(key, result);
  return { result, isFirst: true };
}

export function faultOf(error: unknown): Fault {
  const { kind, message } = failureOf(error);
  return { kind, message };
}

/** How a reference is called in print: `user.country`, `now`. */
export function nameOf(ref: Ref): string {
  return 'builtin' in ref ? ref.builtin : [ref.kind ?? 'user', ...ref.path].join('.');
}
