import { parse, print } from 'graphql';
import { withoutSubscriptions } from '../../src/server/api/without-subscriptions';

const left = (sdl: string): string => print(withoutSubscriptions(parse(sdl)));

test('subscriptions go, with the types that only they lead to', () => {
  const sdl = `
    schema { query: Query subscription: Subscription }
    directive @key(fields: String!) on OBJECT
    type Query { node: Node search(by: Filter): Result }
    type Subscription { changes(input: ChangesInput): Change }
    interface Node { id: ID! }
    type Flag implements Node { id: ID! kind: Kind }
    enum Kind { RELEASE }
    union Result = Flag | Text
    type Text { text: String }
    input Filter { at: Moment }
    scalar Moment
    type Change { cursor: Cursor at: Moment }
    input ChangesInput { after: Cursor }
    scalar Cursor
  `;
  const without = sdl
    .split('\n')
    .filter((line) => !/schema \{|type (Subscription|Change) |ChangesInput \{|scalar Cursor/.test(line))
    .join('\n');
  expect(left(sdl)).toBe(print(parse(without)));
});

test('a schema without subscriptions stays as it is', () => {
  const sdl = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9")\ntype Query { a: Int }';
  expect(left(sdl)).toBe(print(parse(sdl)));
});
