import { ProjectEntity } from '../../src/server/domain/projects/project.entity';
import { newId, toGlobalId } from '../../src/server/foundation/ids';
import type { Caller, Harness } from './harness';
import type { TestOrganization } from './organizations';

/** The whole payload of `applyChanges`, so that a test sees what a client could see. */
const document = /* GraphQL */ `
  mutation ApplyChanges($input: ApplyChangesInput!) {
    applyChanges(input: $input) {
      __typename
      ... on ChangesPublished {
        changeId
        revisions {
          environmentId
          revision
          committedAt
        }
        diff {
          environmentId
          changes {
            kind
            key
            path
            op
            before
            after
          }
        }
      }
      ... on ChangesPreviewed {
        findings {
          environmentId
          kind
          key
          rule
          path
          message
        }
        diff {
          environmentId
          changes {
            kind
            key
            path
            op
            before
            after
          }
        }
      }
      ... on ChangesConflicted {
        conflicts {
          environmentId
          kind
          key
          revision
          contestedPaths
          theirs {
            path
            op
          }
          yours {
            path
            op
          }
        }
      }
      ... on ChangesInvalid {
        errors {
          code
          path
          message
        }
      }
    }
  }
`;

export interface ChangeOptions {
  comment?: string;
  dryRun?: boolean;
  expectedRevisions?: { environmentId: string; revision: string }[];
}

/** The answer of `applyChanges`, whatever it is; top-level errors throw with their code first. */
export async function applyChanges(
  harness: Pick<Harness, 'execute'>,
  caller: Caller,
  changes: object[],
  options: ChangeOptions = {},
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- a union that each test narrows by what it expects
): Promise<any> {
  const result = await harness.execute(caller, document, { input: { changes, ...options } });
  const [error] = result.errors ?? [];
  if (error) throw new Error(`${String(error.extensions?.code)}: ${error.message}`);
  return result.data.applyChanges;
}

/** The same for a change that a test takes for granted: anything but a publication throws. */
export async function publish(
  harness: Pick<Harness, 'execute'>,
  caller: Caller,
  ...changes: object[]
): Promise<{ changeId: string; revisions: { environmentId: string; revision: string }[] }> {
  const outcome = await applyChanges(harness, caller, changes);
  if (outcome.__typename !== 'ChangesPublished') throw new Error(JSON.stringify(outcome));
  return outcome;
}

export interface TestProject<Key extends string = string> {
  projectId: string;
  /** Global ids by key. */
  environments: Record<Key, string>;
}

/** A project with environments of the given keys, in that order. */
export async function aProject<Key extends string>(
  harness: Harness,
  { organizationId, owner }: TestOrganization,
  ...keys: Key[]
): Promise<TestProject<Key>> {
  const id = newId();
  const named = { key: `project-${id}`, name: 'A test project', description: '' };
  await harness.database.transaction((transaction) =>
    transaction.insert(ProjectEntity, {
      id,
      organizationId,
      ...named,
      version: 1,
      createdAt: harness.clock.now(),
    }),
  );
  const projectId = toGlobalId('Project', id);
  const kind = (key: string): string => (key === 'production' ? 'PRODUCTION' : 'DEVELOPMENT');
  await publish(
    harness,
    owner,
    ...keys.map((key) => ({ createEnvironment: { projectId, key, kind: kind(key) } })),
  );
  const rows = (await harness.database.read.query(
    'SELECT id, `key` FROM environments WHERE organization_id = ? AND project_id = ?',
    [organizationId, id],
  )) as { id: string; key: Key }[];
  const environments = Object.fromEntries(rows.map((row) => [row.key, toGlobalId('Environment', row.id)]));
  return { projectId, environments: environments as Record<Key, string> };
}
