import { Field, ID, Int, ObjectType } from 'type-graphql';
import type { Author } from '../../foundation/actor';
import { connectionOf } from '../../foundation/connection.types';
import { enumOf } from '../../foundation/enums.types';
import { DateTimeScalar, JsonScalar } from '../../foundation/scalars';
import type { AuditEntryEntity } from '../audit/audit-entry.entity';
import type { Verification } from '../audit/audit.service';

const authorKinds = ['MEMBER', 'SERVICE_TOKEN', 'SYSTEM'] as const satisfies readonly Author['kind'][];

export const AuthorKindEnum = enumOf('AuthorKind', authorKinds, 'SYSTEM: Signalbox itself');

@ObjectType('AuditEntry', { description: 'One thing that was done, chained to the one before it' })
export class AuditEntryType implements Omit<AuditEntryEntity, 'organizationId' | 'chainId' | 'entryHash'> {
  @Field(() => Int, { description: 'Without gaps; of an environment: its revision' }) sequence: number;
  @Field(() => DateTimeScalar) at: number;
  @Field(() => String, { description: 'The mutation that did it' }) action: string;
  @Field(() => AuthorKindEnum) actorKind: Author['kind'];
  @Field(() => String, { description: 'As the actor was called then' }) actorName: string;
  @Field(() => ID, { nullable: true }) changeId: string | null;
  @Field(() => String, { nullable: true }) comment: string | null;

  @Field(() => JsonScalar, { description: 'What it was about, with ids as the database keeps them' })
  details: object;

  actorId: string | null;
}

export const AuditEntryConnection = connectionOf('AuditEntry', () => AuditEntryType);

@ObjectType('AuditVerification')
export class AuditVerificationType implements Verification {
  @Field(() => Boolean, { description: 'Nothing was altered, moved, put in or taken away' })
  isIntact: boolean;
  @Field(() => Int, { description: 'How many entries were read' }) entries: number;
  @Field(() => Int, { nullable: true }) firstBadSequence: number | null;
}
