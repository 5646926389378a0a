import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import {
  flagsmithResults,
  flagsmithSubject,
  importFlagsmith,
  type FlagsmithIdentity,
  type FlagsmithResult,
} from '../../src/engine/importers';
import { withoutComments } from '../support/jsonc';
import type { Case, Suite } from './suite';

/** Flagsmith's engine test data: evaluation contexts, and their whole results. */
export const flagsmith: Suite = {
  name: 'flagsmith',
  folder: 'flagsmith',
  cases: (folder) => {
    const cases = join(folder, 'test_cases');
    return readdirSync(cases).map((file) => caseOf(join(cases, file)));
  },
};

interface TestCase {
  context: { identity?: FlagsmithIdentity | null };
  result: FlagsmithResult;
}

function caseOf(file: string): Case {
  return {
    name: basename(file),
    run: () => {
      const { context, result } = JSON.parse(withoutComments(readFileSync(file, 'utf8'))) as TestCase;
      mustBe(resultOf(context), result);
    },
  };
}

/** A case that gives the identity's key is one of keys that apps send. */
function resultOf(context: TestCase['context']): FlagsmithResult {
  const sendsKey = context.identity?.key !== undefined;
  const imported = importFlagsmith(context, sendsKey ? { keyAttribute: 'identityKey' } : {});
  const resultFor = flagsmithResults(imported, { now: () => 0, random: () => 0 });
  return resultFor(flagsmithSubject(context.identity, imported.identities));
}

function mustBe(given: FlagsmithResult, expected: FlagsmithResult): void {
  if (isDeepStrictEqual(given, expected)) return;
  throw new Error(`the result is ${JSON.stringify(given)}, not ${JSON.stringify(expected)}`);
}
