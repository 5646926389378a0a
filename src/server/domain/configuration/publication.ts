import type { EntityManager, EntityTarget, ObjectLiteral } from 'typeorm';
import type { ConfigKind } from '../../../engine/protocol/messages';
import type { Author } from '../../foundation/actor';
import type { Bodies, ConfigurationItem } from './configuration-item';
import type { ConfigurationState } from './configuration-state';
import type { ListChange, NetChange } from './list-contents';

/** What a change wants of one item: a new body, or null to take it away. */
export interface ItemWrite<Kind extends ConfigKind = ConfigKind> {
  environmentId: string;
  kind: Kind;
  key: string;
  body: Bodies[Kind] | null;
  /** Lists only. */
  contents?: ListChange;
}

/** What a change wants of a row that SDKs do not see but that belongs to it. Updates raise the row's version. */
export type RowWrite =
  | { entity: EntityTarget<ObjectLiteral>; insert: Record<string, unknown> }
  | { entity: EntityTarget<ObjectLiteral>; id: string; set: Record<string, unknown> };

/** What a change comes to, decided without any effect. */
export interface Plan {
  items: ItemWrite[];
  rows: RowWrite[];
  /** Environments that begin with this change, with the epoch of their log. */
  opens: { environmentId: string; epoch: string }[];
  /** Whether it changes who may do what: credentials are then looked at anew. */
  movesAccess: boolean;
}

export type States = ReadonlyMap<string, ConfigurationState>;

/** A change on its way to be published. `decide` is pure and may run twice: on a first look, and under the locks. */
export interface Publication<Rows, Refusal> {
  organizationId: string;
  projectId: string;
  changeId: string;
  author: Author;
  comment: string | null;
  /** What the audit calls it, e.g. `applyChanges`. */
  action: string;
  /** Whether rows of the project's nouns are written. */
  touchesProject: boolean;
  readRows(manager: EntityManager): Promise<Rows>;
  /** The environments it reads or writes. */
  environmentIds(rows: Rows): string[];
  decide(states: States, rows: Rows): { plan: Plan } | { refusal: Refusal };
}

/** An item's change as it is written: bodies are canonical JSON, null where there is none. */
export interface WrittenItem {
  environmentId: string;
  kind: ConfigKind;
  key: string;
  before: ConfigurationItem | null;
  body: string | null;
  entries?: NetChange;
  /** The contents came as a whole (copied or restored): sent as such, not as a patch. */
  wholeList?: true;
}

export interface PublishedRevision {
  environmentId: string;
  epoch: string;
  revision: number;
  committedAt: number;
}

export type Outcome<Refusal> =
  | { kind: 'REFUSED'; refusal: Refusal }
  | { kind: 'PREVIEWED'; written: WrittenItem[]; states: States }
  | { kind: 'PUBLISHED'; changeId: string; revisions: PublishedRevision[]; written: WrittenItem[] };
