import type { Condition, Json, Rule, Serve, Subject } from '../../src/engine/evaluation';

/** What no service lets in, and plain data cannot be: ten thousand levels, cycles, megabytes, values that multiply. */

function nested<Value>(innermost: Value, around: (inner: Value) => Value): Value {
  let value = innermost;
  for (let level = 0; level < 10_000; level += 1) value = around(value);
  return value;
}

function cyclic<Value extends object>(around: (inner: Value) => Value): Value {
  const value = {} as Value;
  return Object.assign(value, around(value));
}

/** Sixty times over, what was there twice. */
const doubled = (step: Json): Json => ({ reduce: [{ var: 'many' }, step, 'a'] });
const twice: Json = [{ var: 'accumulator' }, { var: 'accumulator' }];

const inRule = (when: Condition): Rule => ({ id: 'monstrous', when, serve: 'on' });
const served = (serve: Serve): Rule => ({ id: 'monstrous', when: true, serve });

export const monstrousRules: Record<string, () => Rule> = {
  'a deep not': () => inRule(nested<Condition>(true, (inner) => ({ not: inner }))),
  'a deep all': () => inRule(nested<Condition>(true, (inner) => ({ all: [inner] }))),
  'a deep any': () => inRule(nested<Condition>(true, (inner) => ({ any: [inner] }))),
  'a deep some': () =>
    inRule(nested<Condition>(true, (inner) => ({ some: { path: ['many'] }, where: inner }))),
  'a deep prerequisite': () => inRule(nested<Condition>(true, (inner) => ({ flag: 'f1', where: inner }))),
  'a deep expression': () => inRule({ logic: nested<Json>(true, (inner) => ({ '!': inner })) }),
  'a deep list': () => inRule({ logic: nested<Json>(true, (inner) => [inner]) }),
  'a condition in itself': () => inRule(cyclic<{ not: Condition }>((inner) => ({ not: inner }))),
  'an expression in itself': () =>
    inRule({ logic: cyclic<{ [key: string]: Json }>((inner) => ({ '!': inner })) }),
  'walks in walks': () =>
    inRule([1, 2, 3, 4].reduce<Condition>((inner) => ({ some: { path: ['many'] }, where: inner }), false)),
  'a list that doubles': () => inRule({ logic: doubled(twice) }),
  'the text of a list that doubles': () => inRule({ logic: { '==': [doubled(twice), 'a'] } }),
  'a merge that doubles': () => inRule({ logic: doubled({ merge: twice }) }),
  'a text that doubles': () => inRule({ logic: doubled({ cat: twice }) }),
  'a deep choice': () => served(nested<Serve>('on', (inner) => ({ first: [], serve: inner }))),
  'a choice in itself': () =>
    served(cyclic<{ first: []; serve: Serve }>((inner) => ({ first: [], serve: inner }))),
  'a deep name': () => served({ logic: nested<Json>('on', (inner) => ({ cat: inner })) }),
  'a name that doubles': () => served({ logic: doubled(twice) }),
};

const megabyte = 'a'.repeat(1_000_000);
const many = Array.from({ length: 60 }, () => 1);
const asUser = (user: unknown): Subject => ({ contexts: { user } }) as Subject;

export const monstrousSubjects: Record<string, () => Subject> = {
  'a list of sixty': () => asUser({ key: 'ada', plan: 'pro', many }),
  megabytes: () => asUser({ key: megabyte, plan: megabyte, many: [megabyte, megabyte] }),
  'a value in itself': () =>
    asUser({
      key: 'ada',
      plan: cyclic<{ plan: object }>((plan) => ({ plan })),
      many: cyclic((list) => [list]),
    }),
  'a deep list': () => asUser({ key: 'ada', plan: nested<Json>('a', (inner) => [inner]) }),
  'a deep object': () => asUser({ key: 'ada', plan: nested<Json>('a', (inner) => ({ plan: inner })) }),
  'no plain data': () => asUser({ key: Symbol('ada'), plan: 10n, many: () => many }),
  'no contexts': () => ({ contexts: null, now: NaN, assignments: 7 }) as unknown as Subject,
  nobody: () => null as unknown as Subject,
};
