import {
  authorize,
  canSee,
  isAllowed,
  mayGrant,
  visibleProjectIds,
  type Scope,
} from '../../../src/server/domain/access/authorize';
import type { Permission } from '../../../src/server/domain/access/permissions';
import { anonymous, roles, type Actor, type Grant, type Role } from '../../../src/server/foundation/actor';

const organization: Scope = { organizationId: 'acme' };
const shop: Scope = { ...organization, projectId: 'shop' };
const staging: Scope = { ...shop, environmentId: 'shop-staging' };
const production: Scope = { ...shop, environmentId: 'shop-production' };
const otherProject: Scope = { ...organization, projectId: 'blog' };
const otherTenant: Scope = { organizationId: 'globex', projectId: 'shop', environmentId: 'shop-staging' };
const places = { organization, shop, staging, production, otherProject, otherTenant };
type Place = keyof typeof places;

const credentialed = { id: 'x', organizationId: 'acme', name: 'Ada', credentialId: 'c', expiresAt: null };

const memberWith = (...grants: [Role, Scope][]): Actor => ({
  ...credentialed,
  kind: 'MEMBER',
  grants: grants.map(([role, { projectId = null, environmentId = null }]): Grant => ({
    role,
    projectId,
    environmentId,
  })),
});

const sdkKey = (keyKind: 'SERVER' | 'CLIENT'): Actor => ({
  ...credentialed,
  kind: 'SDK_KEY',
  keyKind,
  projectId: 'shop',
  environmentId: 'shop-staging',
  tags: null,
});

const permissions: Permission[] = [
  'read',
  'organization.update',
  'organization.archive',
  'member.manage',
  'token.manage',
  'project.create',
  'project.update',
  'environment.manage',
  'flag.manage',
  'configuration.update',
  'key.manage',
  'audit.read',
  'evaluate',
  'stream',
];
const everything = permissions;
const allButArchiving = permissions.filter((permission) => permission !== 'organization.archive');
const editing: Permission[] = ['read', 'flag.manage', 'configuration.update', 'evaluate'];
const reading: Permission[] = ['read', 'evaluate'];

const allowedIn = (actor: Actor, place: Place): Permission[] =>
  permissions.filter((permission) => isAllowed(actor, permission, places[place]));

describe('what a role allows in the place where it is granted', () => {
  test.each<[Role, Permission[]]>([
    ['OWNER', everything],
    ['ADMIN', allButArchiving],
    ['EDITOR', editing],
    ['REVIEWER', reading],
    ['VIEWER', reading],
  ])('%s', (role, allowed) => {
    expect(allowedIn(memberWith([role, organization]), 'organization')).toEqual(allowed);
    expect(allowedIn(memberWith([role, shop]), 'shop')).toEqual(allowed);
    expect(allowedIn(memberWith([role, staging]), 'staging')).toEqual(allowed);
  });
});

describe('where a role holds', () => {
  test.each<[string, Scope, Record<Place, Permission[]>]>([
    [
      'the organization',
      organization,
      {
        organization: editing,
        shop: editing,
        staging: editing,
        production: editing,
        otherProject: editing,
        otherTenant: [],
      },
    ],
    [
      'a project',
      shop,
      {
        organization: ['read'],
        shop: editing,
        staging: editing,
        production: editing,
        otherProject: [],
        otherTenant: [],
      },
    ],
    [
      'an environment',
      staging,
      {
        organization: ['read'],
        shop: ['read'],
        staging: editing,
        production: [],
        otherProject: [],
        otherTenant: [],
      },
    ],
  ])('an editor on %s', (_name, place, expected) => {
    const actor = memberWith(['EDITOR', place]);
    for (const each of Object.keys(places) as Place[]) {
      expect([each, allowedIn(actor, each)]).toEqual([each, expected[each]]);
    }
  });

  test('roles add up: an editor of staging who views the project reads production and cannot change it', () => {
    const actor = memberWith(['VIEWER', shop], ['EDITOR', staging]);
    expect(allowedIn(actor, 'staging')).toEqual(editing);
    expect(allowedIn(actor, 'production')).toEqual(reading);
  });

  test('a member without any role sees the organization and nothing in it', () => {
    expect(allowedIn(memberWith(), 'organization')).toEqual(['read']);
    expect(allowedIn(memberWith(), 'shop')).toEqual([]);
  });
});

describe('SDK keys', () => {
  test.each<['SERVER' | 'CLIENT', Permission[]]>([
    ['SERVER', ['evaluate', 'stream']],
    ['CLIENT', ['evaluate']],
  ])('a %s key may do its work in its own environment, and nothing anywhere else', (kind, allowed) => {
    expect(allowedIn(sdkKey(kind), 'staging')).toEqual(allowed);
    for (const place of ['organization', 'shop', 'production', 'otherProject', 'otherTenant'] as const) {
      expect(allowedIn(sdkKey(kind), place)).toEqual([]);
    }
  });
});

