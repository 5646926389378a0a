import type { MemberActor, Role } from '../../src/server/foundation/actor';
import { newId, parseGlobalId } from '../../src/server/foundation/ids';
import type { Caller, Harness } from './harness';
import type { TestOrganization } from './organizations';

/** The data of an answer; a test that asks for an answer has failed when there are errors. */
export async function ask(
  harness: Pick<Harness, 'execute'>,
  caller: Caller,
  document: string,
  variables: Record<string, unknown> = {},
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests look into any answer
): Promise<any> {
  const { data, errors } = await harness.execute(caller, document, variables);
  if (errors)
    throw new Error(
      errors.map(({ message, extensions }) => `${String(extensions.code)}: ${message}`).join('\n'),
    );
  return data;
}

/** The code and the message of the only error of an answer. */
export async function refusalOf(
  harness: Pick<Harness, 'execute'>,
  caller: Caller,
  document: string,
  variables: Record<string, unknown> = {},
): Promise<{ code: unknown; message: string }> {
  const { errors = [] } = await harness.execute(caller, document, variables);
  if (errors.length !== 1) throw new Error(`One error was expected, there are ${errors.length}`);
  return { code: errors[0].extensions.code, message: errors[0].message };
}

/** Somebody of the organization with one role, in places that are named by their global ids. */
export function aMember(
  { organizationId }: TestOrganization,
  role: Role,
  place: { projectId?: string; environmentId?: string } = {},
): MemberActor {
  const rowId = (globalId?: string): string | null => (globalId && parseGlobalId(globalId)?.id) || null;
  const grant = { role, projectId: rowId(place.projectId), environmentId: rowId(place.environmentId) };
  return {
    kind: 'MEMBER',
    id: newId(),
    organizationId,
    name: `A ${role.toLowerCase()}`,
    credentialId: newId(),
    expiresAt: null,
    grants: [grant],
  };
}
