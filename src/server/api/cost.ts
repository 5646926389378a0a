import {
  getNamedType,
  getNullableType,
  isCompositeType,
  isListType,
  isObjectType,
  Kind,
  typeFromAST,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import {
  countOf,
  entriesOf,
  plus,
  remembered,
  times,
  wholeOf,
  type Arguments,
  type Plan,
  type Variables,
} from './cost-plan';

/** Objects of a list that has no page size: these are parts of a row, and cost no statement. */
const assumedListSize = 5;
/** Flags of an environment when an evaluation names none. */
const assumedFlags = 100;
/** Objects of an environment that is answered as a whole. */
const assumedObjects = 1_000;
const perOperation = 1;
const perMutation = 10;
const perEvaluation = 0.01;
const perMeasurement = 0.1;

/** Fields whose cost is not one for each object: what is selected of them costs nothing more. */
const flatCosts: Record<string, (field: Arguments) => Plan> = {
  'Query.evaluate': (field) =>
    times(perEvaluation, times(countOf(field, 'subjects', 1), countOf(field, 'flagKeys', assumedFlags))),
  'Flag.evaluate': () => perEvaluation,
  'FlagConfiguration.evaluate': () => perEvaluation,
  'Query.explain': () => 1,
  'Mutation.recordMeasurements': (field) => times(perMeasurement, entriesOf(field, 'input')),
  'Environment.ruleset': () => assumedObjects,
  'Environment.findings': () => assumedObjects,
  'ChangesPreviewed.findings': () => perMutation,
};

/** Lists that are as long as one of their arguments. */
const listArguments: Record<string, string> = { 'Query.nodes': 'ids', 'Query._entities': 'representations' };

/**
 * What an operation may cost at most: one for each object that its page sizes allow. The document must be valid. The
 * answer is worked out once for a document, and asks for the variables where a size depends on them.
 */
export function planCost(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): (variables: Variables) => number {
  const root = schema.getRootType(operation.operation);
  if (!root) return () => 0;
  const { fixed } = planner(schema, document, operation)(operation.selectionSet, root);
  const mutations = operation.operation === 'mutation' ? operation.selectionSet.selections.length : 0;
  const plan = plus(fixed, perOperation + perMutation * mutations);
  return (variables) => Math.ceil(typeof plan === 'number' ? plan : plan(variables));
}

/** The cost of a selection: once, and for each item of the page when it is a selection on a connection. */
interface Cost {
  fixed: Plan;
  perItem: Plan;
}

const free: Cost = { fixed: 0, perItem: 0 };

function planner(schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode) {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  const planned = new Map<string, Cost>();

  const ofSelections = ({ selections }: SelectionSetNode, parent: GraphQLNamedType): Cost =>
    selections.map((selection) => ofSelection(selection, parent)).reduce(add, free);

  const ofSelection = (selection: SelectionNode, parent: GraphQLNamedType): Cost => {
    if (selection.kind === Kind.FIELD) return ofField(selection, parent);
    if (selection.kind === Kind.FRAGMENT_SPREAD) return ofFragment(selection.name.value);
    const { typeCondition, selectionSet } = selection;
    return ofSelections(selectionSet, (typeCondition && typeFromAST(schema, typeCondition)) ?? parent);
  };

  const ofFragment = (name: string): Cost => {
    const known = planned.get(name);
    if (known) return known;
    const { typeCondition, selectionSet } = fragments.get(name) as FragmentDefinitionNode;
    const cost = ofSelections(selectionSet, typeFromAST(schema, typeCondition) as GraphQLNamedType);
    const shared = { fixed: remembered(cost.fixed), perItem: remembered(cost.perItem) };
    planned.set(name, shared);
    return shared;
  };

  const ofField = (node: FieldNode, parent: GraphQLNamedType): Cost => {
    const field =
      isObjectType(parent) || 'getFields' in parent ? fieldOf(parent, node.name.value) : undefined;
    const type = field && getNamedType(field.type);
    if (!field || !node.selectionSet || !isCompositeType(type)) return free;
    const inner = ofSelections(node.selectionSet, type);
    const coordinate = `${parent.name}.${field.name}`;
    const given = { node, operation };
    if (flatCosts[coordinate]) return { fixed: flatCosts[coordinate](given), perItem: 0 };
    if (isConnection(parent) && isItems(field)) return { fixed: 0, perItem: plus(1, inner.fixed) };
    if (isEdge(parent) && field.name === 'node') return inner;
    if (isConnection(type)) {
      return {
        fixed: plus(plus(1, inner.fixed), times(wholeOf(given, 'first', 20), inner.perItem)),
        perItem: 0,
      };
    }
    return { fixed: times(lengthOf(field, coordinate, given), plus(1, inner.fixed)), perItem: 0 };
  };

  return ofSelections;
}

const add = (left: Cost, right: Cost): Cost => ({
  fixed: plus(left.fixed, right.fixed),
  perItem: plus(left.perItem, right.perItem),
});

type AnyField = GraphQLField<unknown, unknown>;

const fieldOf = (parent: GraphQLNamedType, name: string): AnyField | undefined =>
  'getFields' in parent ? (parent.getFields()[name] as AnyField | undefined) : undefined;

const isConnection = ({ name }: GraphQLNamedType): boolean => name.endsWith('Connection');
const isEdge = ({ name }: GraphQLNamedType): boolean => name.endsWith('Edge');
const isItems = ({ name }: AnyField): boolean => name === 'nodes' || name === 'edges';

function lengthOf(field: AnyField, coordinate: string, given: Arguments): Plan {
  if (!isListType(getNullableType(field.type))) return 1;
  const argument = listArguments[coordinate];
  return argument ? countOf(given, argument, assumedListSize) : assumedListSize;
}
