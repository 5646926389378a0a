import { FlagdCore } from '@openfeature/flagd-core';
import type { Contender } from './contender';
import { arms, countries, listed, type FlagKind, type FlagName, type Person } from './workload';

type Context = Omit<Person, 'key'> & { targetingKey: string };

export const flagd: Contender<Context> = {
  name: '@openfeature/flagd-core',
  contextOf: ({ key, ...others }) => ({ targetingKey: key, ...others }),
  textOf: (flags) =>
    JSON.stringify({ flags: Object.fromEntries(flags.map((flag) => [flag.key, flagOf(flag)])) }),
  load: (text) => {
    const core = new FlagdCore();
    core.setConfigurations(text);
    return {
      evaluate: ({ key, kind }, context) =>
        kind === 'split'
          ? core.resolveStringEvaluation(key, 'off', context)
          : core.resolveBooleanEvaluation(key, false, context),
      evaluateAll: (context) => core.resolveAll(context),
    };
  },
  valueOf: ({ value }: { value: unknown }) => value,
};

const isPro = { '===': [{ var: 'plan' }, 'pro'] };

function flagOf({ key, kind }: FlagName): object {
  const state = { state: 'ENABLED', defaultVariant: kind === 'static' ? 'on' : 'off' };
  if (kind === 'static') return { ...state, variants: { on: true, off: false } };
  const variants =
    kind === 'split'
      ? ['off', ...arms].map((name) => [name, name])
      : [
          ['on', true],
          ['off', false],
        ];
  return { ...state, variants: Object.fromEntries(variants), targeting: targetingOf(kind, key) };
}

function targetingOf(kind: FlagKind, key: string): object {
  const unit = { cat: [key, { var: 'targetingKey' }] };
  switch (kind) {
    case 'rule':
      return {
        if: [
          { and: [{ in: [{ var: 'country' }, countries] }, isPro] },
          'on',
          { fractional: [unit, ['on', 20], ['off', 80]] },
        ],
      };
    case 'split': {
      const isNew = { sem_ver: [{ var: 'version' }, '>=', '2.0.0'] };
      return { if: [isNew, { fractional: [unit, ...arms.map((arm) => [arm, 25])] }] };
    }
    default:
      return { if: [{ or: [{ in: [{ var: 'targetingKey' }, listed] }, isPro] }, 'on'] };
  }
}
