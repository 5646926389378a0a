import { createHash, timingSafeEqual } from 'node:crypto';
import { buildSubgraphSchema } from '@apollo/subgraph';
import type { IResolvers } from '@graphql-tools/utils';
import { parse, print, type GraphQLFieldResolver, type GraphQLSchema } from 'graphql';
import { invalidInput } from '../foundation/errors';
import { assertAtMost } from '../foundation/ids';
import type { Operation } from '../foundation/operation';
import { pickKey, readEntityKeys, type EntityKeys, type Reference } from './entity-keys';
import type { Schemas } from './schema';
import { withoutSubscriptions } from './without-subscriptions';

/** Finds a row for a caller; null when it does not exist or may not be seen, which is the same. */
export type ReferenceSource = (operation: Operation, reference: Reference) => Promise<object | null>;

/** By the name of the GraphQL type. */
export type ReferenceSources = ReadonlyMap<string, ReferenceSource>;

const representationLimit = 1_000;

/**
 * The API as a subgraph, with `_service` and `_entities`, which only a router may ask for. Throws when a type with a key
 * has no source.
 */
export function buildSubgraph(schemas: Schemas, sources: ReferenceSources): GraphQLSchema {
  const typeDefs = parse(printSubgraph(schemas));
  const keys = readEntityKeys(typeDefs);
  const resolvers = withReferences(schemas.resolvers, keys, sources);
  const schema = buildSubgraphSchema({ typeDefs, resolvers: resolvers as never });
  const entities = schema.getQueryType()?.getFields()._entities;
  if (!entities?.resolve) throw new Error('The subgraph has no entities');
  entities.resolve = guarded(entities.resolve, keys);
  return schema;
}

/** What stands in schema/subgraph.graphql, for whoever composes a supergraph. */
export const printSubgraph = (schemas: Schemas): string =>
  `${print(withoutSubscriptions(parse(schemas.subgraphSdl)))}\n`;

/** Whether a request comes from the router. Hashed first, so that the comparison tells neither length nor content. */
export function isFromRouter(secret: string | null, header: string | string[] | undefined): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return secret !== null && typeof header === 'string' && timingSafeEqual(digest(header), digest(secret));
}

function withReferences(
  resolvers: IResolvers<unknown, Operation>,
  keys: EntityKeys,
  sources: ReferenceSources,
): IResolvers<unknown, Operation> {
  const entities = [...keys].map(([type, keysOfType]) => {
    const source = sources.get(type);
    if (!source) throw new Error(`${type} has a key, and nothing that finds it`);
    const find = (representation: unknown, operation: Operation): Promise<object | null> | null => {
      const reference = pickKey(representation, keysOfType);
      return reference && source(operation, reference);
    };
    return [type, { ...(resolvers[type] as object), __resolveReference: find }];
  });
  return { ...resolvers, ...Object.fromEntries(entities) } as IResolvers<unknown, Operation>;
}

type Resolver = GraphQLFieldResolver<unknown, Operation>;

/** The library takes any `__typename`, and fails on what is no object; both are the caller's mistake. */
const guarded =
  (resolve: Resolver, keys: EntityKeys): Resolver =>
  (source, given, operation, info) => {
    const representations = given.representations as unknown[];
    assertAtMost(representationLimit, representations, 'representations');
    for (const representation of representations) assertEntity(representation, keys);
    return resolve(source, given, operation, info);
  };

function assertEntity(representation: unknown, keys: EntityKeys): void {
  const type = (representation as { __typename?: unknown } | null)?.__typename;
  if (typeof type === 'string' && keys.has(type)) return;
  throw invalidInput(`The \`__typename\` of a representation is one of ${[...keys.keys()].join(', ')}`, {
    field: ['representations'],
  });
}
