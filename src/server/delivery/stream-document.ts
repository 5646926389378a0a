import {
  getArgumentValues,
  getOperationAST,
  getVariableValues,
  Kind,
  print,
  visit,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import type { ConfigStreamInput } from '../../engine/protocol/messages';
import { selects, type SelectionContext } from './selection';

export type Variables = Readonly<Record<string, unknown>>;

/** A document that subscribes to `configStream` and nothing else, with what is worked out of it once. */
export interface StreamDocument {
  document: DocumentNode;
  operationName: string | null;
  definition: OperationDefinitionNode;
  field: FieldNode;
  /** Names of the variables that decide over what is selected; those in the field's own arguments do not. */
  selecting: string[];
  text: string;
}

const fieldName = 'configStream';

const known = new WeakMap<DocumentNode, Map<string | null, StreamDocument | null>>();

/** null for any other document, and for one that selects the field in a finer way: that is left to graphql-js. */
export function streamDocument(document: DocumentNode, operationName: string | null): StreamDocument | null {
  let byName = known.get(document);
  if (!byName) known.set(document, (byName = new Map()));
  let found = byName.get(operationName);
  if (found === undefined) byName.set(operationName, (found = read(document, operationName)));
  return found;
}

/** What is asked with `variables`; throws when they do not fit the document. Two with one key select the same. */
export function readVariables(
  schema: GraphQLSchema,
  { document, definition, field, selecting, text, operationName }: StreamDocument,
  variables: Variables,
): { input: ConfigStreamInput; key: string; canRefer: boolean } {
  const { coerced, errors } = getVariableValues(schema, definition.variableDefinitions ?? [], variables);
  if (errors) throw errors[0];
  const type = schema.getSubscriptionType()?.getFields()[fieldName] as GraphQLField<unknown, unknown>;
  const { input } = getArgumentValues(type, field, coerced);
  const values = selecting.map((name) => coerced[name]);
  return {
    input: input as ConfigStreamInput,
    key: [text, operationName, JSON.stringify(values)].join('\0'),
    canRefer: canRefer(field, { fragments: fragmentsOf(document), variables: coerced }),
  };
}

/** Whether who asks so can be told where a snapshot is: clients of before there were references cannot. */
export const canRefer = (field: FieldNode, context: SelectionContext): boolean =>
  selects(field.selectionSet?.selections ?? [], 'reference', context);

function fragmentsOf({ definitions }: DocumentNode): Record<string, FragmentDefinitionNode> {
  const fragments = definitions.filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION);
  return Object.fromEntries(fragments.map((fragment) => [fragment.name.value, fragment]));
}

function read(document: DocumentNode, operationName: string | null): StreamDocument | null {
  const definition = getOperationAST(document, operationName);
  const field = definition?.operation === 'subscription' ? onlyField(definition) : null;
  if (!definition || !field) return null;
  const text = document.loc?.source.body ?? print(document);
  return { document, operationName, definition, field, selecting: selectingVariables(document, field), text };
}

function onlyField({ selectionSet, directives }: OperationDefinitionNode): FieldNode | null {
  const [field, ...others] = selectionSet.selections;
  if (others.length > 0 || directives?.length || field.kind !== Kind.FIELD) return null;
  return field.name.value === fieldName && !field.directives?.length ? field : null;
}

function selectingVariables(document: DocumentNode, field: FieldNode): string[] {
  const names = new Set<string>();
  visit(document, {
    Argument: (node) => (field.arguments?.includes(node) ? false : undefined),
    VariableDefinition: () => false,
    Variable: ({ name }) => void names.add(name.value),
  });
  return [...names].sort();
}
