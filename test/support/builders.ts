import {
  compile,
  type Bucketing,
  type CompiledRuleset,
  type CompileOptions,
  type Flag,
  type Json,
  type Rule,
  type Ruleset,
  type Serve,
  type Subject,
  type Test,
} from '../../src/engine/evaluation';

/** A text flag that is on, with the variants `on` and `off`, and serves `off` to whom no rule serves. */
export function aFlag(parts: Partial<Flag> = {}): Flag {
  return {
    key: 'flag',
    type: 'STRING',
    on: true,
    off: 'off',
    variants: { on: { value: 'on' }, off: { value: 'off' } },
    rules: [],
    fallthrough: 'off',
    seed: `seed of ${parts.key ?? 'flag'}`,
    clientSide: false,
    tags: [],
    ...parts,
  };
}

/** A rule for everybody that serves `on`. */
export function aRule(parts: Partial<Rule> = {}): Rule {
  return { id: 'rule', when: true, serve: 'on', ...parts };
}

export function everyone(serve: Serve): Rule {
  return aRule({ id: 'everyone', serve });
}

/** A test of one of the user's attributes. */
export function aTest(attribute: string, parts: Omit<Test, 'attr'>): Test {
  return { attr: { path: [attribute] }, ...parts };
}

/** Keys of flags are taken from the flags. */
export function aRuleset(parts: Partial<Omit<Ruleset, 'flags'>> & { flags?: Flag[] } = {}): Ruleset {
  const { flags = [], ...others } = parts;
  return {
    flags: Object.fromEntries(flags.map((flag) => [flag.key, flag])),
    segments: {},
    layers: {},
    lists: {},
    ...others,
  };
}

/** A user with these attributes. */
export function aSubject(
  attributes: Record<string, Json> = { key: 'ada' },
  parts: Partial<Subject> = {},
): Subject {
  return { contexts: { user: attributes }, ...parts };
}

export const noon = Date.UTC(2026, 0, 15, 12);

/** Compiled with a clock that stands at noon and chance that is always 0.5. */
export function compiled(ruleset: Ruleset, options: Partial<CompileOptions> = {}): CompiledRuleset {
  return compile(ruleset, { now: () => noon, random: () => 0.5, ...options });
}

/** A bucketing that hashes the text before the user's key with murmur3, modulo 100. */
export function aBucketing(parts: Partial<Bucketing> = {}): Bucketing {
  return {
    unit: [{ path: ['key'] }],
    usable: 'any',
    absent: 'out',
    text: [{ unit: true }],
    bytes: 'utf8',
    hash: 'murmur3',
    map: 'mod',
    span: 100,
    ...parts,
  };
}
