import { AccessChanges } from '../domain/access/access-changes';
import { AccessWatch } from '../domain/access/access-watch';
import { AccessLoaders } from '../domain/access/access.loaders';
import { Authenticator } from '../domain/access/authenticator';
import { Invitations } from '../domain/access/invitations';
import { LastUse } from '../domain/access/last-use';
import { MemberResolver } from '../domain/access/member.resolver';
import { MemberService } from '../domain/access/member.service';
import { PersonalTokenResolver } from '../domain/access/personal-token.resolver';
import { RoleGrantResolver } from '../domain/access/role-grant.resolver';
import { RoleGrantService } from '../domain/access/role-grant.service';
import { SdkKeyResolver } from '../domain/access/sdk-key.resolver';
import { SdkKeyService } from '../domain/access/sdk-key.service';
import { ServiceTokenResolver } from '../domain/access/service-token.resolver';
import { TokenService } from '../domain/access/token.service';
import { AuditService } from '../domain/audit/audit.service';
import { AuditReader } from '../domain/organizations/audit-reader';
import { AuditEntryResolver, OrganizationAuditResolver } from '../domain/organizations/audit.resolver';
import { Founding } from '../domain/organizations/founding';
import { OrganizationResolver } from '../domain/organizations/organization.resolver';
import { OrganizationService } from '../domain/organizations/organization.service';
import { ViewerResolver } from '../domain/organizations/viewer.resolver';
import {
  OrganizationProjectsResolver,
  RoleGrantProjectResolver,
} from '../domain/projects/project-fields.resolver';
import { ProjectLoaders } from '../domain/projects/project.loaders';
import { ProjectResolver } from '../domain/projects/project.resolver';
import { ProjectService } from '../domain/projects/project.service';
import type { Foundations } from './foundations';

/** Who there is, and who may do what: audit, access, organizations, projects. */
export function composeTenancy({ database, clock, logger, pagination, resolvers, nodes }: Foundations) {
  const audit = new AuditService(database);

  const lastUse = new LastUse(database, clock, logger);
  const authenticator = new Authenticator(database, clock, lastUse);
  const accessWatch = new AccessWatch(database, authenticator, clock, logger);
  const accessChanges = new AccessChanges(database, audit, authenticator);
  const accessLoaders = new AccessLoaders(database);
  const members = new MemberService(database, accessLoaders, pagination, accessChanges);
  const roleGrants = new RoleGrantService(database, accessLoaders, accessChanges);
  const tokens = new TokenService(database, accessLoaders, pagination, accessChanges);
  const sdkKeys = new SdkKeyService(database, accessLoaders, pagination, accessChanges);
  resolvers.push(
    new MemberResolver(members, new Invitations(database, accessChanges), roleGrants, tokens),
    new RoleGrantResolver(roleGrants),
    new PersonalTokenResolver(tokens),
    new ServiceTokenResolver(tokens, roleGrants),
    new SdkKeyResolver(sdkKeys),
  );
  nodes.set('Member', (operation, id) => members.find(operation, id));
  nodes.set('RoleGrant', (operation, id) => roleGrants.find(operation, id));
  nodes.set('PersonalToken', (operation, id) => tokens.findPersonalToken(operation, id));
  nodes.set('ServiceToken', (operation, id) => tokens.findServiceToken(operation, id));
  nodes.set('SdkKey', (operation, id) => sdkKeys.find(operation, id));

  const organizations = new OrganizationService(database, accessChanges);
  resolvers.push(
    new OrganizationResolver(organizations, members, tokens),
    new OrganizationAuditResolver(new AuditReader(database, pagination, audit)),
    new AuditEntryResolver(),
    new ViewerResolver(organizations, members, roleGrants),
  );
  nodes.set('Organization', (operation, id) => organizations.find(operation, id));

  const projects = new ProjectService(database, new ProjectLoaders(database), pagination, audit);
  resolvers.push(
    new ProjectResolver(projects, organizations),
    new OrganizationProjectsResolver(projects),
    new RoleGrantProjectResolver(projects),
  );
  nodes.set('Project', (operation, id) => projects.find(operation, id));

  const founding = new Founding(database, audit);
  return {
    audit,
    lastUse,
    authenticator,
    accessWatch,
    accessLoaders,
    members,
    tokens,
    sdkKeys,
    organizations,
    founding,
    projects,
  };
}

export type Tenancy = ReturnType<typeof composeTenancy>;