describe('what a refusal says', () => {
  const codeOf = (actor: Actor, permission: Permission, place: Place): unknown => {
    try {
      authorize(actor, permission, places[place]);
      return 'allowed';
    } catch (error) {
      return (error as { kind: string }).kind;
    }
  };

  test.each<[string, Actor, Permission, Place, string]>([
    ['nobody', anonymous, 'read', 'organization', 'UNAUTHENTICATED'],
    ['nobody', anonymous, 'read', 'otherTenant', 'UNAUTHENTICATED'],
    ['a viewer', memberWith(['VIEWER', organization]), 'flag.manage', 'shop', 'FORBIDDEN'],
    ['a viewer', memberWith(['VIEWER', organization]), 'read', 'otherTenant', 'NOT_FOUND'],
    ['a viewer of another project', memberWith(['VIEWER', otherProject]), 'read', 'shop', 'NOT_FOUND'],
    ['a viewer of another project', memberWith(['VIEWER', otherProject]), 'flag.manage', 'shop', 'NOT_FOUND'],
    ['an editor of staging', memberWith(['EDITOR', staging]), 'configuration.update', 'staging', 'allowed'],
    ['an editor of staging', memberWith(['EDITOR', staging]), 'flag.manage', 'shop', 'FORBIDDEN'],
    [
      'an editor of staging',
      memberWith(['EDITOR', staging]),
      'configuration.update',
      'production',
      'NOT_FOUND',
    ],
    ['an admin', memberWith(['ADMIN', organization]), 'organization.archive', 'organization', 'FORBIDDEN'],
    ['a server key', sdkKey('SERVER'), 'read', 'organization', 'FORBIDDEN'],
    ['a server key', sdkKey('SERVER'), 'read', 'staging', 'FORBIDDEN'],
    ['a server key', sdkKey('SERVER'), 'evaluate', 'production', 'NOT_FOUND'],
    ['a client key', sdkKey('CLIENT'), 'stream', 'staging', 'FORBIDDEN'],
  ])('%s: %#', (_who, actor, permission, place, expected) => {
    expect(codeOf(actor, permission, place)).toBe(expected);
  });

  test('names the noun that was asked for, as if it did not exist', () => {
    const stranger = memberWith(['VIEWER', otherProject]);
    expect(() => authorize(stranger, 'read', shop, 'Flag')).toThrow('Flag not found');
  });
});

describe('granting', () => {
  const grantable = (actor: Actor, scope: Scope): Role[] =>
    roles.filter((role) => mayGrant(actor, role, scope));

  test.each<[string, Actor, Scope, Role[]]>([
    ['an owner', memberWith(['OWNER', organization]), organization, [...roles]],
    [
      'an admin',
      memberWith(['ADMIN', organization]),
      organization,
      ['ADMIN', 'EDITOR', 'REVIEWER', 'VIEWER'],
    ],
    ['an editor', memberWith(['EDITOR', organization]), organization, ['EDITOR', 'REVIEWER', 'VIEWER']],
    ['an admin of the project', memberWith(['ADMIN', shop]), organization, []],
    [
      'an admin of the project',
      memberWith(['ADMIN', shop]),
      production,
      ['ADMIN', 'EDITOR', 'REVIEWER', 'VIEWER'],
    ],
    ['an admin of another project', memberWith(['ADMIN', otherProject]), shop, []],
    ['an admin of another tenant', memberWith(['ADMIN', organization]), otherTenant, []],
  ])('nobody grants more than they have: %s, %#', (_who, actor, scope, expected) => {
    expect(grantable(actor, scope)).toEqual(expected);
  });
});

describe('seeing', () => {
  test('a role on one environment shows its project, and no environment beside it', () => {
    const actor = memberWith(['VIEWER', staging]);
    const seen = (Object.keys(places) as Place[]).filter((place) => canSee(actor, places[place]));
    expect(seen).toEqual(['organization', 'shop', 'staging']);
  });

  test('a role on the organization shows all projects; others show their own, each once', () => {
    expect(visibleProjectIds(memberWith(['VIEWER', organization], ['EDITOR', shop]))).toBeNull();
    expect(visibleProjectIds(memberWith(['VIEWER', staging], ['EDITOR', shop]))).toEqual(['shop']);
    expect(visibleProjectIds(memberWith())).toEqual([]);
    expect(visibleProjectIds(anonymous)).toEqual([]);
  });
});
