import { seesRules, visibleFlags } from '../../../src/server/evaluation/visibility';
import { anonymous, type SdkKeyActor } from '../../../src/server/foundation/actor';
import { aFlagServingOn, aState, writtenFlag, writtenSegment } from './builders';

const aKey = (keyKind: SdkKeyActor['keyKind'], tags: string[] | null): SdkKeyActor => ({
  kind: 'SDK_KEY',
  keyKind,
  tags,
  id: 'key',
  organizationId: 'organization',
  projectId: 'project',
  environmentId: 'environment',
  name: 'A key',
  credentialId: 'key',
  expiresAt: null,
});

const needs = (flag: string) => ({
  id: 'needs',
  reason: 'PREREQUISITE' as const,
  when: { not: { flag, where: { attr: { kind: 'flag', path: ['on'] }, op: 'eq' as const, values: [true] } } },
  serve: 'off',
});

const flags = [
  aFlagServingOn('checkout', { tags: ['shop'], clientSide: true, rules: [needs('payments')] }),
  aFlagServingOn('payments', { rules: [{ id: 'staff', when: { segment: 'staff' }, serve: 'on' }] }),
  aFlagServingOn('directory'),
  aFlagServingOn('banner', { tags: ['site'], clientSide: true }),
];
const state = aState(1, [
  ...flags.map((flag) => writtenFlag(1, flag)),
  writtenSegment(1, 'staff', needs('directory').when),
]);
const seenBy = (key: SdkKeyActor) => {
  const visible = visibleFlags(key, state);
  return visible && [...visible].sort();
};

test('a server key without a filter sees every flag', () => {
  expect(seenBy(aKey('SERVER', null))).toBeNull();
});

test('members see every flag, and what authorises them is not asked here', () => {
  expect(visibleFlags(anonymous, state)).toBeNull();
});

test('a server key with a filter sees its flags and their prerequisites, also through segments', () => {
  expect(seenBy(aKey('SERVER', ['shop']))).toEqual(['checkout', 'directory', 'payments']);
  expect(seenBy(aKey('SERVER', ['site', 'nothing']))).toEqual(['banner']);
  expect(seenBy(aKey('SERVER', []))).toEqual([]);
});

test('a client key sees client-side flags and none of their prerequisites', () => {
  expect(seenBy(aKey('CLIENT', null))).toEqual(['banner', 'checkout']);
  expect(seenBy(aKey('CLIENT', ['shop']))).toEqual(['checkout']);
});

test('only a client key does not learn which rule served', () => {
  expect(seesRules(aKey('CLIENT', null))).toBe(false);
  expect(seesRules(aKey('SERVER', ['shop']))).toBe(true);
});
