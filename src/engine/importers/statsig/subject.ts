import { isProblem, subjectOf, type Subject } from '../../evaluation';
import { ImportError } from '../import-error';
import { Place } from '../place';

const apart = new Set(['key', 'userID', 'customIDs', 'custom', 'privateAttributes', 'statsigEnvironment']);

/**
 * The subject that a user of Statsig's is: `userID` is the key, `customIDs` and `statsigEnvironment` stay what they are,
 * and `custom` and `privateAttributes` stand beside the user's own fields. Throws an ImportError where it is no user.
 */
export function statsigSubject(user: unknown): Subject {
  const place = new Place(user, '');
  const subject = subjectOf({
    contexts: {
      user: {
        ...attributesOf(place),
        ...(!place.at('userID').isAbsent && { key: place.at('userID').value }),
        ...(!place.at('customIDs').isAbsent && { customIDs: bothCases(place.at('customIDs')) }),
        ...(!place.at('statsigEnvironment').isAbsent && {
          statsigEnvironment: bothCases(place.at('statsigEnvironment')),
        }),
      },
    },
  });
  if (isProblem(subject)) throw new ImportError(subject.path, subject.message);
  return subject;
}

/**
 * Statsig looks a field up by its name and then in lower case, first in the user, then in `custom`, then among private
 * attributes. Here all of them lie side by side, so a name is left out when its lower case was found before.
 */
function attributesOf(user: Place): Record<string, unknown> {
  const attributes = new Map<string, unknown>();
  for (const layer of [user, user.at('custom'), user.at('privateAttributes')]) {
    const found = layer
      .members()
      .filter(([name, member]) => !member.isAbsent && !apart.has(name))
      .filter(([name]) => !attributes.has(name) && !attributes.has(name.toLowerCase()));
    for (const [name, { value }] of found) attributes.set(name, value);
  }
  return Object.fromEntries(attributes);
}

/** Names as they are and in lower case, of which the first one counts. */
function bothCases(source: Place): Record<string, unknown> {
  const values = source.members().map(([name, { value }]) => [name, value] as const);
  const lower = values.map(([name, value]) => [name.toLowerCase(), value] as const).reverse();
  return Object.fromEntries([...lower, ...values]);
}
