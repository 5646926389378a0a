import type { Ruleset } from '../evaluation';

/** What became of one flag of the file: every flag has a report. */
export type FlagReport = ImportedFlag | RefusedFlag;

export interface ImportedFlag {
  key: string;
  /** `exact`: everybody keeps their variant. `exact-if`: so they do when the answer to every question is yes. */
  outcome: 'exact' | 'exact-if';
  questions: string[];
  /** How it is targeted here: not at all, by rules that can be edited, or by the peer's own expression. */
  targeting: 'none' | 'rules' | 'expression';
  /** What holds in the peer too, but deserves a look. */
  warnings: string[];
}

export interface RefusedFlag {
  key: string;
  outcome: 'refused';
  reason: string;
}

export interface ImportReport {
  /** In the order of the file. */
  flags: FlagReport[];
}

export interface Import {
  ruleset: Ruleset;
  report: ImportReport;
}
