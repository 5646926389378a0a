import { describeChange } from '../../../src/clients/cli/describe-change';
import { gateBucketing, rolloutOf, splitOf, type Flag } from '../../../src/engine/evaluation';
import { aFlag, aRule, aRuleset } from '../../support/builders';

function words(before: Partial<Flag> | null, after: Partial<Flag> | null): string[] {
  const rulesetOf = (parts: Partial<Flag> | null) =>
    aRuleset({ flags: parts === null ? [] : [aFlag(parts)] });
  return describeChange(rulesetOf(before), rulesetOf(after), { kind: 'FLAG', key: 'flag' });
}

const share = (on: number) =>
  splitOf('seed', [
    { variant: 'on', weight: on },
    { variant: 'off', weight: 100_000 - on },
  ]);

it.each<[string, Partial<Flag>, Partial<Flag>]>([
  ['switched on', { on: false }, { on: true }],
  ['switched off', { on: true }, { on: false }],
  ['default: off → on', { fallthrough: 'off' }, { fallthrough: 'on' }],
  ["default: off → caller's default", { fallthrough: 'off' }, { fallthrough: null }],
  ['rollout: off → on 20 %, off 80 %', { fallthrough: 'off' }, { fallthrough: share(20_000) }],
  [
    'rollout: on 20 %, off 80 % → on 33.333 %, off 66.667 %',
    { fallthrough: share(20_000) },
    { fallthrough: share(33_333) },
  ],
  ['while off: off → on', { off: 'off' }, { off: 'on' }],
  ['rule beta added: on', {}, { rules: [aRule({ id: 'beta' })] }],
  ['rule beta removed', { rules: [aRule({ id: 'beta' })] }, {}],
  [
    'rule beta: on → off',
    { rules: [aRule({ id: 'beta' })] },
    { rules: [aRule({ id: 'beta', serve: 'off' })] },
  ],
  [
    'rule beta: gate 10 % → 25 %',
    { rules: [aRule({ id: 'beta', when: rolloutOf('seed', 10_000) })] },
    { rules: [aRule({ id: 'beta', when: rolloutOf('seed', 25_000) })] },
  ],
  [
    'rule beta: other condition',
    { rules: [aRule({ id: 'beta', when: true })] },
    { rules: [aRule({ id: 'beta', when: { within: gateBucketing('seed'), ranges: [] } })] },
  ],
  [
    'rule beta changed',
    { rules: [aRule({ id: 'beta' })] },
    { rules: [aRule({ id: 'beta', description: 'why' })] },
  ],
  [
    'rules in another order',
    { rules: [aRule({ id: 'a' }), aRule({ id: 'b' })] },
    { rules: [aRule({ id: 'b' }), aRule({ id: 'a' })] },
  ],
  ['variant on: "on" → "On"', {}, { variants: { on: { value: 'On' }, off: { value: 'off' } } }],
  [
    'variant new added: {"a":1}',
    {},
    { variants: { on: { value: 'on' }, off: { value: 'off' }, new: { value: { a: 1 } } } },
  ],
  ['variant on removed', {}, { variants: { off: { value: 'off' } } }],
  ['tags changed', {}, { tags: ['shop'] }],
  ['changed', {}, { seed: 'another' }],
])('%s', (expected, before, after) => {
  expect(words(before, after)).toEqual([expected]);
});

it('tells everything that changed at once', () => {
  expect(words({ on: false, fallthrough: 'off' }, { on: true, fallthrough: 'on', tags: ['x'] })).toEqual([
    'switched on',
    'default: off → on',
    'tags changed',
  ]);
});

it('a flag that came or went is told as a whole', () => {
  expect(words(null, { on: true, fallthrough: share(50_000) })).toEqual(['added, on: on 50 %, off 50 %']);
  expect(words({}, null)).toEqual(['removed']);
});

it('a list is told by its size', () => {
  const sized = (size: number) => aRuleset({ lists: { beta: { unit: { path: ['key'] }, size } } });
  expect(describeChange(sized(2), sized(5), { kind: 'LIST', key: 'beta' })).toEqual(['2 → 5 ids']);
  expect(describeChange(sized(2), sized(2), { kind: 'LIST', key: 'beta' })).toEqual(['other ids']);
});

it('a segment is told as changed', () => {
  const when = (holds: boolean) => aRuleset({ segments: { beta: { when: holds } } });
  expect(describeChange(when(true), when(false), { kind: 'SEGMENT', key: 'beta' })).toEqual(['changed']);
});

it('shows in names what a terminal would obey', () => {
  expect(words({}, { rules: [aRule({ id: 'a\u001b[2J' })] })).toEqual(['rule a\ufffd[2J added: on']);
});
