import {
  Kind,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import type { Limits } from '../foundation/settings';

/** How large an operation is, as if each fragment stood where it is spread. */
interface Size {
  depth: number;
  /** Fields with an alias, and fields that a selection repeats: both ask for one thing many times. */
  aliases: number;
  directives: number;
  rootFields: number;
}

/**
 * What of `document` is beyond the limits, in words; null when nothing is. Runs before validation, which it guards: a
 * fragment is measured once however often it is spread, and one that spreads itself is left to validation.
 */
export function findExcess(document: DocumentNode, limits: Limits): string | null {
  const characters = document.loc?.source.body.length ?? 0;
  if (characters > limits.queryCharacters) {
    return `The document has ${characters} characters; at most ${limits.queryCharacters} are allowed`;
  }
  const measure = measurer(document);
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
    const size = measure(definition.selectionSet);
    const directives = size.directives + (definition.directives?.length ?? 0);
    const excess =
      over('levels', size.depth, limits.depth) ??
      over('fields at its root', size.rootFields, limits.rootFields) ??
      over('aliases and repeated fields', size.aliases, limits.aliases) ??
      over('directives', directives, limits.directives);
    if (excess) return excess;
  }
  return null;
}

const over = (what: string, count: number, limit: number): string | null =>
  count > limit
    ? `The operation has ${count >= huge ? 'far too many' : count} ${what}; at most ${limit} are allowed`
    : null;

/** Counts stop here, so that a bomb of fragments cannot overflow them. */
const huge = 1_000_000;

const nothing: Size = { depth: 0, aliases: 0, directives: 0, rootFields: 0 };

function measurer(document: DocumentNode): (selectionSet: SelectionSetNode) => Size {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  const measured = new Map<string, Size>();

  const ofSelections = ({ selections }: SelectionSetNode): Size =>
    selections.map(ofSelection).reduce(sum, { ...nothing, aliases: repeats(selections) });

  const ofSelection = (selection: SelectionNode): Size => {
    const directives = selection.directives?.length ?? 0;
    if (selection.kind === Kind.FIELD) return { ...ofField(selection, directives), rootFields: 1 };
    const spread =
      selection.kind === Kind.INLINE_FRAGMENT
        ? ofSelections(selection.selectionSet)
        : ofFragment(selection.name.value);
    return { ...spread, directives: capped(spread.directives + directives) };
  };

  const ofField = ({ alias, selectionSet }: FieldNode, directives: number): Size => {
    const inner = selectionSet ? ofSelections(selectionSet) : nothing;
    return {
      ...inner,
      depth: inner.depth + 1,
      aliases: capped(inner.aliases + (alias ? 1 : 0)),
      directives: capped(inner.directives + directives),
    };
  };

  const ofFragment = (name: string): Size => {
    const fragment = fragments.get(name);
    if (!fragment) return nothing;
    let size = measured.get(name);
    if (!size) {
      measured.set(name, nothing);
      measured.set(name, (size = ofSelections(fragment.selectionSet)));
    }
    return size;
  };

  return ofSelections;
}

function sum(left: Size, right: Size): Size {
  return {
    depth: Math.max(left.depth, right.depth),
    aliases: capped(left.aliases + right.aliases),
    directives: capped(left.directives + right.directives),
    rootFields: capped(left.rootFields + right.rootFields),
  };
}

/** How often a selection names a field that it has named already. */
function repeats(selections: readonly SelectionNode[]): number {
  const names = selections.flatMap((each) =>
    each.kind === Kind.FIELD && !each.alias ? [each.name.value] : [],
  );
  return names.length - new Set(names).size;
}

const capped = (count: number): number => Math.min(count, huge);
