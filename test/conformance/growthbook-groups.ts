import { deepEqual, equal } from 'node:assert/strict';
import type { Evaluation, Explanation, Json } from '../../src/engine/evaluation';
import {
  growthBookAssignments,
  growthBookDocuments,
  growthBookExperiment,
  growthBookFeature,
  growthBookOriginal,
  growthBookSubject,
  importGrowthBook,
  type GrowthBookContext,
  type GrowthBookFeatureResult,
  type GrowthBookOptions,
  type StickyDocument,
} from '../../src/engine/importers';
import { equalWeights, sharesOfWeights } from '../../src/engine/importers/growthbook/shares';
import { compiled } from '../support/builders';

type Attributes = Record<string, Json>;
type Share = [from: number, to: number];

/** What a case gives to GrowthBook's SDK: the payload, and what the application says besides. */
interface Context extends GrowthBookContext {
  attributes?: Attributes;
  features?: Record<string, object>;
  savedGroups?: Record<string, Json[]>;
  contextualBandits?: object;
}

/** How a case of each group is run. They are tuples: what is given, and what is expected. */
export const growthBookGroups: Record<string, (...tuple: never[]) => void> = {
  evalCondition: (
    _: string,
    condition: object,
    attributes: Attributes,
    expected: boolean,
    savedGroups?: Record<string, Json[]>,
  ) => {
    const features = { probe: { defaultValue: false, rules: [{ condition, force: true }] } };
    equal(ask({ features, savedGroups, attributes }, 'probe').evaluation.value, expected);
  },

  feature: featureCase,
  contextualBandit: featureCase,

  run: (
    _: string,
    context: Context,
    experiment: { key: string },
    value: Json,
    inExperiment: boolean,
    hashUsed: boolean,
  ) => {
    const { original, attributes, explanation } = ask(
      { ...context, experiments: [experiment] },
      experiment.key,
    );
    const result = growthBookExperiment(original, explanation, attributes);
    deepEqual(result && [result.value, result.inExperiment, result.hashUsed], [
      value,
      inExperiment,
      hashUsed,
    ]);
  },

  stickyBucket: (
    _: string,
    context: Context,
    documents: StickyDocument[],
    key: string,
    expected: object | null,
    expectedDocuments: object,
  ) => {
    const { original, attributes, explanation } = ask(context, key, { stickyBucketing: true }, documents);
    const result = growthBookFeature(original, explanation, attributes);
    deepEqual(result.experimentResult ?? null, expected);
    deepEqual(growthBookDocuments(original, documents, attributes, result), expectedDocuments);
  },

  hash: (seed: string, id: string, hashVersion: number, expected: number | null) => {
    equal(placing(seed, hashVersion)(id), expected);
  },

  getBucketRange: (
    _: string,
    [count, coverage, weights]: [number, number, number[] | null],
    expected: Share[],
  ) => {
    deepEqual(sharesOfWeights(count, coverage, weights ?? undefined).map(rounded), expected.map(rounded));
  },

  getEqualWeights: (count: number, expected: number[]) => {
    deepEqual(rounded(equalWeights(count)), rounded(expected));
  },

  chooseVariation: (_: string, position: number, ranges: Share[], expected: number) => {
    const variations = ranges.map((_range, at) => at);
    const rule = { key: 'probe', hashVersion: 2, variations, ranges };
    const features = { probe: { defaultValue: -1, rules: [rule] } };
    equal(
      ask({ features, attributes: { id: unitAt(position, 'probe') } }, 'probe').evaluation.value,
      expected,
    );
  },

  inNamespace: (_: string, id: string, namespace: [string, number, number], expected: boolean) => {
    const features = { probe: { defaultValue: 0, rules: [{ variations: [1, 1], namespace }] } };
    equal(ask({ features, attributes: { id } }, 'probe').evaluation.value, expected ? 1 : 0);
  },
};

function featureCase(_: string, context: Context, key: string, expected: GrowthBookFeatureResult): void {
  const { original, attributes, explanation } = ask(context, key);
  deepEqual(growthBookFeature(original, explanation, attributes), expected);
}

interface Answer {
  original: ReturnType<typeof growthBookOriginal>;
  attributes: Attributes;
  explanation: Explanation;
  evaluation: Evaluation;
}

/** What our engine answers for a flag of the imported payload; the explanation has to agree with it. */
function ask(
  {
    attributes = {},
    features = {},
    savedGroups,
    contextualBandits,
    experiments,
    ...context
  }: Context & {
    experiments?: object[];
  },
  key: string,
  options: GrowthBookOptions = {},
  documents: StickyDocument[] = [],
): Answer {
  const payload = { features, savedGroups, contextualBandits, experiments };
  const imported = { sdk: 'javascript', context, ...options };
  const original = growthBookOriginal(payload, imported);
  const engine = compiled(importGrowthBook(payload, imported).ruleset);
  const subject = growthBookSubject(
    attributes,
    imported,
    growthBookAssignments(original, documents, attributes),
  );
  const explanation = engine.explain(key, subject);
  const evaluation = engine.evaluate(key, subject);
  deepEqual(explanation.evaluation, evaluation);
  return { original, attributes, explanation, evaluation };
}

/** Where ids lie, as a share of all positions; null: nowhere. */
function placing(seed: string, hashVersion: number): (id: string) => number | null {
  const rules = [{ filters: [{ seed, hashVersion, ranges: [[0, 1]] }], force: true }];
  const engine = compiled(importGrowthBook({ features: { probe: { rules } } }).ruleset);
  return (id) => {
    const [rule] = engine.explain('probe', growthBookSubject({ id })).rules;
    const bucket = rule?.when.kind === 'within' ? rule.when.bucket : undefined;
    return bucket?.position == null ? null : bucket.position / bucket.span;
  };
}

/** An id that lies at a position; hashes reach each of the 10,000 soon. */
function unitAt(position: number, seed: string): string {
  const positionOf = placing(seed, 2);
  for (let id = 1; ; id += 1) if (positionOf(String(id)) === position) return String(id);
}

function rounded(numbers: number[]): number[] {
  return numbers.map((number) => Math.round(number * 1e8) / 1e8);
}
