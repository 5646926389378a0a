/** What every engine of the benchmark is asked, in words that are none of theirs. */

export interface Person {
  key: string;
  country: string;
  plan: string;
  version: string;
}

/**
 * - `static`: on for everybody.
 * - `rule`: on in `countries` with plan pro, otherwise on for 20 %.
 * - `split`: four equal arms from version 2.0.0 on, otherwise `off`.
 * - `list`: on for the `listed` ids and for plan pro.
 */
export type FlagKind = 'static' | 'rule' | 'split' | 'list';

export interface FlagName {
  key: string;
  kind: FlagKind;
}

export const countries = 'NL BE DE FR LU DK SE NO FI IE ES PT IT AT CH PL CZ SK HU GR'.split(' ');
export const arms = ['a', 'b', 'c', 'd'];
export const listed = Array.from({ length: 10_000 }, (_, id) => keyOf(id * 7));
export const people = Array.from({ length: 10_000 }, (_, id) => aPerson(id));

export function manyFlags(count: number): FlagName[] {
  return Array.from({ length: count }, (_, at) => ({ key: `flag-${at}`, kind: mix[at % mix.length] }));
}

/** What most flags are. A long list belongs to few, and would drown everything else. */
const mix: FlagKind[] = ['static', 'rule', 'split', 'rule'];

function aPerson(id: number): Person {
  return {
    key: keyOf(id),
    country: id % 3 === 0 ? countries[id % countries.length] : 'US',
    plan: id % 2 === 0 ? 'pro' : 'free',
    version: `${id % 4}.${id % 10}.${id % 7}`,
  };
}

function keyOf(id: number): string {
  return `user-${String(id).padStart(19, '0')}`;
}
