import type { Composition } from '../../src/server/composition';
import type { MemberActor } from '../../src/server/foundation/actor';
import { newId } from '../../src/server/foundation/ids';

export interface TestOrganization {
  organizationId: string;
  owner: MemberActor;
  ownerToken: string;
}

/** A tenant of its own for one test, with an owner. */
export async function anOrganization({
  founding,
  authenticator,
  clock,
}: Composition): Promise<TestOrganization> {
  const { organization, ownerToken } = await founding.createOrganization({
    slug: `org-${newId()}`,
    name: 'A test organization',
    owner: { email: 'owner@example.com', name: 'Olive Owner' },
    now: clock.now(),
  });
  const owner = (await authenticator.authenticate(`Bearer ${ownerToken}`)) as MemberActor;
  return { organizationId: organization.id, owner, ownerToken };
}
