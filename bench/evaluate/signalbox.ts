import {
  compileText,
  rolloutOf,
  rulesetText,
  splitOf,
  type Condition,
  type Flag,
  type Ruleset,
} from '../../src/engine/evaluation';
import type { Evaluation, Subject } from '../../src/engine/evaluation';
import type { Contender } from './contender';
import { arms, countries, listed, type FlagKind, type FlagName } from './workload';

const sources = { now: Date.now, random: Math.random };
const contents = { listed: new Set(listed) };

export const signalbox: Contender<Subject> = {
  name: 'signalbox',
  contextOf: (person) => ({ contexts: { user: { ...person } } }),
  textOf: (flags) => rulesetText(rulesetOf(flags)),
  load: (text) => {
    let ruleset = compileText(text, { ...sources, lists: contents });
    return {
      evaluate: ({ key }, subject) => ruleset.evaluate(key, subject),
      evaluateAll: (subject) => ruleset.evaluateAll(subject),
      replace: (flag) => (ruleset = ruleset.apply([{ kind: 'FLAG', key: flag.key, body: flagOf(flag) }])),
    };
  },
  valueOf: ({ value }: Evaluation) => value,
};

function rulesetOf(flags: FlagName[]): Ruleset {
  return {
    flags: Object.fromEntries(flags.map((flag) => [flag.key, flagOf(flag)])),
    segments: { listed: { when: { list: 'listed' } } },
    layers: {},
    lists: { listed: { unit: { path: ['key'] }, size: listed.length } },
  };
}

const isPro: Condition = { attr: { path: ['plan'] }, op: 'eq', values: ['pro'] };
const isNear: Condition = { attr: { path: ['country'] }, op: 'eq', values: countries };
const isNew: Condition = { attr: { path: ['version'] }, op: 'gte', as: 'semver', values: ['2.0.0'] };

function flagOf({ key, kind }: FlagName): Flag {
  const shared = {
    key,
    seed: key,
    clientSide: false,
    tags: [],
    on: true,
    rules: [],
    off: 'off',
    fallthrough: 'off',
  };
  return kind === 'split'
    ? { ...shared, type: 'STRING', variants: texts, ...partsOf(kind, key) }
    : { ...shared, type: 'BOOLEAN', variants: switches, ...partsOf(kind, key) };
}

const switches = { on: { value: true }, off: { value: false } };
const texts = Object.fromEntries([...arms, 'off'].map((name) => [name, { value: name }]));

function partsOf(kind: FlagKind, key: string): Partial<Flag> {
  switch (kind) {
    case 'static':
      return { fallthrough: 'on' };
    case 'rule':
      return {
        rules: [
          { id: 'rule', when: { all: [isNear, isPro] }, serve: 'on' },
          { id: 'rollout', when: rolloutOf(key, 20_000), serve: 'on' },
        ],
      };
    case 'split': {
      const weights = arms.map((variant) => ({ variant, weight: 25_000 }));
      return { rules: [{ id: 'rule', when: isNew, serve: splitOf(key, weights) }] };
    }
    case 'list':
      return {
        rules: [
          { id: 'segment', when: { segment: 'listed' }, serve: 'on' },
          { id: 'rule', when: isPro, serve: 'on' },
        ],
      };
  }
}
