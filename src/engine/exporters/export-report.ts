import type { Json } from '../evaluation';

/** What became of one flag of the ruleset: every flag has a report. */
export type ExportedFlagReport = ExportedFlag | UnexportedFlag;

export interface ExportedFlag {
  key: string;
  /** `exact`: everybody keeps their variant. `exact-if`: so they do when the answer to every question is yes. */
  outcome: 'exact' | 'exact-if';
  questions: string[];
  /** What does not come along, and changes nobody's answer now. */
  warnings: string[];
}

export interface UnexportedFlag {
  key: string;
  outcome: 'refused';
  reason: string;
}

export interface ExportReport {
  /** In the order of the keys. */
  flags: ExportedFlagReport[];
}

export interface Export {
  /** Plain data, in the same order each time. */
  document: Json;
  report: ExportReport;
}

/** There is no way to say something exactly in the other format. */
export class Refusal extends Error {}

export function refuse(reason: string): never {
  throw new Refusal(reason);
}
