import type { ExecutionResult } from 'graphql';
import { toGlobalId, newId, parseGlobalId } from '../../../src/server/foundation/ids';
import { limitDefaults } from '../../../src/server/foundation/settings';
import { dialects, startHarness, type Harness } from '../../support/harness';
import { firstEvent } from '../../support/first-event';
import { documentOf, fieldsWithIds, nestedDocument, rootFieldsOf } from './document';
import { nestedFields, representations } from './nested';
import { intents, rootFields } from './root-fields';
import { aWorld, type World, type WorldNoun } from './world';

/** The walk asks each type for everything, which is more than a client may. */
const roomy = {
  ...limitDefaults,
  aliases: 1_000,
  tokens: 100_000,
  queryCharacters: 100_000,
  cost: 10_000_000,
  rateBurst: 100_000_000,
};

const kinds = ['Query', 'Mutation', 'Subscription'] as const;
type Kind = (typeof kinds)[number];

interface Attack {
  kind: Kind;
  field: string;
  /** What the attack is called in the test's title. */
  title: string;
  variables: (world: World) => Record<string, unknown>;
}

const attacks: Attack[] = [
  ...kinds.flatMap((kind) =>
    Object.entries(rootFields[kind]).map(([field, variables]) => ({
      kind,
      field,
      title: `${kind}.${field}`,
      variables,
    })),
  ),
  ...Object.entries(intents).map(([name, intent]) => ({
    kind: 'Mutation' as const,
    field: 'applyChanges',
    title: `applyChanges ${name}`,
    variables: (world: World) => ({ input: { changes: [{ [name]: intent(world.ids) }] } }),
  })),
];

/** Every place in the variables where an id stands, by path. */
function idPaths(value: unknown, path: (string | number)[] = []): (string | number)[][] {
  if (typeof value === 'string') return parseGlobalId(value) ? [path] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) =>
    idPaths(part, [...path, Array.isArray(value) ? Number(key) : key]),
  );
}

const at = (value: unknown, path: (string | number)[]): string =>
  path.reduce((part, key) => (part as Record<string, unknown>)[key], value) as string;

function replaced(value: unknown, [key, ...rest]: (string | number)[], id: string): unknown {
  if (key === undefined) return id;
  if (Array.isArray(value))
    return value.map((part, position) => (position === key ? replaced(part, rest, id) : part));
  return { ...(value as object), [key]: replaced((value as Record<string, unknown>)[key], rest, id) };
}

