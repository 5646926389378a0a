import { Entity, Index } from 'typeorm';
import { Id, Reference, ShortText, Time } from '../../database/columns';
import type { Role } from '../../foundation/actor';

/** A role of a member or service token, on the organization (both nulls), a project, or an environment. */
@Entity('role_grants')
@Index('role_grants_principal', ['organizationId', 'principalId'])
export class RoleGrantEntity {
  @Id() id: string;
  @Reference('organization_id') organizationId: string;
  /** The member, or the service token. */
  @Reference('principal_id') principalId: string;
  @ShortText('principal_kind') principalKind: 'MEMBER' | 'SERVICE_TOKEN';
  @ShortText('role') role: Role;
  @Reference('project_id', { nullable: true }) projectId: string | null;
  @Reference('environment_id', { nullable: true }) environmentId: string | null;
  @Time('created_at') createdAt: number;
}
