import { Kind, visit, type DefinitionNode, type DocumentNode } from 'graphql';

/**
 * A schema without its subscriptions and the types that only they lead to. Streams are not for a router: it may drop
 * events of a slow reader or share one stream between callers, and our clients connect to us.
 */
export function withoutSubscriptions(document: DocumentNode): DocumentNode {
  const reached = reachable(document, ['Query', 'Mutation']);
  const isKept = (definition: DefinitionNode): boolean => {
    // The roots have their usual names; to name the one that is gone would be an error.
    if (definition.kind === Kind.SCHEMA_DEFINITION) return false;
    const name = typeName(definition);
    return name === null || reached.has(name);
  };
  return { ...document, definitions: document.definitions.filter(isKept) };
}

/** All types that can be met from `roots`, those that implement an interface through the interface. */
function reachable(document: DocumentNode, roots: string[]): Set<string> {
  const definitions = new Map(document.definitions.map((each) => [typeName(each), each]));
  const reached = new Set(roots);
  for (const name of reached) {
    const definition = definitions.get(name);
    if (!definition) continue;
    visit(definition, { NamedType: (node) => void reached.add(node.name.value) });
    for (const each of definitions.values()) {
      if ('interfaces' in each && each.interfaces?.some((implemented) => implemented.name.value === name)) {
        reached.add(String(typeName(each)));
      }
    }
  }
  return reached;
}

/** null for what defines no type: directives, and what is said of the schema. */
const typeName = (definition: DefinitionNode): string | null =>
  'name' in definition && definition.kind !== Kind.DIRECTIVE_DEFINITION
    ? (definition.name?.value ?? null)
    : null;
