import {
  getNamedType,
  isInterfaceType,
  isObjectType,
  isRequiredArgument,
  isUnionType,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
} from 'graphql';

/** A document that asks a root field for all that it can answer without arguments, two levels deep. */
export function documentOf(
  schema: GraphQLSchema,
  kind: 'Query' | 'Mutation' | 'Subscription',
  fieldName: string,
  given: Record<string, unknown>,
): string {
  const field = rootFieldsOf(schema, kind)[fieldName];
  const used = field.args.filter(({ name }) => name in given);
  const declared = used.map(({ name, type }) => `$${name}: ${String(type)}`).join(', ');
  const passed = used.map(({ name }) => `${name}: $${name}`).join(', ');
  const operation = kind.toLowerCase();
  return `${operation} Walk${declared && `(${declared})`} { ${fieldName}${passed && `(${passed})`} ${selectionOf(schema, getNamedType(field.type), 2)} }`;
}

export function rootFieldsOf(
  schema: GraphQLSchema,
  kind: 'Query' | 'Mutation' | 'Subscription',
): Record<string, GraphQLField<unknown, unknown>> {
  const type = schema.getRootType(kind.toLowerCase() as never);
  return type?.getFields() ?? {};
}

/** A document that asks a field of a node, with all that is given as its arguments. */
export function nestedDocument(
  schema: GraphQLSchema,
  typeName: string,
  fieldName: string,
  given: Record<string, unknown>,
): string {
  const type = schema.getType(typeName);
  if (!isObjectType(type)) throw new Error(`${typeName} is no object type`);
  const field = type.getFields()[fieldName];
  const used = field.args.filter(({ name }) => name in given);
  const declared = used.map(({ name, type: of }) => `$${name}: ${String(of)}`).join(', ');
  const passed = used.map(({ name }) => `${name}: $${name}`).join(', ');
  const selection = selectionOf(schema, getNamedType(field.type), 1);
  return `query Walk($node: ID!, ${declared}) { node(id: $node) { ... on ${typeName} { ${fieldName}(${passed}) ${selection} } } }`;
}

/** `Type.field` of each field below the roots that takes an id. */
export function fieldsWithIds(schema: GraphQLSchema): string[] {
  const roots = (['query', 'mutation', 'subscription'] as const).map((kind) =>
    schema.getRootType(kind as never),
  );
  return Object.values(schema.getTypeMap()).flatMap((type) => {
    if (!isObjectType(type) || roots.includes(type)) return [];
    return Object.values(type.getFields())
      .filter((field) => field.args.some((argument) => getNamedType(argument.type).name === 'ID'))
      .map((field) => `${type.name}.${field.name}`);
  });
}

function selectionOf(schema: GraphQLSchema, type: GraphQLNamedType, depth: number): string {
  if (isUnionType(type) || isInterfaceType(type)) {
    const members = schema.getPossibleTypes(type).map((member) => {
      // Fields of one name may have different types in different members: each gets a name of its own.
      const fields = fieldsOf(schema, member, depth - 1).map(
        (field) => `${member.name}_${field.split(' ')[0]}: ${field}`,
      );
      return `... on ${member.name} { ${fields.join(' ') || '__typename'} }`;
    });
    return `{ __typename ${members.join(' ')} }`;
  }
  if (!isObjectType(type)) return '';
  return `{ ${fieldsOf(schema, type, depth).join(' ') || '__typename'} }`;
}

function fieldsOf(schema: GraphQLSchema, type: GraphQLNamedType, depth: number): string[] {
  if (!isObjectType(type)) return [];
  return Object.values(type.getFields()).flatMap((field) => {
    if (field.args.some(isRequiredArgument)) return [];
    const of = getNamedType(field.type);
    const isLeaf = !isObjectType(of) && !isUnionType(of) && !isInterfaceType(of);
    if (isLeaf) return [field.name];
    return depth > 0 ? [`${field.name} ${selectionOf(schema, of, depth - 1)}`] : [];
  });
}
