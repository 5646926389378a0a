import type { Condition, Json, Ref } from '../../evaluation';
import { attributePath } from './attributes';
import { membership } from './comparison';
import type { Scope } from './condition';
import type { Surroundings } from './surroundings';
import { eachOf, type Target } from './target';

/** Conditions on who asks. */
export function userScope(around: Surroundings): Scope {
  const { settings, segments, remarks } = around;
  return {
    ...asking(around),
    inGroup: (group, target) => {
      const members = groupMembers(group, target, around);
      if (members === false || !isAttribute(target)) return members;
      const key = `${String(group)}.${target.attr.path.join('.')}`;
      segments.set(key, { when: members });
      return { segment: key };
    },
    refOf: (name) => {
      for (const question of questionsAbout(name, settings.keyAttribute)) remarks.questions.add(question);
      return { path: attributePath(name, settings) };
    },
  };
}

/** Conditions on the value of a prerequisite, which `refOf` leads to. */
export function valueScope(around: Surroundings, refOf: (path: string[]) => Ref): Scope {
  return {
    ...asking(around),
    inGroup: (group, target) => {
      around.remarks.questions.add(
        'does the SDK know saved groups in prerequisites? Old ones find nobody in them',
      );
      return groupMembers(group, target, around);
    },
    refOf: (name, place) => {
      const path = name.split('.');
      if (path[0] !== 'value') throw place.fault('a prerequisite has a value, and nothing else to ask for');
      return refOf(path);
    },
  };
}

function asking({ settings, remarks }: Surroundings): Pick<Scope, 'sdk' | 'question' | 'warn'> {
  return {
    sdk: settings.sdk,
    question: (text) => remarks.questions.add(text),
    warn: (text) => remarks.warnings.add(text),
  };
}

function groupMembers(group: Json, target: Target, { payload, remarks }: Surroundings): Condition {
  const values = typeof group === 'string' ? payload.savedGroups.get(group) : undefined;
  if (values !== undefined) return membership(eachOf(target), values);
  remarks.warnings.add(`saved group ${String(group)} does not exist: nobody is in it, as in GrowthBook`);
  return false;
}

/** A user's own attribute, which a segment may be about; it knows nothing of elements and lengths. */
function isAttribute(target: Target): target is { attr: { path: string[] } } {
  return 'path' in target.attr && target.attr.kind === undefined && target.of === undefined;
}

function questionsAbout(name: string, keyAttribute: string): string[] {
  const [first, ...members] = name.split('.');
  const inList = members.some((member) => member === 'length' || /^\d+$/.test(member));
  return [
    ...(first === 'key' && keyAttribute !== 'key'
      ? ['will applications send their attribute key as properties.key? The key itself is the targeting key']
      : []),
    ...(inList ? [`is ${name} a field of an object? Elements of a list are not read by their position`] : []),
  ];
}
