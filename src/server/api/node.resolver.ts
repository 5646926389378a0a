import { Arg, Ctx, ID, Query, Resolver } from 'type-graphql';
import { assertAtMost, parseGlobalId } from '../foundation/ids';
import { NodeType } from '../foundation/node.types';
import type { Operation } from '../foundation/operation';

/** Loads one row for a caller; null when it does not exist or may not be seen, which is the same. */
export type NodeSource = (operation: Operation, id: string) => Promise<object | null>;

@Resolver()
export class NodeResolver {
  /** `sources`: by the name of the GraphQL type. */
  constructor(private readonly sources: ReadonlyMap<string, NodeSource>) {}

  @Query(() => NodeType, { nullable: true, description: 'Anything with a global id' })
  async node(@Arg('id', () => ID) globalId: string, @Ctx() operation: Operation): Promise<NodeType | null> {
    const parsed = parseGlobalId(globalId);
    const row = parsed && (await this.sources.get(parsed.type)?.(operation, parsed.id));
    return row ? ({ ...row, __typename: parsed.type } as object as NodeType) : null;
  }

  @Query(() => [NodeType], { nullable: 'items', description: 'At most 100 at once, in the order of `ids`' })
  async nodes(
    @Arg('ids', () => [ID]) globalIds: string[],
    @Ctx() operation: Operation,
  ): Promise<(NodeType | null)[]> {
    assertAtMost(100, globalIds, 'ids');
    return Promise.all(globalIds.map((globalId) => this.node(globalId, operation)));
  }
}
