import { graphOf, namesToCheck, nameOf, type Graph, type ObjectName } from './dependents';
import type { ConfigKind, Problem, Ruleset } from './types';
import type { Reference } from './walk';

export interface RulesetProblem extends Problem {
  kind: ConfigKind;
  key: string;
}

/**
 * What is wrong between the objects of a ruleset, each of them valid by itself: references to nothing, positions beyond
 * a layer's span, cycles. With `touched`, only of those objects and of all that depend on them, directly or not.
 */
export function findProblems(ruleset: Ruleset, touched?: readonly ObjectName[]): RulesetProblem[] {
  const graph = graphOf(ruleset);
  const names = namesToCheck(graph, touched);
  return [
    ...names.flatMap(
      (name) => graph.get(name)?.references.flatMap((to) => faultsOf(ruleset, graph.get(name)!, to)) ?? [],
    ),
    ...cyclesIn(graph, names),
  ];
}

const tables = { FLAG: 'flags', SEGMENT: 'segments', LAYER: 'layers', LIST: 'lists' } as const;

function faultsOf(ruleset: Ruleset, { kind, key }: ObjectName, reference: Reference): RulesetProblem[] {
  const { path } = reference;
  if (!Object.hasOwn(ruleset[tables[reference.kind]], reference.key)) {
    return [{ kind, key, path, message: `${nameOf(reference)} does not exist` }];
  }
  if (reference.kind !== 'LAYER') return [];
  const { span } = ruleset.layers[reference.key];
  const beyond = reference.ranges?.find(([, to]) => to > span);
  if (beyond === undefined) return [];
  return [
    {
      kind,
      key,
      path,
      message: `[${beyond.join(', ')}) goes beyond the ${span} positions of ${nameOf(reference)}`,
    },
  ];
}

/**
 * Each cycle that can be reached from the names, once, told from the first of its members that was met. An own stack
 * takes the place of recursion: a chain of prerequisites may be as long as the ruleset.
 */
function cyclesIn(graph: Graph, names: string[]): RulesetProblem[] {
  const finished = new Set<string>();
  const problems: RulesetProblem[] = [];
  for (const start of names) {
    const trail: { name: string; at: number }[] = [];
    const onTrail = new Set<string>();
    const enter = (name: string): void => {
      if (finished.has(name) || !graph.has(name)) return;
      trail.push({ name, at: 0 });
      onTrail.add(name);
    };
    enter(start);
    for (let step = trail.at(-1); step !== undefined; step = trail.at(-1)) {
      const reference = graph.get(step.name)?.references[step.at];
      step.at += 1;
      if (reference === undefined) {
        finished.add(step.name);
        onTrail.delete(step.name);
        trail.pop();
      } else if (onTrail.has(nameOf(reference))) {
        problems.push(cycleProblem(graph, trail, nameOf(reference)));
      } else enter(nameOf(reference));
    }
  }
  return problems;
}

/** A problem of the cycle's first member, at the reference by which it leads back to itself. */
function cycleProblem(graph: Graph, trail: { name: string; at: number }[], back: string): RulesetProblem {
  const cycle = trail.slice(trail.findIndex(({ name }) => name === back));
  const [{ name, at }] = cycle;
  const { kind, key, references } = graph.get(name)!;
  const names = [...cycle.map((step) => step.name), name];
  return { kind, key, path: references[at - 1].path, message: `a cycle: ${names.join(' -> ')}` };
}
