import type { ExportReport } from '../../../engine/exporters';
import { printable, type Output } from '../output';

/** What there is to say of single flags, a line each; then, once each, the questions on which some depend. */
export function printNotes({ flags }: ExportReport, notes: Output): void {
  const rows = flags.flatMap((flag) => {
    const said = flag.outcome === 'refused' ? [flag.reason] : flag.warnings;
    return said.map((text) => [flag.key, flag.outcome, text].map(printable));
  });
  if (rows.length > 0) notes.table(['flag', 'export', ''], rows);
  const questions = new Set(flags.flatMap((flag) => (flag.outcome === 'exact-if' ? flag.questions : [])));
  if (questions.size === 0) return;
  notes.line('everybody keeps their variant if the answer to these is yes:');
  for (const [at, question] of [...questions].entries()) notes.line(`  ${at + 1}. ${printable(question)}`);
}
