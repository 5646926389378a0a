import {
  Kind,
  parse,
  type DirectiveNode,
  type DocumentNode,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';

/** How another subgraph names one of our rows: texts, and objects of texts. */
export interface Reference {
  readonly [field: string]: string | Reference;
}

/** By the name of each entity of a subgraph: what its `@key` directives name, in their order. */
export type EntityKeys = ReadonlyMap<string, readonly SelectionSetNode[]>;

export function readEntityKeys(subgraph: DocumentNode): EntityKeys {
  const keys = new Map<string, SelectionSetNode[]>();
  for (const definition of subgraph.definitions) {
    if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION) continue;
    const directives = definition.directives?.filter(({ name }) => name.value === 'key') ?? [];
    if (directives.length > 0) keys.set(definition.name.value, directives.map(fieldSetOf));
  }
  return keys;
}

/**
 * The first of the keys that a representation has whole, and nothing else of it; null when it has none. Representations
 * are any JSON: what is not a text where a key has one could reach the database as something else.
 */
export function pickKey(representation: unknown, keys: readonly SelectionSetNode[]): Reference | null {
  for (const key of keys) {
    const picked = pick(representation, key);
    if (picked) return picked;
  }
  return null;
}

function pick(value: unknown, { selections }: SelectionSetNode): Reference | null {
  if (typeof value !== 'object' || value === null) return null;
  const picked: Record<string, string | Reference> = {};
  for (const selection of selections) {
    if (selection.kind !== Kind.FIELD) return null;
    const name = selection.name.value;
    const member = Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined;
    const part = selection.selectionSet ? pick(member, selection.selectionSet) : member;
    if (part === null || (typeof part !== 'string' && !selection.selectionSet)) return null;
    picked[name] = part as string | Reference;
  }
  return picked;
}

function fieldSetOf({ arguments: given }: DirectiveNode): SelectionSetNode {
  const fields = given?.find(({ name }) => name.value === 'fields')?.value;
  if (fields?.kind !== Kind.STRING) throw new Error('A @key names its fields');
  const [operation] = parse(`{ ${fields.value} }`).definitions as OperationDefinitionNode[];
  return operation.selectionSet;
}
