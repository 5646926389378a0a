import { dialects, startHarness, type Harness } from '../../support/harness';

describe.each(dialects)('node on %s', (dialect) => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await startHarness(dialect);
  });
  afterAll(() => harness.close());

  test.each([
    ['a text that is no id', 'nonsense'],
    [
      'an id of a type that does not exist',
      Buffer.from('Ghost:0192d3a4-0000-7000-8000-000000000000').toString('base64url'),
    ],
  ])('%s answers null', async (_case, id) => {
    const { owner } = await harness.anOrganization();
    const answer = await harness.execute(
      owner,
      'query ($id: ID!) { node(id: $id) { id } nodes(ids: [$id]) { id } }',
      { id },
    );
    expect(answer).toEqual({ data: { node: null, nodes: [null] } });
  });

  test('more than 100 ids are refused', async () => {
    const ids = Array.from({ length: 101 }, (_, index) => String(index));
    const answer = await harness.execute(null, 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids });
    expect(answer.errors?.[0]).toMatchObject({
      message: '`ids` takes at most 100 entries, 101 were given',
      extensions: { code: 'BAD_USER_INPUT', field: ['ids'] },
    });
  });
});
