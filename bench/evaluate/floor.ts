import type { Evaluation, Subject } from '../../src/engine/evaluation';
import { murmur3After } from '../../src/engine/evaluation/bucketing/murmur3';
import type { Contender } from './contender';
import { signalbox } from './signalbox';
import { arms, countries, listed, type FlagKind, type FlagName } from './workload';

type Answer = (subject: Subject) => Evaluation;

/** What no engine beats: for each kind of flag the closure that one would write by hand for that one question. */
export const floor: Contender<Subject> = {
  ...signalbox,
  name: 'written by hand',
  textOf: (flags) => JSON.stringify(flags),
  load: (text) => {
    const flags = JSON.parse(text) as FlagName[];
    const answers = new Map(flags.map(({ key, kind }) => [key, answerTo[kind](key)]));
    return {
      evaluate: ({ key }, subject) => answers.get(key)?.(subject),
      evaluateAll: (subject) => {
        const evaluations = Object.create(null) as Record<string, Evaluation>;
        for (const [key, answer] of answers) evaluations[key] = answer(subject);
        return evaluations;
      },
    };
  },
};

const on: Evaluation = { variant: 'on', value: true, reason: 'STATIC' };
const off: Evaluation = { variant: 'off', value: false, reason: 'DEFAULT' };
const old: Evaluation = { variant: 'off', value: 'off', reason: 'DEFAULT' };
const ruled: Evaluation = { variant: 'on', value: true, reason: 'RULE', rule: 'rule' };
const rolled: Evaluation = { variant: 'on', value: true, reason: 'RULE', rule: 'rollout' };
const ids = new Set<unknown>(listed);

const answerTo: Record<FlagKind, (key: string) => Answer> = {
  static: () => () => on,
  rule: ruleAnswer,
  split: splitAnswer,
  list: () => listAnswer,
};

function ruleAnswer(key: string): Answer {
  const hash = murmur3After(`${key}.gate.`, 0);
  const known = new Set<unknown>(countries);
  return ({ contexts: { user } }) => {
    if (known.has(user.country) && user.plan === 'pro') return ruled;
    return (hash(user.key as string) * 100_000) / 2 ** 32 < 20_000 ? rolled : off;
  };
}

function splitAnswer(key: string): Answer {
  const hash = murmur3After(`${key}.split.`, 0);
  return ({ contexts: { user } }) => {
    const version = user.version as string;
    const major = Number(version.slice(0, version.indexOf('.')));
    if (major < 2) return old;
    const position = Math.floor((hash(user.key as string) * 100_000) / 2 ** 32);
    const variant = arms[(position / 25_000) | 0];
    return { variant, value: variant, reason: 'SPLIT', rule: 'rule', position };
  };
}

function listAnswer({ contexts: { user } }: Subject): Evaluation {
  return ids.has(user.key) || user.plan === 'pro' ? ruled : off;
}
