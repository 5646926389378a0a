import type { Json, Ruleset } from '../../evaluation';

/** The flag that is being written, and what it refers to. */
export interface Site {
  flagKey: string;
  ruleset: Ruleset;
  /** The segments that lead to where it is, so that none leads to itself. */
  segments: readonly string[];
  found: Found;
}

/** What was met on the way through a flag. */
export interface Found {
  /** Expressions that cannot be parsed. */
  faults: Json[];
  questions: Set<string>;
  warnings: Set<string>;
  /** How many segments were written in. */
  segments: number;
}
