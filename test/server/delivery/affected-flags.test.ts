import { affectedFlags } from '../../../src/server/delivery/affected-flags';
import type { ConfigurationObject } from '../../../src/server/delivery/configuration-source';
import type { Scope } from '../../../src/server/delivery/scope';
import { viewKey } from '../../../src/engine/protocol/view';
import { aFlag, aRule } from '../../support/builders';

const anObject = (kind: ConfigurationObject['kind'], key: string, value: object): ConfigurationObject => ({
  kind,
  key,
  version: 1,
  body: JSON.stringify(value),
  value,
});

const mapOf = (...objects: ConfigurationObject[]) =>
  new Map(objects.map((object) => [viewKey(object.kind, object.key), object]));

const client: Scope = { tags: null, clientSide: true, protocol: 1, hash: 'client' };

const shown = (key: string, more: object = {}) =>
  anObject('FLAG', key, { ...aFlag({ key }), clientSide: true, ...more });
const hidden = (key: string, more: object = {}) =>
  anObject('FLAG', key, { ...aFlag({ key }), clientSide: false, ...more });
const needs = (segment: string) => ({ rules: [aRule({ when: { segment } })] });
const staff = (when: boolean) => anObject('SEGMENT', 'staff', { when });

test('a flag that changed, came or went', () => {
  const [same, old] = [shown('same'), shown('changed')];
  const before = mapOf(same, old, shown('gone'));
  const now = mapOf(same, shown('changed'), shown('new'));
  expect(affectedFlags(before, now, client)).toEqual(['changed', 'gone', 'new']);
});

test('a flag whose segment changed, however far behind it lies', () => {
  const outer = anObject('SEGMENT', 'outer', { when: { segment: 'staff' } });
  const flags = [shown('direct', needs('staff')), shown('through', needs('outer')), shown('other')];
  const before = mapOf(...flags, outer, staff(false));
  const now = mapOf(...flags, outer, staff(true));
  expect(affectedFlags(before, now, client)).toEqual(['direct', 'through']);
});

test('what is not for clients is never named, only what it decides', () => {
  const needing = { rules: [aRule({ when: { flag: 'secret', where: true } })] };
  const flag = shown('open', needing);
  expect(affectedFlags(mapOf(flag, hidden('secret')), mapOf(flag, hidden('secret')), client)).toEqual([
    'open',
  ]);
  expect(affectedFlags(mapOf(flag, hidden('secret')), mapOf(flag), client)).toEqual(['open']);
});

test('a flag that is for clients no more is named once', () => {
  expect(affectedFlags(mapOf(shown('flag')), mapOf(hidden('flag')), client)).toEqual(['flag']);
  expect(affectedFlags(mapOf(hidden('flag')), mapOf(hidden('flag')), client)).toEqual([]);
});

test('flags that need each other do not hang it', () => {
  const one = shown('one', { rules: [aRule({ when: { flag: 'two', where: true } })] });
  const two = shown('two', { rules: [aRule({ when: { flag: 'one', where: true } })] });
  expect(affectedFlags(mapOf(one, two), mapOf(one, two), client)).toEqual([]);
});
