import { textOf } from '../../evaluation/text-of';
import type { Json, Ref, Subject } from '../../evaluation';

/** What an app tells Unleash about who is asking. */
export interface UnleashContext {
  userId?: string;
  /** A date as text, or epoch milliseconds. */
  currentTime?: string | number;
  /** Whatever is not known by a name of its own. */
  properties?: Record<string, Json | undefined>;
  [name: string]: Json | Record<string, Json | undefined> | undefined;
}

/**
 * Where our contexts hold what Unleash calls by this name: flat, as with OpenFeature, and `userId` is the user's key. A
 * property that is itself called `key` has to move out of the way.
 */
export function attributeOf(contextName: string): Ref {
  if (contextName === 'userId') return { path: ['key'] };
  return { path: contextName === 'key' ? ['properties', 'key'] : [contextName] };
}

/** The same person as a subject; all attributes are texts, since Unleash reads every value as its text. */
export function unleashSubject({ properties = {}, userId, currentTime, ...fields }: UnleashContext): Subject {
  const { key, ...others } = textsOf(properties);
  const user: Record<string, Json> = { ...others, ...textsOf(fields as Record<string, Json | undefined>) };
  if (key !== undefined) user.properties = { key };
  if (userId !== undefined && userId !== null) user.key = textOf(userId);
  if (currentTime === undefined || currentTime === null) return { contexts: { user } };
  user.currentTime = textOf(currentTime);
  return { contexts: { user }, now: new Date(currentTime).getTime() };
}

function textsOf(values: Record<string, Json | undefined>): Record<string, string> {
  const known = Object.entries(values).filter(([, value]) => value !== undefined && value !== null);
  return Object.fromEntries(known.map(([name, value]) => [name, textOf(value)]));
}
