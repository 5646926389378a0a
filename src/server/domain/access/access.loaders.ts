import { pageByParent, rowById, rowsByParent } from '../../database/batch';
import type { Database } from '../../database/database';
import { AccessTokenEntity } from './access-token.entity';
import { MemberEntity } from './member.entity';
import { RoleGrantEntity } from './role-grant.entity';
import { SdkKeyEntity } from './sdk-key.entity';

/** How rows of access are read: one statement for all that an operation asks for at once. */
export class AccessLoaders {
  readonly members;
  readonly membersByOrganization;
  readonly tokens;
  readonly tokensByOrganization;
  readonly tokensByMember;
  readonly sdkKeys;
  readonly sdkKeysByEnvironment;
  readonly grants;
  readonly grantsByPrincipal;

  constructor(database: Database) {
    this.members = rowById(database, MemberEntity);
    this.membersByOrganization = pageByParent(database, MemberEntity, {
      parent: 'organizationId',
      order: ['id'],
    });
    this.tokens = rowById(database, AccessTokenEntity);
    this.tokensByOrganization = pageByParent(database, AccessTokenEntity, {
      parent: 'organizationId',
      order: ['id'],
    });
    this.tokensByMember = pageByParent(database, AccessTokenEntity, { parent: 'memberId', order: ['id'] });
    this.sdkKeys = rowById(database, SdkKeyEntity);
    this.sdkKeysByEnvironment = pageByParent(database, SdkKeyEntity, {
      parent: 'environmentId',
      order: ['id'],
    });
    this.grants = rowById(database, RoleGrantEntity);
    this.grantsByPrincipal = rowsByParent(database, RoleGrantEntity, 'principalId', 'id');
  }
}
