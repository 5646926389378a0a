import {
  getDirectiveValues,
  GraphQLIncludeDirective,
  GraphQLSkipDirective,
  Kind,
  type FragmentDefinitionNode,
  type SelectionNode,
} from 'graphql';

/** What decides over a selection beside its text. */
export interface SelectionContext {
  fragments: Readonly<Record<string, FragmentDefinitionNode>>;
  /** Coerced. */
  variables: Readonly<Record<string, unknown>>;
}

/** Whether the field of that name is selected of the object, whichever of its possible types it has. */
export function selects(
  selections: readonly SelectionNode[],
  fieldName: string,
  context: SelectionContext,
): boolean {
  return selections.some((selection) => {
    if (!isIncluded(selection, context)) return false;
    if (selection.kind === Kind.FIELD) return selection.name.value === fieldName;
    const inner =
      selection.kind === Kind.FRAGMENT_SPREAD ? context.fragments[selection.name.value] : selection;
    return inner !== undefined && selects(inner.selectionSet.selections, fieldName, context);
  });
}

function isIncluded(selection: SelectionNode, { variables }: SelectionContext): boolean {
  const skip = getDirectiveValues(GraphQLSkipDirective, selection, variables);
  const include = getDirectiveValues(GraphQLIncludeDirective, selection, variables);
  return skip?.if !== true && include?.if !== false;
}
