import type { Role, SdkKeyKind } from '../../foundation/actor';

export type Permission =
  | 'read'
  | 'organization.update'
  | 'organization.archive'
  | 'member.manage'
  | 'token.manage'
  | 'project.create'
  | 'project.update'
  | 'environment.manage'
  /** The project's flags, segments, lists and layers. */
  | 'flag.manage'
  /** What an environment serves. */
  | 'configuration.update'
  | 'key.manage'
  | 'audit.read'
  | 'evaluate'
  /** To report what was evaluated, and what came of it. */
  | 'measure'
  | 'stream';

const viewer: Permission[] = ['read', 'evaluate'];
const editor: Permission[] = [...viewer, 'flag.manage', 'configuration.update', 'measure'];
const admin: Permission[] = [
  ...editor,
  'organization.update',
  'member.manage',
  'token.manage',
  'project.create',
  'project.update',
  'environment.manage',
  'key.manage',
  'audit.read',
  'stream',
];
const owner: Permission[] = [...admin, 'organization.archive'];

/** What each role may do in the place where it is granted. A reviewer will approve; until then it is a viewer. */
export const rolePermissions: Readonly<Record<Role, ReadonlySet<Permission>>> = {
  OWNER: new Set(owner),
  ADMIN: new Set(admin),
  EDITOR: new Set(editor),
  REVIEWER: new Set(viewer),
  VIEWER: new Set(viewer),
};

/** What each kind of SDK key may do in its environment. A client key sees client-side flags only. */
export const keyPermissions: Readonly<Record<SdkKeyKind, ReadonlySet<Permission>>> = {
  SERVER: new Set<Permission>(['evaluate', 'measure', 'stream']),
  CLIENT: new Set<Permission>(['evaluate', 'measure']),
};
