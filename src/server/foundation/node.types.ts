import { Field, ID, InterfaceType } from 'type-graphql';

/**
 * What has a global id. Resolvers return rows with their plain id: `api/schema` makes the global one of it, for each
 * type that implements this. A value answered as `Node` itself carries its `__typename`.
 */
@InterfaceType('Node', { resolveType: (value: { __typename: string }) => value.__typename })
export abstract class NodeType {
  @Field(() => ID) id: string;
}