describe.each(dialects)('tenant isolation on %s', (dialect) => {
  let harness: Harness;
  let own: World;
  let foreign: World;

  beforeAll(async () => {
    harness = await startHarness(dialect, {
      settings: { limits: roomy, routerSecret: 'the-secret-of-a-test-router' },
    });
    own = await aWorld(harness);
    foreign = await aWorld(harness);
  });
  afterAll(() => harness.close());

  it('has a row for every root field of the schema', () => {
    for (const kind of kinds) {
      const fields = Object.keys(rootFieldsOf(harness.schemas.api, kind)).filter(
        (name) => name !== 'applyChanges',
      );
      expect(Object.keys(rootFields[kind]).sort()).toEqual(fields.sort());
    }
  });

  it.each(
    attacks
      .filter(({ kind, field }) => kind !== 'Mutation' && field !== 'projectActivity')
      .map((attack) => [attack.title, attack] as const),
  )('%s answers its own organization', async (_, { kind, field, variables }) => {
    const { data, errors } = (await ask(kind, field, variables(own))) as ExecutionResult;
    expect(errors).toBeUndefined();
    expect(data?.[field]).toBeTruthy();
  });

  it.each(attacks.map((attack) => [attack.title, attack] as const))(
    '%s answers to a foreign id as to one that does not exist',
    async (_, { kind, field, variables }) => {
      const mine = variables(own);
      const theirs = variables(foreign);
      for (const path of idPaths(mine)) {
        const foreignId = at(theirs, path);
        const missingId = missingLike(foreignId);
        const [toForeign, toMissing] = [
          await ask(kind, field, replaced(mine, path, foreignId) as Record<string, unknown>),
          await ask(kind, field, replaced(mine, path, missingId) as Record<string, unknown>),
        ];
        expect(masked(toForeign, foreignId)).toEqual(masked(toMissing, missingId));
        expect(succeeded(toForeign)).toBe(false);
      }
    },
  );

  it('has a row for every field below the roots that takes an id', () => {
    expect(Object.keys(nestedFields).sort()).toEqual(fieldsWithIds(harness.schemas.api).sort());
  });

  it.each(Object.entries(nestedFields))(
    '%s answers to a foreign id as to one that does not exist',
    async (name, row) => {
      const [type, field] = name.split('.') as [WorldNoun, string];
      const askWith = (given: Record<string, unknown>) =>
        harness.execute(own.token, nestedDocument(harness.schemas.api, type, field, given), {
          node: own.ids[type],
          ...given,
        });
      const mine = row(own.ids);
      const answered = await askWith(mine);
      expect(answered.errors).toBeUndefined();
      expect(answered.data.node[field]).not.toBeNull();

      const foreignId = foreign.ids.Environment;
      const missingId = missingLike(foreignId);
      const [toForeign, toMissing] = [
        await askWith({ ...mine, environmentId: foreignId }),
        await askWith({ ...mine, environmentId: missingId }),
      ];
      expect(masked(toForeign, foreignId)).toEqual(masked(toMissing, missingId));
      expect(toForeign.data?.node?.[field] ?? null).toBeNull();
    },
  );

  it('has a representation for every key of the subgraph', () => {
    const keys = [...harness.schemas.subgraphSdl.matchAll(/^type (\w+)[^{]*/gm)].flatMap(([head, type]) =>
      Array.from({ length: head.split('@key').length - 1 }, () => type),
    );
    expect(representations.map(([type]) => type).sort()).toEqual(keys.sort());
  });

  it.each(representations)(
    '_entities answers null for a foreign %s as for one that does not exist',
    async (type, row) => {
      const find = async (fields: Record<string, unknown>) => {
        const { data, errors } = await harness.subgraph!.operations.run(
          `query($r: [_Any!]!) { _entities(representations: $r) { __typename ... on ${type} { id } } }`,
          { r: [{ __typename: type, ...fields }] },
          () => harness.operations.authenticate(`Bearer ${own.token}`),
        );
        return { entities: data?._entities, errors };
      };
      const mine = row(own);
      expect(await find(mine)).toMatchObject({ entities: [{ __typename: type, id: own.ids[type] }] });
      for (const path of idPaths(mine)) {
        const foreignId = at(row(foreign), path);
        for (const id of [foreignId, missingLike(foreignId)]) {
          const found = await find(replaced(mine, path, id) as Record<string, unknown>);
          expect(found).toEqual({ entities: [null], errors: undefined });
        }
      }
    },
  );

  it('leaves the other organization as it was, and without an entry in its audit', async () => {
    const fresh = await aWorld(harness);
    const before = await everythingOf(fresh);
    for (const { kind, field, variables } of attacks) {
      for (const path of idPaths(variables(own))) {
        await ask(
          kind,
          field,
          replaced(variables(own), path, at(variables(fresh), path)) as Record<string, unknown>,
        );
      }
    }
    expect(await everythingOf(fresh)).toEqual(before);
  });

  async function ask(kind: Kind, field: string, variables: Record<string, unknown>): Promise<unknown> {
    const document = documentOf(harness.schemas.api, kind, field, variables);
    if (kind !== 'Subscription') return harness.execute(own.token, document, variables);
    return firstEvent(harness, own.token, document, variables);
  }

  async function everythingOf({ organizationId }: World): Promise<string[]> {
    const tables = harness.database.schemaOwner.entityMetadatas
      .filter((entity) => entity.columns.some(({ databaseName }) => databaseName === 'organization_id'))
      .map((entity) => entity.tableName);
    return Promise.all(
      tables.map(async (table) => {
        const rows = (await harness.database.read.query(`SELECT * FROM ${table} WHERE organization_id = ?`, [
          organizationId,
        ])) as Record<string, unknown>[];
        // When a credential was last used is written behind its use, and no answer to an attack.
        return rows
          .map(({ last_used_at: _, ...row }) => JSON.stringify(row))
          .sort()
          .join('\n');
      }),
    );
  }
});

/** An id of the same type that nobody has. */
function missingLike(globalId: string): string {
  const parsed = parseGlobalId(globalId);
  if (!parsed) throw new Error(`${globalId} is no id`);
  return toGlobalId(parsed.type, parsed.id.includes('.') ? `${newId()}.${newId()}` : newId());
}

/** What is the same in every answer: without the id that was asked for, and what each request has of its own. */
const masked = (answer: unknown, id: string): unknown =>
  JSON.parse(
    JSON.stringify(answer, (key, value: unknown) =>
      ['requestId', 'streamId', 'serverTime'].includes(key) ? '*' : value,
    ).replaceAll(id, '*'),
  );

/** Whether the answer holds anything but refusals. */
function succeeded(answer: unknown): boolean {
  const { data, errors } = answer as { data?: Record<string, unknown> | null; errors?: unknown[] };
  if (errors && errors.length > 0) return false;
  const [value] = Object.values(data ?? {});
  if (value === null || value === undefined) return false;
  const { __typename, userErrors } = value as { __typename?: string; userErrors?: unknown[] };
  if (__typename === 'ChangesInvalid') return false;
  return !(Array.isArray(userErrors) && userErrors.length > 0) && !Array.isArray(value);
}
