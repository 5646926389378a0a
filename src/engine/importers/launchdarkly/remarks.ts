import type { Json, Serve } from '../../evaluation';
import { merged, type Remarks } from '../drafts';
import { isJavaScriptSdk, patternQuestion } from '../patterns';
import type { Surroundings } from './clause';
import type { Choice, Clause, FlagSource, SegmentSource } from './definition';
import { isOperator } from './operators';

export function remarksOnFlag(
  { fallthrough, rules, prerequisites }: FlagSource,
  served: Serve[],
  around: Surroundings & { flags: ReadonlySet<string> },
): Remarks {
  const rollouts = [fallthrough, ...rules].flatMap(({ rollout }: Choice) => rollout ?? []);
  const missing = prerequisites.filter(({ key }) => !around.flags.has(key));
  const malformed = served.flatMap(malformedParts);
  return merged([
    remarksOnClauses(
      rules.flatMap(({ clauses }) => clauses),
      around,
    ),
    {
      questions: [
        ...(rollouts.length > 0 ? placementQuestions(around.sdk) : []),
        ...(rollouts.some(({ seed }) => seed === 0) ? seedQuestions(around.sdk) : []),
      ],
      warnings: [
        ...missing.map(({ key }) => `prerequisite ${key} does not exist: it fails, as in LaunchDarkly`),
        ...malformed.map((part) => `${part} is malformed: answers ERROR, as in LaunchDarkly`),
      ],
    },
  ]);
}

export function remarksOnSegment({ rules }: SegmentSource, around: Surroundings): Remarks {
  const isWeighted = rules.some(({ weight }) => weight !== undefined);
  return merged([
    { questions: isWeighted ? placementQuestions(around.sdk) : [], warnings: [] },
    ...rules.map(({ clauses }) => remarksOnClauses(clauses, around)),
  ]);
}

function placementQuestions(sdk: string | undefined): string[] {
  if (isJavaScriptSdk(sdk)) return [];
  return ['do the SDKs in use place users in doubles? one that uses single floats differs at the very edges'];
}

function seedQuestions(sdk: string | undefined): string[] {
  return sdk === undefined ? ['is Node the SDK in use? it takes the seed 0 for none'] : [];
}

function remarksOnClauses(clauses: Clause[], { segments, sdk }: Surroundings): Remarks {
  const isUnknownSegment = (key: Json): boolean => typeof key !== 'string' || !segments.has(key);
  const unknownSegments = clauses
    .filter(({ operator }) => operator === 'segmentMatch')
    .flatMap(({ values }) => values.filter(isUnknownSegment));
  const unknownOperators = clauses
    .map(({ operator }) => operator)
    .filter((operator) => operator !== 'segmentMatch' && !isOperator(operator));
  const patterns = clauses
    .filter(({ operator }) => operator === 'matches')
    .flatMap(({ values }) => values.filter((value) => typeof value === 'string'));
  return {
    questions: patterns.flatMap((pattern) => patternQuestion(pattern, sdk) ?? []),
    warnings: [
      ...unknownSegments.map(
        (key) => `segment ${String(key)} does not exist: it has no members, as in LaunchDarkly`,
      ),
      ...unknownOperators.map(
        (operator) => `operator ${operator} is unknown: it never holds, as in LaunchDarkly`,
      ),
    ],
  };
}

/** What `malformed` was told, wherever it was served. */
function malformedParts(serve: Serve): string[] {
  if (typeof serve !== 'object' || serve === null) return [];
  if ('logic' in serve) return [String(serve.logic)];
  return 'split' in serve && serve.otherwise !== 'next' ? malformedParts(serve.otherwise) : [];
}
