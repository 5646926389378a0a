import { buildSchema, getOperationAST, parse } from 'graphql';
import { planCost } from '../../../src/server/api/cost';

const schema = buildSchema(`
  type Query {
    node(id: ID): Thing
    nodes(ids: [ID!]!): [Thing]!
    evaluate(subjects: [String!]!, flagKeys: [String!]): [Evaluation!]!
    things(first: Int, after: String): ThingConnection!
  }
  input Measured { environmentId: ID exposures: [String!] metrics: [String!] }
  type Mutation { rename: Thing recordMeasurements(input: Measured!): Thing }
  type Thing {
    id: ID!
    parts: [Part!]!
    things(first: Int): ThingConnection!
  }
  type Part { id: ID! }
  type Evaluation { value: String evaluations: [Evaluation!]! }
  type ThingConnection { nodes: [Thing!]! edges: [ThingEdge!]! pageInfo: PageInfo! }
  type ThingEdge { cursor: String! node: Thing! }
  type PageInfo { hasNextPage: Boolean! }
`);

function costOf(source: string, variables: Record<string, unknown> = {}): number {
  const document = parse(source);
  const operation = getOperationAST(document);
  if (!operation) throw new Error('one operation is expected');
  return planCost(schema, document, operation)(variables);
}

test.each([
  ['an operation that asks for no object', '{ __typename }', 1],
  ['an object', '{ node { id } }', 2],
  ['a page: the connection and each of its nodes', '{ things(first: 7) { nodes { id } } }', 9],
  ['a page of the default size', '{ things { nodes { id } } }', 22],
  ['edges, as much as their nodes', '{ things(first: 7) { edges { cursor node { id } } } }', 9],
  [
    'a page of pages',
    '{ things(first: 10) { nodes { things(first: 10) { nodes { id } } } } }',
    1 + 1 + 10 * (1 + 1 + 10),
  ],
  ['a list without a page size, as 5', '{ node { parts { id } } }', 1 + 1 + 5],
  ['as many nodes as there are ids', '{ nodes(ids: ["a", "b", "c"]) { id } }', 4],
  ['a mutation', 'mutation { rename { id } }', 12],
  [
    'evaluations, 100 as one',
    '{ evaluate(subjects: ["a", "b"], flagKeys: ["x", "y"]) { evaluations { value } } }',
    2,
  ],
])('%s costs what was declared', (_case, source, cost) => {
  expect(costOf(source)).toBe(cost);
});

test('measurements cost a tenth each, wherever they are given', () => {
  const selection = '{ id }';
  const whole = `mutation ($i: Measured!) { recordMeasurements(input: $i) ${selection} }`;
  const ids = (count: number) => Array<string>(count).fill('a');
  expect(costOf(whole, { i: { environmentId: 'e', exposures: ids(70), metrics: ids(30) } })).toBe(11 + 10);
  const list = `mutation ($e: [String!]) { recordMeasurements(input: { exposures: $e, metrics: ["a", "b"] }) ${selection} }`;
  expect(costOf(list, { e: ids(998) })).toBe(11 + 100);
  expect(costOf(whole, {})).toBe(11);
});

test('sizes in variables count, and their defaults', () => {
  const source = 'query ($n: Int = 3) { things(first: $n) { nodes { id } } }';
  expect(costOf(source, { n: 50 })).toBe(52);
  expect(costOf(source)).toBe(5);
  const evaluation =
    'query ($s: [String!]!, $f: [String!]) { evaluate(subjects: $s, flagKeys: $f) { value } }';
  expect(costOf(evaluation, { s: Array(100).fill('a'), f: Array(50).fill('b') })).toBe(51);
  expect(costOf(evaluation, { s: Array(100).fill('a') })).toBe(101);
});

test('a fragment costs as much as what it stands for, wherever it is spread', () => {
  const fragments = 'fragment T on Thing { parts { id } } fragment C on ThingConnection { nodes { ...T } }';
  expect(costOf(`{ things(first: 10) { ...C } } ${fragments}`)).toBe(1 + 1 + 10 * (1 + 5));
  expect(costOf(`{ a: things(first: 10) { ...C } b: things(first: 2) { ...C } } ${fragments}`)).toBe(
    1 + (1 + 10 * 6) + (1 + 2 * 6),
  );
});

test('a fragment that is spread a million times over is worked out at once', () => {
  const levels = Array.from(
    { length: 20 },
    (_, level) =>
      `fragment F${level} on Thing { things(first: $n) { nodes { id } } ...F${level + 1} ...F${level + 1} }`,
  );
  const source = `query ($n: Int) { node { ...F0 } } ${levels.join(' ')} fragment F20 on Thing { id }`;
  expect(costOf(source, { n: 1 })).toBe(2 + 2 * (2 ** 20 - 1));
});
