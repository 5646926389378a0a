import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import {
  importUnleash,
  unleashSubject,
  unleashVariant,
  type UnleashContext,
} from '../../src/engine/importers';
import { compiled } from '../support/builders';
import type { Case, Suite } from './suite';

/** Unleash's client specification: states, and what `isEnabled` and `getVariant` answer. */
export const unleash: Suite = {
  name: 'unleash',
  folder: 'unleash',
  cases: (folder) => {
    const specifications = join(folder, 'specifications');
    return readdirSync(specifications)
      .map((file): unknown => JSON.parse(readFileSync(join(specifications, file), 'utf8')))
      .filter(isSpecification)
      .flatMap(casesOf);
  },
};

interface Specification {
  name: string;
  state: unknown;
  tests?: Expectation[];
  variantTests?: Expectation[];
}

interface Expectation {
  description: string;
  context: UnleashContext;
  toggleName: string;
  expectedResult: unknown;
}

/** One of the files is their table of contents. */
function isSpecification(file: unknown): file is Specification {
  return typeof file === 'object' && file !== null && 'state' in file;
}

function casesOf({ name, state, tests = [], variantTests = [] }: Specification): Case[] {
  const { ruleset } = importUnleash(state);
  const engine = compiled(ruleset);
  const answerTo = ({ toggleName, context }: Expectation): ReturnType<typeof unleashVariant> =>
    unleashVariant(ruleset.flags[toggleName], engine.evaluate(toggleName, unleashSubject(context)));
  const caseOf = (expectation: Expectation, answer: () => unknown): Case => ({
    name: `${name}: ${expectation.description}`,
    run: () => mustBe(answer(), expectation.expectedResult),
  });
  return [
    ...tests.map((test) => caseOf(test, () => answerTo(test).feature_enabled)),
    ...variantTests.map((test) => caseOf(test, () => answerTo(test))),
  ];
}

function mustBe(given: unknown, expected: unknown): void {
  if (isDeepStrictEqual(given, expected)) return;
  throw new Error(`the answer is ${JSON.stringify(given)}, not ${JSON.stringify(expected)}`);
}
