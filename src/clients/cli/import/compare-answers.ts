import { isDeepStrictEqual } from 'node:util';
import type { Json } from '../../../engine/evaluation';
import { ImportError } from '../../../engine/importers';
import type { Answers, Oracle } from './peer-adapter';

export interface Asked {
  flags: readonly string[];
  contexts: readonly Json[];
  ours: Answers;
  oracle: Oracle;
}

/** One answer that is not the same; the context is told by its position. */
export interface Difference {
  flag: string;
  context: number;
  theirs: unknown;
  ours: unknown;
}

/** Asks both sides for every flag and context. Throws an ImportError for a context that is none, with its position. */
export async function* differences({ flags, contexts, ours, oracle }: Asked): AsyncGenerator<Difference> {
  for (const [context, asked] of contexts.entries()) {
    const our = at(context, () => ours(asked));
    const their = oracle.answers(asked);
    for (const flag of flags) {
      const answers = { theirs: await answerOf(() => their(flag)), ours: plain(our(flag)) };
      if (!isDeepStrictEqual(answers.theirs, answers.ours)) yield { flag, context, ...answers };
    }
  }
}

function at<Result>(context: number, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    if (error instanceof ImportError) throw new ImportError(`context ${context}`, error.message);
    throw error;
  }
}

/** What an SDK throws is its answer too. */
async function answerOf(ask: () => unknown): Promise<Json> {
  try {
    return plain(await ask());
  } catch (error) {
    return { error: String(error) };
  }
}

/** As JSON has it: members that are undefined are not there. */
function plain(answer: unknown): Json {
  return JSON.parse(JSON.stringify(answer ?? null)) as Json;
}
