import { makeExecutableSchema } from '@graphql-tools/schema';
import { printSchemaWithDirectives, type IResolvers } from '@graphql-tools/utils';
import { isObjectType, lexicographicSortSchema, parse, print, visit, type GraphQLSchema } from 'graphql';
import { buildSchema, createResolversMap, type PubSub } from 'type-graphql';
import { toGlobalId } from '../foundation/ids';
import type { Operation } from '../foundation/operation';

export interface Schemas {
  /** Served at /graphql. */
  api: GraphQLSchema;
  /** SDL of `api`: the contract that clients are generated from. */
  apiSdl: string;
  /** SDL of the subgraph, with the directives of federation. */
  subgraphSdl: string;
  /** For the subgraph: how its fields are resolved. */
  resolvers: IResolvers<unknown, Operation>;
}

/** Where the events of each subscription come from, by the subscription's topic; what it is given is the `topicId`. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- each topic has requests of its own
export type SubscriptionSources = Record<string, (request: any) => Promise<AsyncIterable<unknown>>>;

/**
 * Builds the schemas from instances of resolver classes. type-graphql's own schema is never served: it does not enforce
 * `@oneOf`, so each schema is built anew from its printed form.
 */
export async function buildSchemas(
  instances: readonly object[],
  subscriptions: SubscriptionSources = {},
): Promise<Schemas> {
  const byClass = new Map(instances.map((instance) => [instance.constructor, instance]));
  const [first, ...rest] = byClass.keys();
  const base = await buildSchema({
    resolvers: [first, ...rest],
    container: { get: (resolver) => byClass.get(resolver) },
    pubSub: pubSubOf(subscriptions),
    // Services check what they are given, and say which field is wrong: see `foundation/errors`.
    validate: false,
  });
  const resolvers = resolversOf(base);
  const sdl = printSchemaWithDirectives(lexicographicSortSchema(base));
  const api = makeExecutableSchema({ typeDefs: withoutFederation(sdl), resolvers });
  return {
    api,
    apiSdl: printed(printSchemaWithDirectives(lexicographicSortSchema(api))),
    subgraphSdl: printed(`${link}\n\ndirective @oneOf on INPUT_OBJECT\n\n${sdl}`),
    resolvers,
  };
}

/** type-graphql asks its PubSub for events. Ours are derived from what is stored, so nobody ever publishes one to it. */
const pubSubOf = (sources: SubscriptionSources): PubSub => ({
  subscribe: (topic, request) => sources[topic](request) as unknown as AsyncIterable<unknown>,
  publish(topic) {
    throw new Error(`Events of ${topic} are not published`);
  },
});

const federationDirectives = [
  'key',
  'shareable',
  'tag',
  'inaccessible',
  'external',
  'requires',
  'provides',
  'override',
  'interfaceObject',
  'extends',
  'listSize',
  'cost',
];

const imported = federationDirectives.map((name) => `"@${name}"`).join(', ');
const link = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: [${imported}])`;

const printed = (sdl: string): string => `${print(parse(sdl))}\n`;

/** The public API knows neither the directives of federation nor what they hide. */
function withoutFederation(sdl: string): string {
  const document = visit(parse(sdl), {
    enter(node) {
      const directives = 'directives' in node ? (node.directives ?? []) : [];
      return directives.some(({ name }) => name.value === 'inaccessible') ? null : undefined;
    },
    Directive: { leave: (node) => (federationDirectives.includes(node.name.value) ? null : undefined) },
    DirectiveDefinition: {
      leave: (node) => (federationDirectives.includes(node.name.value) ? null : undefined),
    },
  });
  return print(document);
}

function resolversOf(base: GraphQLSchema): IResolvers<unknown, Operation> {
  const resolvers = createResolversMap(base) as Record<string, Record<string, unknown>>;
  for (const type of Object.values(base.getTypeMap())) {
    if (!isObjectType(type)) continue;
    if (type.getInterfaces().some(({ name }) => name === 'Node')) {
      resolvers[type.name].id = (row: { id: string }) => toGlobalId(type.name, row.id);
    }
  }
  return resolvers as IResolvers<unknown, Operation>;
}
