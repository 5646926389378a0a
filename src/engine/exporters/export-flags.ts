import type { Flag, Json, Ruleset } from '../evaluation';
import { Refusal, type ExportedFlagReport, type ExportReport } from './export-report';

interface Written {
  value: Json;
  questions?: string[];
  warnings?: string[];
}

/** Each flag in the order of the keys as `write` says it; those that it refuses are in the report only. */
export function exportFlags(
  { flags }: Ruleset,
  write: (flag: Flag) => Written,
): { flags: { [key: string]: Json }; report: ExportReport } {
  const written = Object.keys(flags)
    .sort()
    .map((key) => ({ key, ...outcomeOf(flags[key], write) }));
  const kept = written.flatMap(({ key, value }) => (value === undefined ? [] : [[key, value] as const]));
  return { flags: Object.fromEntries(kept), report: { flags: written.map(({ report }) => report) } };
}

function outcomeOf(flag: Flag, write: (flag: Flag) => Written): { value?: Json; report: ExportedFlagReport } {
  const { key } = flag;
  try {
    const { value, questions = [], warnings = [] } = write(flag);
    const outcome = questions.length > 0 ? 'exact-if' : 'exact';
    return { value, report: { key, outcome, questions, warnings } };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { report: { key, outcome: 'refused', reason: error.message } };
  }
}
