import type { MemberService } from '../domain/access/member.service';
import { tenantOf } from '../database/batch';
import type { EnvironmentService } from '../domain/environments/environment.service';
import type { FlagConfigurationService } from '../domain/flags/flag-configuration.service';
import type { FlagService } from '../domain/flags/flag.service';
import type { OrganizationService } from '../domain/organizations/organization.service';
import type { ProjectService } from '../domain/projects/project.service';
import type { SegmentService } from '../domain/segments/segment.service';
import { parseGlobalId } from '../foundation/ids';
import type { Operation } from '../foundation/operation';
import type { Reference } from './entity-keys';
import type { ReferenceSource, ReferenceSources } from './subgraph';

export interface ReferencedNouns {
  organizations: OrganizationService;
  members: MemberService;
  projects: ProjectService;
  environments: EnvironmentService;
  flags: FlagService;
  flagConfigurations: FlagConfigurationService;
  segments: SegmentService;
}

/** How the entities of the subgraph are found: by the same services, hence the same rules, as everything else. */
export const referenceSources = (nouns: ReferencedNouns): ReferenceSources =>
  new Map<string, ReferenceSource>([
    ['Organization', organizationSource(nouns.organizations)],
    ['Member', byId('Member', nouns.members)],
    ['Project', projectSource(nouns.projects)],
    ['Environment', (operation, reference) => nouns.environments.findByReference(operation, reference)],
    ['Flag', (operation, reference) => nouns.flags.findByReference(operation, reference)],
    [
      'FlagConfiguration',
      (operation, reference) => nouns.flagConfigurations.findByReference(operation, reference),
    ],
    ['Segment', (operation, reference) => nouns.segments.findByReference(operation, reference)],
  ]);

interface Findable {
  find(operation: Operation, id: string): Promise<object | null>;
}

const byId =
  (type: string, nouns: Findable): ReferenceSource =>
  async (operation, { id: globalId }) => {
    const id = idOf(type, globalId);
    return id === null ? null : nouns.find(operation, id);
  };

/** A caller has one organization; the slug of any other is that of none. */
const organizationSource =
  (organizations: OrganizationService): ReferenceSource =>
  async (operation, reference) => {
    if (reference.slug === undefined) return byId('Organization', organizations)(operation, reference);
    const own = await organizations.own(operation);
    return own.slug === reference.slug ? own : null;
  };

const projectSource =
  (projects: ProjectService): ReferenceSource =>
  async (operation, reference) => {
    if (reference.key === undefined) return byId('Project', projects)(operation, reference);
    const organization = reference.organization as Reference;
    const isOwn = idOf('Organization', organization.id) === tenantOf(operation);
    return isOwn ? projects.findByKey(operation, reference.key as string) : null;
  };

function idOf(type: string, globalId: unknown): string | null {
  const parsed = parseGlobalId(String(globalId));
  return parsed?.type === type ? parsed.id : null;
}
