import type { AccessWatch } from '../domain/access/access-watch';
import { placeOf, type EnvironmentService } from '../domain/environments/environment.service';
import type { ProjectService } from '../domain/projects/project.service';
import type { ActivityAccess } from '../delivery/activity-fields.service';
import type { StreamAccess } from '../delivery/config-streams';
import type { EnvironmentRef } from '../delivery/configuration-source';
import { notFound } from '../foundation/errors';
import { fromGlobalId } from '../foundation/ids';
import type { Operation } from '../foundation/operation';
import { environmentAccess } from './environment-access';

export interface StreamGuards {
  environments: EnvironmentService;
  projects: ProjectService;
  accessWatch: AccessWatch;
}

/** Who may follow what: a server key its environment, everybody else what they may read. */
export function streamAccess({
  environments,
  projects,
  accessWatch,
}: StreamGuards): StreamAccess & ActivityAccess {
  const ofKey = environmentAccess(environments, 'stream');
  const ofReader = environmentAccess(environments, 'read');
  return {
    environmentOf: (operation, environmentId) =>
      (operation.actor.kind === 'SDK_KEY' ? ofKey : ofReader)(operation, environmentId),
    async environmentsOf(operation, projectId) {
      const project = await projects.find(operation, fromGlobalId('Project', projectId));
      if (!project) throw notFound('Project');
      return environmentsIn(operation, project, environments);
    },
    onRevoked: (actor, listener) =>
      actor.kind === 'ANONYMOUS' ? () => undefined : accessWatch.onRevoked(actor, listener),
  };
}

async function environmentsIn(
  operation: Operation,
  project: { id: string; organizationId: string },
  environments: EnvironmentService,
): Promise<EnvironmentRef[]> {
  const places: EnvironmentRef[] = [];
  let after: string | null = null;
  do {
    const { nodes, pageInfo } = await environments.page(operation, project, { first: 100, after });
    places.push(...nodes.map(placeOf));
    after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
  } while (after !== null);
  return places;
}
