import { lint, lintRules, type Finding, type ObjectName, type Ruleset } from '../../../engine/evaluation';

/** A value that its flag's JSON Schema refuses is never found: no change that leaves one is published. */
export const environmentLintRules = lintRules.filter((rule) => rule !== 'SCHEMA');

/** What an environment's configuration says but can hardly mean. */
export interface LintFinding extends Finding {
  /** Global. */
  environmentId: string;
  rule: (typeof environmentLintRules)[number];
}

/** What one answer names at most. */
export const findingsLimit = 1_000;

/** Of the objects named by `touched` and of all that depend on them; of everything without it. */
export const findingsIn = (
  environmentId: string,
  ruleset: Ruleset,
  touched?: readonly ObjectName[],
): LintFinding[] =>
  lint(ruleset, touched)
    .slice(0, findingsLimit)
    .map((finding) => ({ ...finding, environmentId }) as LintFinding);
