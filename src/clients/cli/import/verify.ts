import { ImportError } from '../../../engine/importers';
import { failed } from '../failure';
import { printable, type Output } from '../output';
import { differences, type Difference } from './compare-answers';
import { readContexts } from './contexts';
import { requireSdk } from './installed-sdk';
import type { Oracle } from './peer-adapter';
import { readImport, type ImportSource } from './read-import';

export interface VerifyOptions extends ImportSource {
  /** The file with the contexts. */
  contexts: string;
  output: Output;
}

/** Asks the peer's own SDK and our engine for every flag that the import carries. Fails when an answer differs. */
export async function verifyImport(options: VerifyOptions): Promise<void> {
  const { peer, output } = options;
  const { source, ruleset, report } = readImport(options);
  const contexts = readContexts(options.contexts);
  const flags = Object.keys(ruleset.flags);
  if (flags.length === 0)
    throw failed(`every flag of ${options.file} is refused: there is nothing to ask for`);
  const ours = peer.load().ours(source, options.options);
  const oracle = await loadOracle(source, options);
  try {
    const found = await told(differences({ flags, contexts, ours, oracle }), output);
    const refused = report.flags.length - flags.length;
    tellCounts({ flags: flags.length, contexts: contexts.length, refused, differences: found }, output);
    if (found > 0) throw failed(`${peer.title}'s SDK and Signalbox differ in ${counted(found, 'answer')}`);
  } catch (error) {
    throw error instanceof ImportError ? failed(`${options.contexts}: ${error.message}`) : error;
  } finally {
    await oracle.close();
  }
}

async function loadOracle(source: unknown, { peer, file, options }: VerifyOptions): Promise<Oracle> {
  const sdk = requireSdk(peer);
  try {
    return await peer.load().theirs(source, options, sdk);
  } catch (error) {
    throw failed(`${peer.title}'s SDK does not take ${file}: ${(error as Error).message}`);
  }
}

/** A table is for reading: who wants all of many differences takes JSON. */
const mostRows = 100;

async function told(found: AsyncIterable<Difference>, output: Output): Promise<number> {
  const rows: string[][] = [];
  let count = 0;
  for await (const difference of found) {
    count += 1;
    if (output.isJson) output.json(difference);
    else if (count <= mostRows) rows.push(rowOf(difference));
  }
  if (rows.length > 0) output.table(['flag', 'context', 'theirs', 'ours'], rows);
  if (rows.length > 0 && count > rows.length)
    output.line(`and ${count - rows.length} more: --json shows them all`);
  return count;
}

function rowOf({ flag, context, theirs, ours }: Difference): string[] {
  return [flag, String(context), JSON.stringify(theirs), JSON.stringify(ours)].map(printable);
}

interface Counts {
  flags: number;
  contexts: number;
  /** Flags that the import does not carry, and that hence are not compared. */
  refused: number;
  differences: number;
}

function tellCounts({ flags, contexts, refused, differences: found }: Counts, output: Output): void {
  if (output.isJson) return output.json({ flags, contexts, refused, differences: found });
  const left = refused === 0 ? '' : `; ${counted(refused, 'refused flag')} not compared`;
  output.line(
    `${counted(flags, 'flag')} for ${counted(contexts, 'context')}: ${counted(found, 'difference')}${left}`,
  );
}

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
