import type { Composition } from '../composition';
import type { FoundedOrganization } from '../domain/organizations/founding';
import type { MemberActor } from '../foundation/actor';
import { SignalboxError } from '../foundation/errors';
import { seedDemo } from './seed';

/** Founds the first organization of an empty installation, with its owner and, where wanted, the demo. */
export async function bootFirst(composition: Composition, print: (line: string) => void): Promise<void> {
  const { settings, founding } = composition;
  if (!(await founding.isFirst())) return;
  const hasDemo = settings.demo ?? settings.ownerToken === null;
  const founded = await found(composition, hasDemo);
  if (!founded) return;
  const { ownerToken, organization } = founded;
  // Before anything else can fail: it is shown this once.
  if (settings.ownerToken === null)
    print(`The owner's token of ${organization.name}, shown once: ${ownerToken}`);
  if (hasDemo) await fillDemo(composition, ownerToken, print);
}

/** Null when another process was first. */
async function found(
  { settings, founding, clock }: Composition,
  hasDemo: boolean,
): Promise<FoundedOrganization | null> {
  try {
    return await founding.createOrganization({
      ...(hasDemo ? { slug: 'demo', name: 'Demo' } : { slug: 'first', name: 'My organization' }),
      owner: { email: 'owner@example.com', name: 'Owner' },
      ...(settings.ownerToken !== null && { ownerToken: settings.ownerToken }),
      now: clock.now(),
    });
  } catch (error) {
    if (error instanceof SignalboxError && error.kind === 'CONFLICT') return null;
    throw error;
  }
}

async function fillDemo(
  composition: Composition,
  ownerToken: string,
  print: (line: string) => void,
): Promise<void> {
  const owner = await composition.authenticator.authenticate(`Bearer ${ownerToken}`);
  const { sdkKey } = await seedDemo(composition, owner as MemberActor);
  print(`An SDK key of the demo's development environment: ${sdkKey}`);
  print(`See it live: npx signalbox tail --key ${sdkKey}`);
}
