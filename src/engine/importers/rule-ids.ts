import type { Rule } from '../evaluation';

/** Rules whose ids are told apart: peers may repeat theirs within a flag. */
export function withOwnIds(rules: Rule[]): Rule[] {
  const taken = new Set<string>();
  return rules.map((rule) => {
    const id = unusedId(rule.id, taken);
    taken.add(id);
    return { ...rule, id };
  });
}

/** The id that a rule had before. */
export function originalId(id: string): string {
  return id.replace(/#\d+$/, '');
}

/** The id itself, or with the first number that makes it another than those taken. */
export function unusedId(id: string, taken: ReadonlySet<string>): string {
  for (let number = 1; ; number += 1) {
    const candidate = number === 1 ? id : `${id}#${number}`;
    if (!taken.has(candidate)) return candidate;
  }
}
