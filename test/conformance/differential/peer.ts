import type { Json } from '../../../src/engine/evaluation';
import type { Attributes, Unit, UnitKind } from './people';
import type { Random } from './random';

/** Flags in the form that the peer's service sends. */
export interface Definition {
  source: unknown;
  flags: string[];
}

/** Flags and contexts to some of which the SDK answers in a way of its own. */
export interface KnownDifference extends Definition {
  contextOf(random: Random): Json;
  explains(difference: Difference): boolean;
}

export interface Difference {
  flag: string;
  context: Json;
  ours: unknown;
  theirs: unknown;
}

export interface Peer {
  /** As the command line knows it, whose adapter asks the peer's SDK. */
  name: string;
  /** With which the import is what the peer's JavaScript SDK evaluates. */
  options: object;
  /** Flags that put a unit in a position, by the name of the way in which that is done. */
  algorithms: Record<string, (random: Random) => Definition>;
  /** Many flags with rules of all kinds, which may be about the attributes of people. */
  flags(random: Random): Definition;
  /** A person in the peer's own words. */
  contextOf(unit: Unit, attributes: Attributes): Json;
  /** Why answers on such units may differ; undefined: they may not. */
  trap?(kind: UnitKind): string | undefined;
  /** Where else answers may differ, by the reason: the importers' README lists them all. */
  known?: Record<string, (random: Random) => KnownDifference>;
}
