import type { ConfigKind, Ruleset } from './types';
import { referencesIn, type Reference } from './walk';

export interface ObjectName {
  kind: ConfigKind;
  key: string;
}

/** An object that refers to others. */
export interface Node extends ObjectName {
  references: readonly Reference[];
}

export type Graph = Map<string, Node>;

export function nameOf({ kind, key }: ObjectName): string {
  return `${kind.toLowerCase()} ${key}`;
}

/** Flags and segments, by name: layers and lists refer to nothing. */
export function graphOf({ flags, segments }: Ruleset): Graph {
  const nodes: Node[] = [
    ...Object.entries(flags).map(([key, flag]): Node => ({
      kind: 'FLAG',
      key,
      references: referencesIn(flag),
    })),
    ...Object.entries(segments).map(([key, segment]): Node => ({
      kind: 'SEGMENT',
      key,
      references: referencesIn(segment),
    })),
  ];
  return new Map(nodes.map((node) => [nameOf(node), node]));
}

/** The touched objects and all that depend on them, directly or not; without `touched`, everything. */
export function namesToCheck(graph: Graph, touched?: readonly ObjectName[]): string[] {
  return touched === undefined ? [...graph.keys()] : withDependents(graph, touched.map(nameOf));
}

function withDependents(graph: Graph, touched: string[]): string[] {
  const dependents = new Map<string, string[]>();
  for (const [name, { references }] of graph) {
    for (const reference of references) {
      const target = nameOf(reference);
      const known = dependents.get(target);
      if (known) known.push(name);
      else dependents.set(target, [name]);
    }
  }
  const found = new Set(touched);
  for (const name of found) for (const dependent of dependents.get(name) ?? []) found.add(dependent);
  return [...found];
}
