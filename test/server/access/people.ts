import type { MemberActor, Role } from '../../../src/server/foundation/actor';
import { toGlobalId } from '../../../src/server/foundation/ids';
import type { Harness } from '../../support/harness';
import { succeed } from '../../support/mutate';
import type { TestOrganization } from '../../support/organizations';

export interface Person {
  /** Global id. */
  memberId: string;
  token: string;
  actor: MemberActor;
}

/** Somebody who was invited with a role and has come in. */
export async function aPerson(
  harness: Harness,
  { owner }: TestOrganization,
  role: Role,
  place: { projectId?: string; environmentId?: string } = {},
  email = `${role.toLowerCase()}@example.com`,
): Promise<Person> {
  const invited = await succeed(
    harness,
    owner,
    'inviteMember',
    { email, role, ...place },
    'member { id } invitationToken',
  );
  const accepted = await succeed(
    harness,
    null,
    'acceptInvitation',
    { token: invited.invitationToken, name: `The ${role.toLowerCase()}` },
    'secret',
  );
  const actor = await harness.authenticator.authenticate(`Bearer ${accepted.secret}`);
  return { memberId: invited.member.id, token: accepted.secret, actor: actor as MemberActor };
}

export const memberIdOf = ({ owner }: TestOrganization): string => toGlobalId('Member', owner.id);
