import { authorize } from '../domain/access/authorize';
import type { Permission } from '../domain/access/permissions';
import { placeOf, type EnvironmentService } from '../domain/environments/environment.service';
import type { SdkKeyActor } from '../foundation/actor';
import { invalidInput, notFound } from '../foundation/errors';
import { fromGlobalId } from '../foundation/ids';
import type { Operation } from '../foundation/operation';

export interface AccessiblePlace {
  organizationId: string;
  projectId: string;
  environmentId: string;
}

/**
 * Finds and authorises the environment that a caller means. An SDK key implies its own, without a statement to the
 * database, and any other is one that does not exist; all others must name one.
 */
export const environmentAccess =
  (environments: EnvironmentService, permission: Permission) =>
  async (operation: Operation, globalId: string | null): Promise<AccessiblePlace> => {
    const { actor } = operation;
    const place =
      actor.kind === 'SDK_KEY'
        ? placeOfKey(actor, globalId)
        : placeOf(await environments.get(operation, named(globalId)));
    authorize(actor, permission, place);
    return place;
  };

function placeOfKey(key: SdkKeyActor, globalId: string | null): AccessiblePlace {
  const { organizationId, projectId, environmentId } = key;
  if (globalId !== null && fromGlobalId('Environment', globalId) !== environmentId) {
    throw notFound('Environment');
  }
  return { organizationId, projectId, environmentId };
}

function named(globalId: string | null): string {
  if (globalId !== null) return globalId;
  throw invalidInput('`environmentId` is needed: only an SDK key implies one', { field: ['environmentId'] });
}
