/** Whoever is asking. Plain data, made from a credential by `domain/access` and by nobody else. */
export type Actor = MemberActor | ServiceTokenActor | SdkKeyActor | AnonymousActor;

export const roles = ['OWNER', 'ADMIN', 'EDITOR', 'REVIEWER', 'VIEWER'] as const;
export type Role = (typeof roles)[number];

/** A role on the whole organization, on one project, or on one environment of a project. */
export interface Grant {
  role: Role;
  projectId: string | null;
  environmentId: string | null;
}

interface Credentialed {
  id: string;
  organizationId: string;
  name: string;
  /** Row id of the token or key that was presented; logs and rate limits name it. */
  credentialId: string;
  /** Epoch milliseconds; null: never. */
  expiresAt: number | null;
}

export interface MemberActor extends Credentialed {
  kind: 'MEMBER';
  grants: Grant[];
}

/** Can do what its grants say, and can never approve. */
export interface ServiceTokenActor extends Credentialed {
  kind: 'SERVICE_TOKEN';
  grants: Grant[];
}

export interface SdkKeyActor extends Credentialed {
  kind: 'SDK_KEY';
  keyKind: SdkKeyKind;
  projectId: string;
  environmentId: string;
  /** Flags with one of these tags; null: all flags. */
  tags: string[] | null;
}

export const sdkKeyKinds = ['SERVER', 'CLIENT'] as const;
export type SdkKeyKind = (typeof sdkKeyKinds)[number];

export interface AnonymousActor {
  kind: 'ANONYMOUS';
}

export const anonymous: AnonymousActor = { kind: 'ANONYMOUS' };

/** Who did something, as the log and the audit keep it: SYSTEM is Signalbox itself (seed, migration). */
export interface Author {
  kind: 'MEMBER' | 'SERVICE_TOKEN' | 'SYSTEM';
  id: string | null;
  name: string;
}
