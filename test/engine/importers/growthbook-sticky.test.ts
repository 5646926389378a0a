import type { Evaluation, Json } from '../../../src/engine/evaluation';
import {
  growthBookAssignments,
  growthBookDocuments,
  growthBookFeature,
  growthBookOriginal,
  growthBookSubject,
  importGrowthBook,
  type GrowthBookFeatureResult,
  type StickyDocument,
} from '../../../src/engine/importers';
import { compiled } from '../../support/builders';
import { importOne, reportOn } from './growthbook-features';

const sticky = { sdk: 'javascript', stickyBucketing: true };
const rule = {
  key: 'exp',
  hashVersion: 2,
  fallbackAttribute: 'deviceId',
  variations: ['a', 'b'],
  ranges: [
    [0, 1],
    [1, 1],
  ],
  meta: [{ key: '0' }, { key: '1' }],
};

function documentOf(
  attributeName: string,
  attributeValue: string,
  assignments: Record<string, string>,
): StickyDocument {
  return { attributeName, attributeValue, assignments };
}

interface Answer {
  evaluation: Evaluation;
  result: GrowthBookFeatureResult;
  documents: Record<string, StickyDocument>;
}

/** The answer to somebody with these documents, and the documents after it. */
function answerWith(parts: object, attributes: Record<string, Json>, documents: StickyDocument[]): Answer {
  const payload = { features: { flag: { defaultValue: 'out', rules: [{ ...rule, ...parts }] } } };
  const original = growthBookOriginal(payload, sticky);
  const engine = compiled(importGrowthBook(payload, sticky).ruleset);
  const assignments = growthBookAssignments(original, documents, attributes);
  const explanation = engine.explain('flag', growthBookSubject(attributes, sticky, assignments));
  const result = growthBookFeature(original, explanation, attributes);
  return {
    evaluation: explanation.evaluation,
    result,
    documents: growthBookDocuments(original, documents, attributes, result),
  };
}

const adaHadB = documentOf('id', 'ada', { exp__0: '1' });

describe('somebody who was in an experiment', () => {
  it('stays in the variation, wherever the shares are by now', () => {
    const { evaluation, result } = answerWith({}, { id: 'ada' }, [adaHadB]);
    expect(evaluation).toMatchObject({ value: 'b', reason: 'STICKY', inExperiment: true });
    expect(result.experimentResult).toMatchObject({ variationId: 1, key: '1', stickyBucketUsed: true });
  });

  it.each([
    ['the condition', { condition: { plan: 'pro' } }],
    ['the namespace', { namespace: ['checkout', 0, 0] }],
  ])('stays whatever %s says by now', (_, parts) => {
    expect(answerWith(parts, { id: 'ada' }, [adaHadB]).evaluation).toMatchObject({
      value: 'b',
      reason: 'STICKY',
    });
    expect(answerWith(parts, { id: 'ada' }, []).evaluation).toMatchObject({ value: 'out' });
  });

  it.each([
    ['the filters', { filters: [{ seed: 's', ranges: [] }] }],
    ['a prerequisite', { parentConditions: [{ id: 'gone', condition: { value: true } }] }],
  ])('does not stay against %s', (_, parts) => {
    expect(answerWith(parts, { id: 'ada' }, [adaHadB]).evaluation).toMatchObject({ value: 'out' });
  });

  it('is split anew in a new version, and left out where the old one is blocked', () => {
    expect(answerWith({ bucketVersion: 1 }, { id: 'ada' }, [adaHadB]).evaluation).toMatchObject({
      value: 'a',
      reason: 'SPLIT',
    });
    const blocked = answerWith({ bucketVersion: 1, minBucketVersion: 1 }, { id: 'ada' }, [adaHadB]);
    expect(blocked.evaluation).toMatchObject({ value: 'out', reason: 'DEFAULT' });
  });

  it('is split anew when the variation is gone', () => {
    const gone = documentOf('id', 'ada', { exp__0: '9' });
    expect(answerWith({}, { id: 'ada' }, [gone]).evaluation).toMatchObject({ value: 'a', reason: 'SPLIT' });
  });

  it('is found by the fallback attribute, which counts less', () => {
    const device = documentOf('deviceId', 'd1', { exp__0: '1' });
    const attributes = { id: 'ada', deviceId: 'd1' };
    expect(answerWith({}, attributes, [device]).result.value).toBe('b');
    expect(answerWith({}, attributes, [device, documentOf('id', 'ada', { exp__0: '0' })]).result.value).toBe(
      'a',
    );
  });

  it('is not somebody else', () => {
    expect(answerWith({}, { id: 'bob' }, [adaHadB]).evaluation.reason).toBe('SPLIT');
  });

  it('does not stay where the rule keeps nobody', () => {
    const { evaluation, documents } = answerWith({ disableStickyBucketing: true }, { id: 'ada' }, [adaHadB]);
    expect(evaluation).toMatchObject({ value: 'a', reason: 'SPLIT' });
    expect(documents).toEqual({ 'id||ada': adaHadB });
  });
});

