import type { Json } from '../../../src/engine/evaluation';
import {
  growthBookExperiment,
  growthBookFeature,
  growthBookOriginal,
  growthBookSubject,
  importGrowthBook,
  type GrowthBookExperimentResult,
  type GrowthBookFeatureResult,
  type GrowthBookOptions,
} from '../../../src/engine/importers';
import { compiled } from '../../support/builders';
import { answer, importOne, javaScript } from './growthbook-features';

type Attributes = Record<string, Json>;

/** Our answer, told as GrowthBook would. */
function told(payload: object, attributes: Attributes, options = javaScript): GrowthBookFeatureResult {
  const engine = compiled(importGrowthBook(payload, options).ruleset);
  const explanation = engine.explain('flag', growthBookSubject(attributes, options));
  return growthBookFeature(growthBookOriginal(payload, options), explanation, attributes);
}

describe('what GrowthBook says', () => {
  const rules = [
    { id: 'fr_1', condition: { plan: 'pro' }, force: 'forced' },
    {
      key: 'my-test',
      hashVersion: 2,
      variations: ['a', 'b'],
      meta: [{ key: 'c' }, { key: 'v', name: 'Variant' }],
    },
  ];
  const payload = { features: { flag: { defaultValue: 0, rules } } };

  it('of a value that a rule forces', () => {
    expect(told(payload, { plan: 'pro' })).toEqual({
      value: 'forced',
      on: true,
      off: false,
      source: 'force',
      ruleId: 'fr_1',
    });
  });

  it('of the default value', () => {
    expect(told(payload, {})).toEqual({ value: 0, on: false, off: true, source: 'defaultValue', ruleId: '' });
  });

  it('of a flag that it does not have', () => {
    expect(told({ features: {} }, {})).toMatchObject({ value: null, source: 'unknownFeature' });
  });

  it('of an experiment', () => {
    expect(told(payload, { id: '1' })).toEqual({
      value: 'a',
      on: true,
      off: false,
      source: 'experiment',
      ruleId: '',
      experiment: { key: 'my-test', variations: ['a', 'b'], hashVersion: 2, meta: rules[1].meta },
      experimentResult: {
        key: 'c',
        featureId: 'flag',
        inExperiment: true,
        hashUsed: true,
        variationId: 0,
        value: 'a',
        hashAttribute: 'id',
        hashValue: '1',
        bucket: 0.1871,
        stickyBucketUsed: false,
      },
    });
  });
});

describe('an experiment in a feature', () => {
  const experiment = { key: 'test', hashVersion: 2, variations: ['a', 'b'] };

  it('passes on whoever is in a variation that passes through, as holdouts do', () => {
    const holdout = {
      ...experiment,
      ranges: [
        [0, 0.1],
        [0.1, 1],
      ],
      meta: [{ key: 'held' }, { key: 'free', passthrough: true }],
    };
    const [rule] = importOne({ rules: [holdout] }).rules;
    expect(rule.serve).toMatchObject({ arms: [{ variant: 'a', range: [0, 1000] }], otherwise: 'next' });
    expect(answer({ rules: [holdout, { force: 'next' }] }, { id: '1' }).value).toBe('next');
  });

  it('is reported under its key, or that of its feature', () => {
    const [own, features] = importOne({ rules: [experiment, { variations: [1, 2] }] }).rules;
    expect(own.serve).toMatchObject({ experiment: 'test' });
    expect(features.serve).toMatchObject({ experiment: 'flag' });
  });

  it.each<[string, GrowthBookOptions['context'], string, string]>([
    ['by the application', { forcedVariations: { test: 1 } }, 'b', 'OVERRIDE'],
    [
      'by the address, above all',
      { forcedVariations: { test: 0 }, url: '/?x=1&test=1&test=0#test=0' },
      'b',
      'OVERRIDE',
    ],
    [
      'by an address with no such variation, which is passed over',
      { forcedVariations: { test: 1 }, url: '/?test=2' },
      'b',
      'OVERRIDE',
    ],
    ['to none that exists, which leaves everybody out', { forcedVariations: { test: 2 } }, 'out', 'STATIC'],
    ['in the mode for testers', { qaMode: true, forcedVariations: { test: 1 } }, 'b', 'OVERRIDE'],
    ['but nobody is in it in the mode for testers', { qaMode: true }, 'out', 'STATIC'],
    [
      'but nobody is in it when experiments are disabled',
      { enabled: false, forcedVariations: { test: 1 } },
      'out',
      'STATIC',
    ],
  ])('can be forced %s', (_, context, value, reason) => {
    const feature = { defaultValue: 'out', rules: [{ ...experiment, condition: { plan: 'pro' } }] };
    expect(answer(feature, { plan: 'free' }, { ...javaScript, context })).toMatchObject({ value, reason });
  });
});

