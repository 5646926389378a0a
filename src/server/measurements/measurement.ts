/** Who is measured: what a split hashed, one of a kind of context. */
export interface Unit {
  kind: string;
  key: string;
}

/** One moment by two clocks, in epoch milliseconds. */
export interface Moment {
  /** As the client's clock said. */
  clientAt: number;
  /** By the server's: what analysis goes by. */
  occurredAt: number;
}

/** A unit got a variant. */
export interface Exposure extends Moment {
  eventId: string;
  flagKey: string;
  variant: string;
  unit: Unit;
  experiment: string | null;
  ruleId: string | null;
  /** What the client evaluated with. */
  revision: number | null;
}

export type EventProperties = Record<string, string | number | boolean | null>;

/** Something that a unit did, and that a metric is made of. */
export interface MetricEvent extends Moment {
  eventId: string;
  key: string;
  unit: Unit;
  /** null: that it happened is all there is to it. */
  value: number | null;
  properties: EventProperties | null;
}

/** How often a client evaluated a flag to a variant within a minute. */
export interface EvaluationCount {
  flagKey: string;
  /** null: the caller's default. */
  variant: string | null;
  count: number;
  /** When the minute began, by the server's clock. */
  minute: number;
}

/** Attributes that subjects had; never what they were. */
export interface AttributeNames {
  kind: string;
  names: string[];
}

export interface Measurements {
  exposures: Exposure[];
  metrics: MetricEvent[];
  evaluations: EvaluationCount[];
  attributes: AttributeNames[];
}

/** Whether every database gives a text back as it was: no U+0000, and no half of a character. */
export const isStorable = (text: string): boolean => !/[\0\p{Surrogate}]/u.test(text);

export const minuteMs = 60_000;
export const hourMs = 60 * minuteMs;
export const dayMs = 24 * hourMs;

/** When the span (a minute, an hour) that a moment lies in began. */
export const startOf = (spanMs: number, moment: number): number => moment - (moment % spanMs);