describe('what is kept of somebody new', () => {
  it('is the key of the variation, under the attribute that was hashed', () => {
    expect(answerWith({}, { deviceId: 'd1' }, []).documents).toEqual({
      'deviceId||d1': documentOf('deviceId', 'd1', { exp__0: '0' }),
    });
  });

  it('comes out of the evaluation under a name that all features of an experiment share', () => {
    const other = { ...rule, variations: [1, 2] };
    const payload = { features: { flag: { rules: [rule] }, other: { rules: [other] } } };
    const engine = compiled(importGrowthBook(payload, sticky).ruleset);
    const assign = { id: 'exp@0', variant: 'exp:0' };
    expect(engine.evaluate('flag', growthBookSubject({ id: 'ada' }))).toMatchObject({ value: 'a', assign });
    const subject = growthBookSubject({ id: 'ada' }, sticky, { [assign.id]: 'exp:1' });
    expect(engine.evaluate('other', subject)).toMatchObject({ value: 2, reason: 'STICKY' });
  });

  it('is nothing where the SDK had no sticky buckets, and then nobody looks at the fallback attribute', () => {
    const [split] = importOne({ rules: [rule] }, { sdk: 'javascript', stickyBucketing: false }).rules;
    expect(split.serve).not.toHaveProperty('sticky');
    expect(split.serve).toMatchObject({ split: { unit: [{ path: ['key'] }] } });
  });

  it('is nothing where variations have no keys', () => {
    expect(
      importOne({ rules: [{ ...rule, meta: [{ key: '0' }] }] }, sticky).rules[0].serve,
    ).not.toHaveProperty('sticky');
  });
});

it.each([
  [
    'a variation that gives null',
    [{ ...rule, variations: ['a', null] }],
    'gives null, which sticky buckets cannot keep here',
  ],
  [
    'two rules of one experiment that differ',
    [rule, { ...rule, variations: ['c', 'd'] }],
    'exp:0 has two values: sticky buckets name only one',
  ],
])('sticky buckets cannot carry %s', (_, rules, reason) => {
  expect(reportOn({ rules }, sticky)).toMatchObject({
    outcome: 'refused',
    reason: expect.stringContaining(reason) as string,
  });
});

it('a variation that passes through is kept by nobody, which is asked about', () => {
  const meta = [{ key: '0' }, { key: '1', passthrough: true }];
  expect(reportOn({ rules: [{ ...rule, meta }] }, sticky)).toMatchObject({
    outcome: 'exact-if',
    questions: expect.arrayContaining([
      'have shares never changed since users got a variation that passes through? That is not kept',
    ]) as string[],
  });
});

it('variations without keys exclude nobody who was assigned to them, which is asked about', () => {
  const { meta: _, ...keyless } = rule;
  const question =
    'was nobody assigned to exp before its version 2? Its variations have no keys, so nobody is excluded here';
  const about = (parts: object): object => reportOn({ rules: [{ ...keyless, ...parts }] }, sticky);
  expect(about({ minBucketVersion: 2 })).toMatchObject({
    questions: expect.arrayContaining([question]) as string[],
  });
  for (const parts of [{}, { minBucketVersion: 2, meta: rule.meta }]) {
    expect(about(parts)).not.toMatchObject({ questions: expect.arrayContaining([question]) as string[] });
  }
});
