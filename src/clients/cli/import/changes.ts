import type { Flag, Json, Ruleset } from '../../../engine/evaluation';
import type { ChangeInput } from '../../generated/graphql';

export interface ImportTarget {
  projectId: string;
  environmentId: string;
  /** The keys of the flags that the project has. */
  knownKeys: ReadonlySet<string>;
}

/** What brings the flags into an environment: those the project lacks are created, off everywhere else. */
export function changesOf(
  { flags }: Ruleset,
  { projectId, environmentId, knownKeys }: ImportTarget,
): ChangeInput[] {
  return Object.values(flags).flatMap((flag): ChangeInput[] => {
    const replace = {
      replaceConfiguration: { environmentId, flagKey: flag.key, configuration: configurationOf(flag) },
    };
    return knownKeys.has(flag.key) ? [replace] : [{ createFlag: creationOf(flag, projectId) }, replace];
  });
}

function creationOf(flag: Flag, projectId: string): NonNullable<ChangeInput['createFlag']> {
  const { key, type, seed, clientSide, tags, off, fallthrough, source } = flag;
  const variants = Object.entries(flag.variants).map(([name, { value }]) => ({ key: name, value }));
  return { projectId, key, type, seed, clientSide, tags, variants, off, fallthrough, source };
}

/** What is the environment's own; the rest is the project's. */
function configurationOf({ on, off, variants, rules, fallthrough, metadata, source }: Flag): Json {
  return {
    on,
    off,
    variants,
    rules,
    fallthrough,
    ...(metadata && { metadata }),
    ...(source && { source }),
  } as unknown as Json;
}
