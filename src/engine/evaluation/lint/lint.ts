import { graphOf, namesToCheck, type Node, type ObjectName } from '../dependents';
import type { Flag, Json, Problem, Ruleset } from '../types';
import { conditionFindings } from './conditions';
import type { Finding, Finds } from './finding';
import { flagFindings } from './flag';
import { Outlook } from './outlook';

export { lintRules, type Finding, type LintRule } from './finding';

export interface LintOptions {
  /** What a flag's JSON Schema says against one of its values, with paths inside the value; without it nobody asks. */
  checkValue?(flagKey: string, value: Json): Problem[];
}

/**
 * What a valid ruleset says but can hardly mean. Everything found is certain, whoever the subject; what cannot be told
 * from the ruleset alone is passed over. With `touched`, only of those objects and of all that depend on them.
 */
export function lint(
  ruleset: Ruleset,
  touched?: readonly ObjectName[],
  { checkValue }: LintOptions = {},
): Finding[] {
  const graph = graphOf(ruleset);
  const outlook = new Outlook(ruleset);
  return namesToCheck(graph, touched).flatMap((name) => {
    const node = graph.get(name);
    if (node === undefined) return [];
    const { kind, key } = node;
    return findingsOf(node, outlook, checkValue).map((finding) => ({ kind, key, ...finding }));
  });
}

function findingsOf({ kind, key }: Node, outlook: Outlook, checkValue: LintOptions['checkValue']): Finds[] {
  const { flags, segments } = outlook.ruleset;
  if (kind === 'SEGMENT') return conditionFindings(segments[key].when, 'when', outlook);
  return [...flagFindings(flags[key], outlook), ...(checkValue ? valueFindings(flags[key], checkValue) : [])];
}

function valueFindings({ key, variants }: Flag, checkValue: NonNullable<LintOptions['checkValue']>): Finds[] {
  return Object.entries(variants).flatMap(([name, { value }]) =>
    checkValue(key, value).map(({ path, message }) => ({
      path: joined(`variants.${name}.value`, path),
      rule: 'SCHEMA' as const,
      message,
    })),
  );
}

function joined(path: string, inner: string): string {
  if (inner === '') return path;
  return inner.startsWith('[') ? path + inner : `${path}.${inner}`;
}
