import { getIntrospectionQuery } from 'graphql';
import { askOver, many, openDoors, transports, type OpenDoors } from './doors';

let doors: OpenDoors;
beforeAll(async () => {
  doors = await openDoors();
  await askOver('HTTP', doors, '{ organization { id } }');
});
afterAll(() => doors.close());

const bomb = (leaf: string): string =>
  `${many(
    20,
    (level) => `fragment F${level} on Organization { ...F${level + 1} ...F${level + 1} }`,
  )} fragment F20 on Organization { ${leaf} }`;

const introspectionCycle = `{ __schema { types { ${'fields { type { '.repeat(8)}name${' } }'.repeat(8)} } } }`;

describe.each(transports)('over %s', (transport) => {
  test.each([
    ['A2 a misspelt field', '{ organizaton { id } }', 'BAD_USER_INPUT'],
    ['A3 2,001 tokens', `{ organization { ${many(1_997, () => 'a')} } }`, 'BAD_USER_INPUT'],
    ['A4 17 levels through nested fragments', nestedFragments(17), 'QUERY_TOO_COMPLEX'],
    ['A5 31 aliases', `{ organization { ${many(31, (i) => `a${i}: id`)} } }`, 'QUERY_TOO_COMPLEX'],
    [
      'A5 31 aliases through fragments',
      `{ organization { ...F ...F } } fragment F on Organization { ${many(16, (i) => `a${i}: id`)} }`,
      'QUERY_TOO_COMPLEX',
    ],
    ['A6 one field 1,000 times', `{ organization { ${many(1_000, () => 'id')} } }`, 'QUERY_TOO_COMPLEX'],
    [
      'A7 21 directives',
      `{ organization { id ${many(21, () => '@skip(if: false)')} } }`,
      'QUERY_TOO_COMPLEX',
    ],
    ['A7 an unknown directive', '{ organization { id @upper } }', 'BAD_USER_INPUT'],
    [
      'A8 circular fragments',
      '{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }',
      'BAD_USER_INPUT',
    ],
    ['A9 a bomb of fragments', `{ organization { ...F0 } } ${bomb('a: id')}`, 'QUERY_TOO_COMPLEX'],
    ['A10 a million objects by page sizes', millionObjects(), 'QUERY_TOO_COMPLEX'],
    ['A19 a cycle of introspection', introspectionCycle, 'QUERY_TOO_COMPLEX'],
    ['text that is no GraphQL', '{ organization {', 'BAD_USER_INPUT'],
    ['an empty text', '', 'BAD_USER_INPUT'],
    ['10,001 characters', `{ __typename } #${'x'.repeat(10_000)}`, 'QUERY_TOO_COMPLEX'],
    ['two operations and no name', 'query A { __typename } query B { __typename }', 'BAD_USER_INPUT'],
  ])('%s is refused before anything runs', async (_attack, query, code) => {
    const { result, statements } = await doors.harness.statementsDuring(() =>
      askOver(transport, doors, query),
    );
    expect(result.data).toBeUndefined();
    expect(result.errors?.[0].extensions.code).toBe(code);
    expect(result.errors?.[0].extensions.requestId).toMatch(/^[0-9a-f-]{36}$/);
    expect(JSON.stringify(result)).not.toMatch(/Did you mean|\.ts|node_modules/);
    expect(statements.filter(isAnswering)).toEqual([]);
    if (transport === 'HTTP') expect(result.status).toBe(400);
  });

  test.each([
    ['101', '`first` must be between 1 and 100, 101 was given'],
    ['0', '`first` must be between 1 and 100, 0 was given'],
    ['-1', '`first` must be between 1 and 100, -1 was given'],
  ])('A11 a page of %s is refused', async (first, message) => {
    const { errors } = await askOver(
      transport,
      doors,
      `{ organization { projects(first: ${first}) { nodes { id } } } }`,
    );
    expect(errors?.[0]).toMatchObject({ message, extensions: { code: 'BAD_USER_INPUT', field: ['first'] } });
  });

  test('A11 a page without a size has 20', async () => {
    const { data } = await askOver(transport, doors, '{ organization { projects { nodes { id } } } }');
    expect(data.organization.projects.nodes).toEqual([]);
  });

  test('the introspection that tools send is answered outside production', async () => {
    const { data } = await askOver(
      transport,
      doors,
      getIntrospectionQuery({ inputValueDeprecation: true, oneOf: true }),
    );
    expect(data.__schema.queryType.name).toBe('Query');
  });
});

describe.each(transports)('A1 in production, over %s', (transport) => {
  let production: OpenDoors;
  beforeAll(async () => {
    production = await openDoors({ settings: { mode: 'production' } });
  });
  afterAll(() => production.close());

  test.each(['{ __schema { types { name } } }', '{ __type(name: "Flag") { fields { name } } }'])(
    'introspection is refused: %s',
    async (query) => {
      const { errors, data } = await askOver(transport, production, query);
      expect(data).toBeUndefined();
      expect(errors?.[0].extensions.code).toBe('BAD_USER_INPUT');
    },
  );
});

test('A3 and A9 are refused within milliseconds', () => {
  const { operations } = doors.harness;
  const caller = { actor: doors.owner, transport: 'http' as const, requestId: '', address: '' };
  const cpuOf = (work: () => void): number => {
    const started = process.cpuUsage();
    work();
    return process.cpuUsage(started).user / 1_000;
  };
  const tokens = cpuOf(() =>
    expect(() => operations.documents.parse(`{ ${many(2_001, () => 'a')} }`)).toThrow(),
  );
  expect(tokens).toBeLessThan(20);
  const fragments = cpuOf(() => {
    const document = operations.documents.parse(`{ organization { ...F0 } } ${bomb('name')}`);
    operations.admit({ document }, { ...caller, controller: new AbortController() });
  });
  expect(fragments).toBeLessThan(60);
});

test('A20 of 10,000 documents the last thousand are remembered', async () => {
  const { documents } = doors.harness.operations;
  for (let index = 0; index < 10_000; index += 1) documents.parse(`{ a${index}: __typename }`);
  expect(documents.size).toBe(1_000);
});

/** Each fragment one level deeper than the one before. */
function nestedFragments(levels: number): string {
  const types = ['Organization', 'ProjectConnection', 'Project'];
  const fields = ['projects(first: 1)', 'nodes', 'organization'];
  const fragments = many(levels - 1, (level) => {
    const inner = level === levels - 2 ? '__typename' : `${fields[level % 3]} { ...F${level + 1} }`;
    return `fragment F${level} on ${types[level % 3]} { ${inner} }`;
  });
  return `{ organization { ...F0 } } ${fragments}`;
}

function millionObjects(): string {
  const page = (inner: string): string => `projects(first: 100) { nodes { organization { ${inner} } } }`;
  return `{ organization { ${page(page(page('id')))} } }`;
}

/** Statements that answer these questions; who asks was found out before, and is remembered. */
const isAnswering = (statement: string): boolean => /FROM `(organizations|projects)`/.test(statement);
