import type { Flag } from '../../../engine/evaluation';
import type { FlagReport, ImportReport } from '../../../engine/importers';
import { valueText } from '../describe-change';
import { summaryText } from '../describe-serve';
import { printable, type Output } from '../output';
import type { Place } from '../places';
import type { Outcome } from './apply-steps';

/** Every flag with what became of it; below, once each, the questions on which it depends. */
export function printReport({ flags }: ImportReport, output: Output): void {
  const questions = [...new Set(flags.flatMap((flag) => (flag.outcome === 'refused' ? [] : flag.questions)))];
  output.table(
    ['flag', 'import', 'targeting', 'notes'],
    flags.map((flag) => [
      printable(flag.key),
      outcomeText(flag, questions, output),
      targetingText(flag),
      notesOn(flag).map(printable).join('\n'),
    ]),
  );
  output.line(countsText(flags));
  if (questions.length === 0) return;
  output.line('everybody keeps their variant if the answer to these is yes:');
  for (const [at, question] of questions.entries()) output.line(`  ${at + 1}. ${printable(question)}`);
}

function outcomeText(flag: FlagReport, questions: string[], { colors }: Output): string {
  if (flag.outcome === 'exact') return colors.green('exact');
  if (flag.outcome === 'refused') return colors.red('refused');
  return colors.yellow(
    `exact if ${flag.questions.map((question) => questions.indexOf(question) + 1).join(', ')}`,
  );
}

function targetingText(flag: FlagReport): string {
  if (flag.outcome === 'refused') return '–';
  return { none: '–', rules: 'rules', expression: 'expression' }[flag.targeting];
}

function notesOn(flag: FlagReport): string[] {
  return flag.outcome === 'refused' ? [flag.reason] : flag.warnings;
}

function countsText(flags: FlagReport[]): string {
  const count = (outcome: FlagReport['outcome']): number =>
    flags.filter((flag) => flag.outcome === outcome).length;
  return `${flags.length} flag${flags.length === 1 ? '' : 's'}: ${count('exact')} exact, ${count('exact-if')} exact if, ${count('refused')} refused`;
}

type Preview = Extract<Outcome, { __typename: 'ChangesPreviewed' }>;
type Difference = Preview['diff'][number]['changes'][number];

/** What the changes would make different, by environment. */
export function printDiff(
  outcomes: readonly Outcome[],
  environmentKeys: ReadonlyMap<string, string>,
  output: Output,
): void {
  const diff = outcomes.flatMap((outcome) => (outcome.__typename === 'ChangesPreviewed' ? outcome.diff : []));
  const rows = diff.flatMap(({ environmentId, changes }) =>
    changes.map((change) => [
      printable(environmentKeys.get(environmentId) ?? environmentId),
      change.kind.toLowerCase(),
      printable(change.key),
      printable(change.path),
      change.op.toLowerCase(),
      differenceText(change),
    ]),
  );
  if (rows.length === 0) return output.line('dry run: nothing would be different');
  output.table(['environment', 'kind', 'key', 'what', 'how', ''], rows);
  output.line('dry run: nothing was written');
}

function differenceText({ kind, path, op, before = null, after = null }: Difference): string {
  if (path === '') return op === 'ADDED' && kind === 'FLAG' ? summaryText(after as unknown as Flag) : '';
  if (op === 'ADDED') return valueText(after);
  return op === 'REMOVED' ? valueText(before) : `${valueText(before)} → ${valueText(after)}`;
}

/** Where each environment is after all of the changes. */
export function publishedText(outcomes: readonly Outcome[], place: Place): string {
  const revisions = new Map(
    outcomes.flatMap((outcome) =>
      outcome.__typename === 'ChangesPublished'
        ? outcome.revisions.map(({ environmentId, revision }) => [environmentId, revision] as const)
        : [],
    ),
  );
  if (revisions.size === 0) return 'nothing is different: no revision published';
  const written = Array.from(
    revisions,
    ([id, revision]) => `${place.environmentKeys.get(id) ?? id} at revision ${revision}`,
  );
  const parts = outcomes.length === 1 ? '' : ` in ${outcomes.length} changes, each all or nothing`;
  return `published in ${place.projectKey}${parts}: ${written.join(', ')}`;
}
