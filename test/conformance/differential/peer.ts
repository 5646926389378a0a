import type { Attributes, Unit, UnitKind } from './people';
import type { Random } from './random';

/** Flags in the form that the peer's service sends. */
export interface Definition {
  source: unknown;
  flags: string[];
}

/** What is compared: everything by which an application could tell two answers apart. */
export type Answer = (flag: string, unit: Unit, attributes: Attributes) => unknown;

/** The peer's own SDK, loaded with some flags. */
export interface Oracle {
  answer: Answer;
  close(): unknown;
}

export interface Peer {
  name: string;
  /** The npm package of its SDK. */
  sdk: string;
  /** Flags that put a unit in a position, by the name of the way in which that is done. */
  algorithms: Record<string, (random: Random) => Definition>;
  /** Many flags with rules of all kinds, which may be about the attributes of people. */
  flags(random: Random): Definition;
  ours(definition: Definition): Answer;
  theirs(definition: Definition): Promise<Oracle>;
  /** Why answers on such units may differ; undefined: they may not. */
  trap?(kind: UnitKind): string | undefined;
}
