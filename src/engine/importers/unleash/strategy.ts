import type { Bucketing, Condition, Json, Test } from '../../evaluation';
import { textOf } from '../../evaluation/text-of';
import { allOf, anyOf } from '../combine';
import { rolloutOf } from './bucketing';
import { conditionOf } from './constraint';
import { attributeOf } from './context';
import type { Strategy } from './feature';

/** What of the surroundings a strategy depends on. */
export interface Hashing {
  bytes: Bucketing['bytes'];
  /** The group of a flexible rollout that names none. */
  defaultGroup: string;
}

/** For whom a strategy enables its feature; `segments` are all that the state holds. */
export function audienceOf(
  strategy: Strategy,
  segments: { has(key: string): boolean },
  hashing: Hashing,
  at: number,
): Condition {
  return allOf([
    ...strategy.constraints.map(conditionOf),
    ...strategy.segments.map((key): Condition => (segments.has(key) ? { segment: key } : false)),
    isKnownStrategy(strategy.name) ? strategies[strategy.name](strategy, hashing, at) : false,
  ]);
}

export function isKnownStrategy(name: string): boolean {
  return Object.hasOwn(strategies, name);
}

const strategies: Record<string, (strategy: Strategy, hashing: Hashing, at: number) => Condition> = {
  default: () => true,
  userWithId: (strategy) => ({
    attr: attributeOf('userId'),
    op: 'eq',
    values: entriesOf(strategy, 'userIds'),
  }),
  gradualRolloutUserId: (strategy, hashing) => gradualRollout(strategy, hashing, 'userId'),
  gradualRolloutSessionId: (strategy, hashing) => gradualRollout(strategy, hashing, 'sessionId'),
  gradualRolloutRandom: (strategy, { bytes }, at) =>
    rolloutOf(bytes, drawOf(at), 'random', Number(strategy.parameters.percentage)),
  flexibleRollout,
  remoteAddress,
  applicationHostname: (strategy) => ({
    attr: { path: ['hostname'] },
    op: 'eq',
    as: 'lower',
    values: entriesOf(strategy, 'hostNames').map((name) => name.toLowerCase()),
  }),
};

function gradualRollout({ parameters }: Strategy, { bytes }: Hashing, stickiness: string): Condition {
  return rolloutOf(bytes, textIn(parameters.groupId), stickiness, Number(parameters.percentage));
}

function flexibleRollout({ parameters }: Strategy, { bytes, defaultGroup }: Hashing, at: number): Condition {
  const stickiness = textIn(parameters.stickiness) || 'default';
  const groupId = stickiness === 'random' ? drawOf(at) : textIn(parameters.groupId) || defaultGroup;
  return rolloutOf(bytes, groupId, stickiness, Number(parameters.rollout));
}

/** One evaluation has one draw: hashed with different texts, it is a different draw for every strategy. */
function drawOf(at: number): string {
  return `draw ${at + 1}`;
}

/** An entry is taken as it stands, and as an IPv4 network where it is one. */
function remoteAddress(strategy: Strategy): Condition {
  const attr = attributeOf('remoteAddress');
  const entries = entriesOf(strategy, 'IPs');
  const networks = entries.filter((entry) => /^[\d.]+\/\d+$/.test(entry));
  const same: Test = { attr, op: 'eq', values: entries };
  return networks.length === 0 ? same : anyOf([same, { attr, op: 'cidr', values: networks }]);
}

function entriesOf({ parameters }: Strategy, name: string): string[] {
  const text = textIn(parameters[name]);
  return text === '' ? [] : text.split(/\s*,\s*/);
}

function textIn(parameter: Json | undefined): string {
  return parameter === undefined || parameter === null ? '' : textOf(parameter);
}
