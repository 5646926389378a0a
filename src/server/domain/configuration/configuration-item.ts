import type { Bucketing, Flag, List, Segment } from '../../../engine/evaluation/types';
import type { ConfigKind } from '../../../engine/protocol/messages';

/** What each kind of configuration item says. */
export interface Bodies {
  FLAG: Flag;
  SEGMENT: Segment;
  LAYER: Bucketing;
  LIST: List;
}

/** One object of one environment, as an SDK sees it. Never changed, only replaced. */
export interface ConfigurationItem<Kind extends ConfigKind = ConfigKind> {
  readonly kind: Kind;
  readonly key: string;
  /** The revision that wrote it. */
  readonly version: number;
  /** Canonical JSON. */
  readonly body: string;
}

export type ItemKey = `${ConfigKind}\0${string}`;

export const itemKey = (kind: ConfigKind, key: string): ItemKey => `${kind}\0${key}`;

const parsed = new WeakMap<ConfigurationItem, unknown>();

/** The item's body, parsed once; shared, so it must not be changed. */
export function bodyOf<Kind extends ConfigKind>(item: ConfigurationItem<Kind>): Bodies[Kind] {
  let body = parsed.get(item);
  if (body === undefined) parsed.set(item, (body = JSON.parse(item.body)));
  return body as Bodies[Kind];
}
