import type { ConfigKind, Problem } from '../types';

/** What may be found in a ruleset that is valid but can hardly be meant. */
export const lintRules = [
  /** A rule before it serves everybody. */
  'UNREACHABLE_RULE',
  'ALWAYS',
  'NEVER',
  /** Whoever it is for is served by one rule before it. */
  'SHADOWED_RULE',
  /** A variant that no subject can get. */
  'DEAD_VARIANT',
  /** A gate or split none of whose weights leaves a position. */
  'NOBODY',
  'UNMET_PREREQUISITE',
  /** A value that its JSON Schema refuses. */
  'SCHEMA',
] as const;
export type LintRule = (typeof lintRules)[number];

export interface Finding extends Problem {
  kind: ConfigKind;
  key: string;
  rule: LintRule;
}

/** A finding before it is known whose it is. */
export type Finds = Omit<Finding, 'kind' | 'key'>;