describe('a contextual bandit', () => {
  const rule = {
    key: 'bandit-exp',
    hashVersion: 2,
    contextualVariations: ['a', 'b'],
    weights: [0.5, 0.5],
    contextualBanditRef: 'cb',
  };
  const payloadWith = (contexts: object[], parts: object = {}): object => ({
    features: { flag: { defaultValue: 'out', rules: [{ ...rule, ...parts }] } },
    contextualBandits: { cb: { banditVersion: 7, contexts } },
  });
  const pro = { leafId: 1, condition: { plan: 'pro' }, weights: [1, 0] };
  const everybody = { leafId: 2, condition: {}, weights: [0, 1] };

  it.each<[string, Attributes, string, number]>([
    ['the first leaf that holds', { id: '1', plan: 'pro' }, 'a', 1],
    ['the next one', { id: '1' }, 'b', 2],
  ])('splits by the weights of %s', (_, attributes, value, leafId) => {
    expect(told(payloadWith([pro, everybody]), attributes)).toMatchObject({
      value,
      experimentResult: { leafId, banditVersion: 7, variationWeights: [2 - leafId, leafId - 1] },
    });
  });

  it('splits by its own weights where no leaf holds', () => {
    expect(told(payloadWith([pro]), { id: '1' })).toMatchObject({
      experimentResult: { leafId: -1, variationWeights: [0.5, 0.5] },
    });
  });

  it('lets nobody who is in no arm of a leaf get into another leaf', () => {
    const payload = payloadWith([{ ...pro, weights: [0.5, 0.5] }, everybody], { coverage: 0.5 });
    expect(told(payload, { id: '4', plan: 'free' })).toMatchObject({
      value: 'b',
      experimentResult: { bucket: 0.4818 },
    });
    expect(told(payload, { id: '4', plan: 'pro' })).toMatchObject({ value: 'out', source: 'defaultValue' });
  });

  it('needs no look back at leaves that serve everybody in them', () => {
    const { ruleset } = importGrowthBook(payloadWith([pro, everybody]), javaScript);
    const isPro = { attr: { path: ['plan'] }, op: 'eq', as: 'js', values: ['pro'] };
    expect(ruleset.flags.flag.rules.map(({ id, when }) => [id, when])).toEqual([
      ['rule-1#leaf-1', isPro],
      ['rule-1#leaf-2', true],
      ['rule-1#leaf-3', true],
    ]);
  });

  it('is a plain experiment where the payload has no such bandit', () => {
    const payload = { ...payloadWith([]), contextualBandits: {} };
    const { experiment, experimentResult } = told(payload, { id: '1' });
    expect(experiment).not.toHaveProperty('contextualBandit');
    expect(experimentResult).not.toHaveProperty('leafId');
  });
});

describe('an experiment by itself', () => {
  const experiment = { key: 'flag', hashVersion: 2, variations: ['a', 'b'] };
  const resultOf = (
    parts: object,
    attributes: Attributes,
    features: object = {},
  ): GrowthBookExperimentResult | undefined => {
    const payload = { features, experiments: [{ ...experiment, ...parts }] };
    const engine = compiled(importGrowthBook(payload, javaScript).ruleset);
    const explanation = engine.explain('flag', growthBookSubject(attributes));
    return growthBookExperiment(growthBookOriginal(payload, javaScript), explanation, attributes);
  };
  const inIt = { value: 'b', inExperiment: true, hashUsed: true };
  const forced = { value: 'b', inExperiment: true, hashUsed: false };
  const out = { value: 'a', inExperiment: false, hashUsed: false };

  it.each<[string, object, Attributes, object]>([
    [
      'splits users',
      {
        ranges: [
          [0, 0],
          [0, 1],
        ],
      },
      { id: '1' },
      inIt,
    ],
    [
      'gives the first variation to whom its condition leaves out',
      { condition: { plan: 'pro' } },
      { id: '1' },
      out,
    ],
    ['gives it to whom its filters leave out', { filters: [{ seed: 's', ranges: [] }] }, { id: '1' }, out],
    ['gives it to everybody while it is a draft', { status: 'draft' }, { id: '1' }, out],
    ['gives it to everybody when it is inactive', { active: false }, { id: '1' }, out],
    ['gives it to everybody when it is stopped', { status: 'stopped' }, { id: '1' }, out],
    [
      'forces a variation on those in it, also when it is stopped',
      { force: 1, status: 'stopped' },
      { id: '1' },
      forced,
    ],
    ['forces nothing on those who are out', { force: 1, coverage: 0 }, { id: '1' }, out],
    ['forces nothing on those who have no id', { force: 1 }, {}, out],
    ['leaves everybody out when it forces what it does not have', { force: -8 }, { id: '1' }, out],
    [
      'depends on features',
      { parentConditions: [{ id: 'on', condition: { value: false } }] },
      { id: '1' },
      out,
    ],
  ])('%s', (_, parts, attributes, expected) => {
    expect(resultOf(parts, attributes, { on: { defaultValue: true } })).toMatchObject(expected);
  });

  it.each<[string, object, string]>([
    [
      'is about pages',
      { urlPatterns: [] },
      'experiments[0].urlPatterns: can be decided in a page only, and stays with the client',
    ],
    [
      'redirects',
      { variations: [{}, { urlRedirect: '/b' }] },
      'experiments[0].variations[1].urlRedirect: changes a page, and stays with the client',
    ],
  ])('that %s is refused', (_, parts, reason) => {
    const { report } = importGrowthBook({ experiments: [{ ...experiment, ...parts }] }, javaScript);
    expect(report.flags).toEqual([{ key: 'flag', outcome: 'refused', reason }]);
  });

  it('that has the key of a feature is refused, and not the feature', () => {
    const { ruleset, report } = importGrowthBook(
      { features: { flag: {} }, experiments: [experiment] },
      javaScript,
    );
    expect(ruleset.flags.flag.rules).toEqual([]);
    expect(report.flags).toMatchObject([
      { key: 'flag', outcome: 'exact' },
      {
        key: 'experiments[0]',
        outcome: 'refused',
        reason: "experiments[0].key: flag is another flag's key too",
      },
    ]);
  });
});
