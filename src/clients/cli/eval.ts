import { isProblem, subjectOf } from '../../engine/evaluation';
import { EvaluateFlagDocument } from '../generated/graphql';
import { valueText } from './describe-change';
import { failed, wrongUsage } from './failure';
import { request, type Server } from './graphql';
import { printable, type Output } from './output';
import { readJson } from './read-json';

export interface EvalOptions extends Server {
  flagKey: string;
  /** JSON. */
  context: string;
  output: Output;
}

/** Asks the server what a flag is for a context. */
export async function evaluateFlag({ flagKey, context, output, ...server }: EvalOptions): Promise<void> {
  const subject = readSubject(context);
  const { evaluate } = await request(server, EvaluateFlagDocument, {
    flagKeys: [flagKey],
    subjects: [subject],
  });
  const [{ revision, evaluations }] = evaluate;
  const [{ value, variant, reason, ruleId, error }] = evaluations;
  if (error === 'FLAG_NOT_FOUND') throw failed(`there is no flag ${printable(flagKey)} for this key`);
  if (output.isJson) output.json({ flagKey, value, variant, reason, ruleId, error, revision });
  else {
    const rows = [
      ['value', variant === null ? "caller's default" : valueText(value)],
      ['variant', variant ?? '–'],
      ['reason', reason],
      ['rule', ruleId ?? '–'],
      ['revision', revision],
    ];
    output.table(
      ['', printable(flagKey)],
      rows.map((row) => row.map(printable)),
    );
  }
  if (error !== null) throw failed(`the flag cannot be evaluated: ${error}`);
}

function readSubject(context: string): unknown {
  const input = readJson(context, '--context');
  const subject = subjectOf(input);
  if (!isProblem(subject)) return input;
  throw wrongUsage(`--context${subject.path === '' ? '' : ` at ${subject.path}`}: ${subject.message}`);
}
