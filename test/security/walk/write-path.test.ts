import { isInputObjectType } from 'graphql';
import { canonicalJson } from '../../../src/engine/evaluation/canonical-json';
import { applyChanges } from '../../support/changes';
import { dialects, startHarness, type Harness } from '../../support/harness';
import { documentOf, rootFieldsOf } from './document';
import { intents, rootFields } from './root-fields';
import { aWorld, type World } from './world';

const configurationTables = ['configuration_items', 'configuration_log', 'list_entries', 'environment_heads'];

type Rows = Record<string, unknown>[];

describe.each(dialects)('the one write path on %s', (dialect) => {
  let harness: Harness;

  beforeAll(async () => {
    harness = await startHarness(dialect);
  });
  afterAll(() => harness.close());

  const rowsOf = async (table: string, { organizationId }: World): Promise<Rows> =>
    (await harness.database.read.query(`SELECT * FROM ${table} WHERE organization_id = ?`, [
      organizationId,
    ])) as Rows;
  const configurationOf = async (world: World): Promise<string[]> => {
    const tables = await Promise.all(configurationTables.map((table) => rowsOf(table, world)));
    return tables.map((rows) =>
      rows
        .map((row) => JSON.stringify(row))
        .sort()
        .join('\n'),
    );
  };

  it('has a row for every mutation and every intent of the schema', () => {
    const { api } = harness.schemas;
    const mutations = Object.keys(rootFieldsOf(api, 'Mutation')).filter((name) => name !== 'applyChanges');
    expect(Object.keys(rootFields.Mutation).sort()).toEqual(mutations.sort());
    const changeInput = api.getType('ChangeInput');
    expect(isInputObjectType(changeInput) && Object.keys(changeInput.getFields()).sort()).toEqual(
      Object.keys(intents).sort(),
    );
  });

  it.each(Object.keys(rootFields.Mutation))('%s works, and alters nothing that SDKs see', async (name) => {
    const world = await aWorld(harness);
    if (name === 'restoreOrganization') await run(world, 'archiveOrganization');
    const before = await configurationOf(world);
    const answer = await run(world, name);
    expect(answer.userErrors ?? []).toEqual([]);
    expect(await configurationOf(world)).toEqual(before);
  });

  it.each(Object.keys(intents))(
    '%s publishes: log, audit and head tell the same as the items',
    async (name) => {
      const world = await aWorld(harness);
      const before = await configurationOf(world);
      const outcome = await applyChanges(harness, world.token, [{ [name]: intents[name](world.ids) }]);
      expect(outcome).toMatchObject({ __typename: 'ChangesPublished' });
      const isSeenBySdks = (await configurationOf(world)).some((rows, position) => rows !== before[position]);
      expect(isSeenBySdks).toBe(outcome.revisions.length > 0 || name === 'createEnvironment');
      await expectOneHistory(world);
    },
  );

  async function run(world: World, name: string) {
    const variables = rootFields.Mutation[name](world);
    const { data, errors } = await harness.execute(
      world.token,
      documentOf(harness.schemas.api, 'Mutation', name, variables),
      variables,
    );
    expect(errors).toBeUndefined();
    return data[name];
  }

  /** The items are what the log leads to, and each head stands at the last revision of a log and an audit without gaps. */
  async function expectOneHistory(world: World): Promise<void> {
    const log = await rowsOf('configuration_log', world);
    const audit = await rowsOf('audit_entries', world);
    const state = new Map<string, string>();
    const inOrder = [...log].sort(
      (a, b) => Number(a.revision) - Number(b.revision) || Number(a.ordinal) - Number(b.ordinal),
    );
    for (const row of inOrder) {
      const place = canonicalJson([row.environment_id, row.kind, row.object_key] as string[]);
      if (row.op === 'DELETE') state.delete(place);
      else state.set(place, `${String(row.revision)} ${String(row.body)}`);
    }
    const items = (await rowsOf('configuration_items', world)).map((row): [string, string] => [
      canonicalJson([row.environment_id, row.kind, row.object_key] as string[]),
      `${String(row.revision)} ${String(row.body)}`,
    ]);
    expect(new Map(items.sort())).toEqual(new Map([...state].sort()));

    for (const head of await rowsOf('environment_heads', world)) {
      const revisions = (rows: Rows, chain: string, sequence: string) =>
        [
          ...new Set(
            rows.filter((row) => row[chain] === head.environment_id).map((row) => Number(row[sequence])),
          ),
        ].sort((a, b) => a - b);
      const dense = Array.from({ length: Number(head.revision) }, (_, position) => position + 1);
      expect(revisions(log, 'environment_id', 'revision')).toEqual(dense);
      expect(revisions(audit, 'chain_id', 'sequence')).toEqual(dense);
    }
  }
});
