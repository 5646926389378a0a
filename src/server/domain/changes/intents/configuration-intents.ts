import { validateServe } from '../../../../engine/evaluation';
import type { Flag, Serve, Variant } from '../../../../engine/evaluation/types';
import { itemKey } from '../../configuration/configuration-item';
import { ChangeProblem, type Intents, type OfFlag } from '../change';
import type { Draft } from '../draft';
import { activeEnvironment, activeNoun, nounOf } from './naming';

/** The flag in that environment as the intents so far have made it. */
export function flagOf(draft: Draft, { environmentId, flagKey }: OfFlag): Flag {
  activeEnvironment(draft, environmentId);
  activeNoun(draft, 'FLAG', flagKey);
  const flag = draft.body(environmentId, 'FLAG', flagKey);
  if (!flag)
    throw new ChangeProblem('NOT_FOUND', 'flagKey', `There is no flag \`${flagKey}\` in this environment`);
  return flag;
}

export function editFlag(draft: Draft, place: OfFlag, edit: (flag: Flag) => Partial<Flag>): void {
  const flag = flagOf(draft, place);
  draft.put(place.environmentId, 'FLAG', place.flagKey, { ...flag, ...edit(flag) });
}

export function setFlagOn(draft: Draft, intent: Intents['setFlagOn']): void {
  editFlag(draft, intent, () => ({ on: intent.on }));
}

export function putVariant(draft: Draft, intent: Intents['putVariant']): void {
  editFlag(draft, intent, ({ variants }) => {
    const before: Partial<Variant> = variants[intent.variant] ?? {};
    const variant = { ...before, value: intent.value, ...(intent.name != null && { name: intent.name }) };
    return { variants: { ...variants, [intent.variant]: variant } };
  });
}

/** Refused by the check of the whole flag while something still serves it. */
export function removeVariant(draft: Draft, intent: Intents['removeVariant']): void {
  editFlag(draft, intent, ({ variants }) => {
    assertVariant(variants, intent.variant, 'variant');
    const { [intent.variant]: _removed, ...rest } = variants;
    return { variants: rest };
  });
}

export function setOffVariant(draft: Draft, intent: Intents['setOffVariant']): void {
  const off = intent.variant ?? null;
  editFlag(draft, intent, ({ variants, rules }) => {
    if (off !== null) assertVariant(variants, off, 'variant');
    return {
      off,
      rules: rules.map((rule) => (rule.reason === 'PREREQUISITE' ? { ...rule, serve: off } : rule)),
    };
  });
}

export function setFallthrough(draft: Draft, intent: Intents['setFallthrough']): void {
  assertServe(intent.serve, 'serve');
  editFlag(draft, intent, () => ({ fallthrough: intent.serve }));
}

export function assertVariant(variants: Flag['variants'], variant: string, path: string): void {
  if (Object.hasOwn(variants, variant)) return;
  const known = Object.keys(variants).map((name) => `\`${name}\``);
  throw new ChangeProblem(
    'NOT_FOUND',
    path,
    `There is no variant \`${variant}\`; the flag has ${known.join(', ')}`,
  );
}

/** The place in the intent, before the whole flag is checked. */
export function assertServe(serve: Serve, path: string): void {
  const [problem] = validateServe(serve, path);
  if (problem) throw new ChangeProblem('INVALID', problem.path, problem.message);
}

/** Takes over everything that is the environment's own; what the project says of the flag stays. */
export function replaceConfiguration(draft: Draft, intent: Intents['replaceConfiguration']): void {
  const { configuration } = intent;
  if (typeof configuration !== 'object' || configuration === null || Array.isArray(configuration)) {
    throw new ChangeProblem(
      'INVALID',
      'configuration',
      'A configuration is an object with on, off, variants, rules and fallthrough',
    );
  }
  const { key: _key, type: _type, seed: _seed, clientSide: _clientSide, tags: _tags, ...own } = configuration;
  editFlag(draft, intent, ({ key, type, seed, clientSide, tags }) => {
    const empty = { metadata: undefined, source: undefined };
    return { ...empty, ...(own as unknown as Partial<Flag>), key, type, seed, clientSide, tags };
  });
}

export function copyConfiguration(draft: Draft, intent: Intents['copyConfiguration']): void {
  activeEnvironment(draft, intent.environmentId);
  const source = draft.environment(intent.fromEnvironmentId);
  for (const flagKey of intent.flagKeys) {
    activeNoun(draft, 'FLAG', flagKey);
    const flag = draft.body(source.id, 'FLAG', flagKey);
    if (!flag)
      throw new ChangeProblem(
        'NOT_FOUND',
        'flagKeys',
        `There is no flag \`${flagKey}\` in \`${source.key}\``,
      );
    draft.put(intent.environmentId, 'FLAG', flagKey, flag);
  }
}

/**
 * Back to what the items were at that revision: those named by `flagKeys`, or all. What the project now says of a flag
 * holds, and an archived noun stays away.
 */
export function restoreRevision(draft: Draft, intent: Intents['restoreRevision']): void {
  const { environmentId, revision, flagKeys } = intent;
  activeEnvironment(draft, environmentId);
  const past = draft.pastBodies(environmentId, revision);
  const keys = flagKeys ?? [...new Set([...draft.keys(environmentId, 'FLAG'), ...pastKeys(past, 'FLAG')])];
  for (const key of keys) {
    const body = past.get(itemKey('FLAG', key));
    const row = nounOf(draft, 'FLAG', key);
    if (row.archivedAt === null && body !== undefined) {
      const { clientSide, tags } = row;
      draft.put(environmentId, 'FLAG', key, { ...(JSON.parse(body) as Flag), clientSide, tags });
    } else if (flagKeys) {
      const why =
        body === undefined ? `did not exist at revision ${revision}` : 'is archived; restore it first';
      throw new ChangeProblem('INVALID', 'flagKeys', `The flag \`${key}\` ${why}`);
    }
  }
  if (!flagKeys) restoreAudiences(draft, environmentId, revision, past);
}

const pastKeys = (past: ReadonlyMap<string, string>, kind: string): string[] =>
  [...past.keys()].filter((key) => key.startsWith(`${kind}\0`)).map((key) => key.slice(kind.length + 1));

function restoreAudiences(
  draft: Draft,
  environmentId: string,
  revision: number,
  past: ReadonlyMap<string, string>,
): void {
  for (const kind of ['SEGMENT', 'LAYER', 'LIST'] as const) {
    for (const key of draft.keys(environmentId, kind)) {
      const body = past.get(itemKey(kind, key));
      if (body === undefined) continue;
      draft.put(
        environmentId,
        kind,
        key,
        JSON.parse(body) as never,
        kind === 'LIST' ? { restore: revision } : undefined,
      );
    }
  }
}
