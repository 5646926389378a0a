import { Arg, Args, Ctx, FieldResolver, ID, Resolver, Root } from 'type-graphql';
import { PageArgs } from '../../foundation/connection.types';
import { fromGlobalId, toGlobalId } from '../../foundation/ids';
import type { Operation } from '../../foundation/operation';
import type { Connection } from '../../foundation/pagination';
import type { AuditEntryEntity } from '../audit/audit-entry.entity';
import type { Verification } from '../audit/audit.service';
import { AuditEntryConnection, AuditEntryType, AuditVerificationType } from './audit-entry.types';
import type { AuditChain, AuditReader } from './audit-reader';
import { OrganizationType } from './organization.types';

const ofEnvironment = 'The chain of this environment; absent: of the organization itself';

@Resolver(() => OrganizationType)
export class OrganizationAuditResolver {
  constructor(private readonly reader: AuditReader) {}

  @FieldResolver(() => AuditEntryConnection, { description: 'Newest first. Needs `audit.read`' })
  auditEntries(
    @Arg('environmentId', () => ID, { nullable: true, description: ofEnvironment })
    environmentId: string | undefined,
    @Args(() => PageArgs) page: PageArgs,
    @Ctx() operation: Operation,
  ): Promise<Connection<AuditEntryEntity>> {
    return this.reader.list(operation, chainOf(environmentId), page);
  }

  @FieldResolver(() => AuditVerificationType, {
    description: 'Reads the whole chain anew and checks each link. Needs `audit.read`',
  })
  auditVerify(
    @Arg('environmentId', () => ID, { nullable: true, description: ofEnvironment })
    environmentId: string | undefined,
    @Ctx() operation: Operation,
  ): Promise<Verification> {
    return this.reader.verify(operation, chainOf(environmentId));
  }
}

@Resolver(() => AuditEntryType)
export class AuditEntryResolver {
  @FieldResolver(() => ID, { nullable: true, description: 'Of a member or a service token' })
  actorId(@Root() { actorKind, actorId }: AuditEntryEntity): string | null {
    if (actorId === null) return null;
    return toGlobalId(actorKind === 'MEMBER' ? 'Member' : 'ServiceToken', actorId);
  }
}

const chainOf = (environmentId: string | null | undefined): AuditChain => ({
  environmentId: environmentId == null ? null : fromGlobalId('Environment', environmentId),
});
