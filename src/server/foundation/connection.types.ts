import { ArgsType, Directive, Field, Int, ObjectType, type ClassType } from 'type-graphql';
import type { Connection, PageArguments, PageInfo } from './pagination';

@Directive('@shareable')
@ObjectType('PageInfo')
export class PageInfoType implements PageInfo {
  @Field(() => Boolean) hasNextPage: boolean;
  @Field(() => Boolean) hasPreviousPage: boolean;
  @Field(() => String, { nullable: true }) startCursor: string | null;
  @Field(() => String, { nullable: true }) endCursor: string | null;
}

@ArgsType()
export class PageArgs implements PageArguments {
  @Field(() => Int, { nullable: true, description: '1 to 100; 20 when absent' }) first?: number | null;
  @Field(() => String, { nullable: true, description: 'A cursor of this list' }) after?: string | null;
}

/** The connection type of `name`: `<name>Connection` with `<name>Edge`. */
export function connectionOf<Node extends object>(
  name: string,
  node: () => ClassType<Node>,
): ClassType<Connection<Node>> {
  @ObjectType(`${name}Edge`)
  class Edge {
    @Field(() => String) cursor: string;
    @Field(node) node: Node;
  }

  @ObjectType(`${name}Connection`)
  class ConnectionType implements Connection<Node> {
    @Field(() => [node()]) nodes: Node[];
    @Field(() => [Edge]) edges: Edge[];
    @Field(() => PageInfoType) pageInfo: PageInfo;
  }

  return ConnectionType;
}
