import { isProblem, subjectOf, type Subject } from '../../evaluation';
import { ImportError } from '../import-error';
import { Place } from '../place';

/**
 * The subject that a context of LaunchDarkly's is: of one kind, of several (`kind: "multi"`), or a user in the form from
 * before there were kinds. Throws an ImportError where it is none.
 */
export function launchDarklySubject(context: unknown): Subject {
  const subject = subjectOf({ contexts: contextsOf(new Place(context, '')) });
  if (isProblem(subject)) throw new ImportError(subject.path, subject.message);
  return subject;
}

function contextsOf(context: Place): Record<string, Record<string, unknown>> {
  const kind = context.at('kind');
  if (kind.isAbsent) return { user: legacyUser(context) };
  if (kind.text() !== 'multi') return { [kind.text()]: attributesOf(context) };
  const parts = context.members().filter(([name]) => name !== 'kind');
  return Object.fromEntries(parts.map(([name, part]) => [name, attributesOf(part)]));
}

/** Custom attributes stand beside the built-in ones, which win. */
function legacyUser(user: Place): Record<string, unknown> {
  const { custom, privateAttributeNames, ...builtIn } = attributesOf(user);
  return { ...attributesOf(user.at('custom')), ...builtIn, key: String(builtIn.key) };
}

/** Everything that rules can ask for. */
function attributesOf(context: Place): Record<string, unknown> {
  const members = context.members().filter(([name]) => name !== 'kind' && name !== '_meta');
  return Object.fromEntries(members.map(([name, { value }]) => [name, value]));
}
