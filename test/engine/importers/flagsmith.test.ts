import { importFlagsmith, ImportError } from '../../../src/engine/importers';
import { ada, anEnvironment, aSegment, aState, imported, reportOn, resultOf } from './flagsmith-environments';

const isAda = { property: '$.identity.identifier', operator: 'EQUAL', value: 'ada' };
const isKnown = { property: 'plan', operator: 'IS_SET', value: '' };

const nested = (levels: number): unknown =>
  Array.from({ length: levels }).reduce<unknown>((inner) => [inner], null);

describe('a feature', () => {
  it('without values is a switch', () => {
    expect(imported(anEnvironment({ features: [aState({ value: null })] }), { sdk: 'node' })).toEqual({
      key: 'feature',
      type: 'BOOLEAN',
      on: true,
      off: 'off',
      variants: {
        on: { value: true, extra: { enabled: true, value: null } },
        off: { value: false, extra: { enabled: false, value: null } },
      },
      rules: [],
      fallthrough: 'on',
      seed: 'feature',
      clientSide: false,
      tags: [],
      source: { system: 'flagsmith', sdk: 'node' },
    });
  });

  it('with a value keeps it, enabled or disabled', () => {
    const metadata = { id: 12 };
    expect(imported(anEnvironment({ features: [aState({ metadata })] }))).toMatchObject({
      type: 'STRING',
      on: true,
      off: 'disabled',
      variants: {
        default: { value: 'text', extra: { enabled: true, metadata } },
        disabled: { value: 'text', extra: { enabled: false, metadata } },
      },
      fallthrough: 'default',
    });
  });

  it('that is disabled is off, and would be enabled when it is turned on', () => {
    const environment = anEnvironment({ features: [aState({ enabled: false, value: 7 })] });
    expect(imported(environment)).toMatchObject({
      type: 'NUMBER',
      on: false,
      off: 'disabled',
      fallthrough: 'default',
    });
    expect(resultOf(environment).flags.feature).toEqual({
      name: 'feature',
      enabled: false,
      value: 7,
      reason: 'DEFAULT',
      variant: null,
    });
  });
});

describe('an override', () => {
  const override = (parts: object): object => aState({ value: 'other', ...parts });

  it('replaces the feature for who is in the segment', () => {
    const segments = [aSegment([isAda], { overrides: [override({ enabled: false, metadata: { id: 1 } })] })];
    const environment = anEnvironment({ features: [aState()], segments });
    expect(imported(environment).rules).toEqual([
      { id: 'segment-7', description: 'segment', when: { segment: '7' }, serve: 'segment' },
    ]);
    expect(resultOf(environment, ada())).toEqual({
      flags: {
        feature: {
          name: 'feature',
          enabled: false,
          value: 'other',
          reason: 'TARGETING_MATCH; segment=segment',
          variant: null,
          metadata: { id: 1 },
        },
      },
      segments: [{ name: 'segment' }],
    });
    expect(resultOf(environment, { identifier: 'bob' }).flags.feature).toMatchObject({ value: 'text' });
  });

  it('of the lowest priority number goes first, and of several the first in the file; without a number it is last', () => {
    const priorities = [undefined, 5, 1, 1];
    const segments = priorities.map((priority, at) =>
      aSegment([isAda], { key: `s${at}`, overrides: [override({ priority })] }),
    );
    const { rules } = imported(anEnvironment({ features: [aState()], segments }));
    expect(rules.map(({ id }) => id)).toEqual(['segment-s2', 'segment-s3', 'segment-s1', 'segment-s0']);
  });

  it('of a segment that has an earlier one of the same feature never applies', () => {
    const overrides = [override({ value: 'late', priority: 2 }), override({ value: 'early', priority: 1 })];
    const environment = anEnvironment({ features: [aState()], segments: [aSegment([isAda], { overrides })] });
    expect(imported(environment).rules).toHaveLength(1);
    expect(resultOf(environment, ada()).flags.feature.value).toBe('early');
  });

  it('that only switches is served by the same variants', () => {
    const switched = aState({ value: '', enabled: false });
    const segments = [aSegment([isAda], { overrides: [aState({ value: '' })] })];
    const flag = imported(anEnvironment({ features: [switched], segments }));
    expect(flag).toMatchObject({ type: 'BOOLEAN', on: true, fallthrough: 'off', rules: [{ serve: 'on' }] });
    expect(Object.keys(flag.variants).sort()).toEqual(['off', 'on']);
  });

  it('with options of its own replaces those of the feature', () => {
    const variants = [{ value: 'drawn', weight: 100, priority: 1 }];
    const segments = [aSegment([isAda], { overrides: [override({ key: '2', variants })] })];
    const features = [aState({ variants: [{ value: 'base', weight: 100, priority: 1 }] })];
    const environment = anEnvironment({ features, segments });
    expect(resultOf(environment, ada()).flags.feature.value).toBe('drawn');
    expect(resultOf(environment, { identifier: 'bob' }).flags.feature.value).toBe('base');
  });
});

describe('an environment document', () => {
  const state = (id: number, name: string, parts: object = {}): object => ({
    feature: { id, name },
    enabled: true,
    django_id: id * 10,
    feature_state_value: 'base',
    ...parts,
  });
  const option = (id: number | null, uuid: string, value: string): object => ({
    id,
    mv_fs_value_uuid: uuid,
    percentage_allocation: 50,
    multivariate_feature_option: { value },
  });
  const document = {
    api_key: 'env',
    name: 'Production',
    feature_states: [
      state(1, 'feature'),
      state(2, 'drawn', {
        multivariate_feature_state_values: [option(8, 'a', 'second'), option(7, 'b', 'first')],
      }),
      state(3, 'drawn by uuid', {
        multivariate_feature_state_values: [
          option(null, 'FF000000-0000-0000-0000-000000000000', 'second'),
          option(null, '0a000000-0000-0000-0000-000000000000', 'first'),
        ],
      }),
    ],
    project: {
      segments: [
        {
          id: 4,
          name: 'adults',
          rules: [
            {
              type: 'ALL',
              rules: [],
              conditions: [{ operator: 'GREATER_THAN', property_: 'age', value: '17' }],
            },
          ],
          feature_states: [
            state(1, 'feature', { feature_state_value: 'adult', feature_segment: { priority: 0 } }),
          ],
        },
      ],
    },
    identity_overrides: ['ada', 'bob'].map((identifier) => ({
      identifier,
      identity_features: [
        state(1, 'feature', { feature_state_value: 'chosen', django_id: null, featurestate_uuid: 'u' }),
      ],
    })),
  };

  it('is read as the context that the SDKs make of it', () => {
    const result = resultOf(document, { identifier: 'eve', traits: { age: 18 } });
    expect(result.flags.feature).toMatchObject({ value: 'adult', metadata: { id: 1 } });
    expect(result.segments).toEqual([{ name: 'adults', metadata: { source: 'api', id: 4 } }]);
    expect(resultOf(document, { identifier: 'eve', traits: { age: 17 } }).flags.feature.value).toBe('base');
  });

  it("puts an identity's own overrides above all segments, one segment for all who share them", () => {
    expect(importFlagsmith(document).ruleset.flags.feature.rules.map(({ id }) => id)).toEqual([
      'segment-identity_override_1',
      'segment-4',
    ]);
    for (const identifier of ['ada', 'bob']) {
      const result = resultOf(document, { identifier, traits: { age: 18 } });
      expect(result.flags.feature.value).toBe('chosen');
      expect(result.segments.map(({ name }) => name)).toEqual(['adults', 'identity_overrides']);
    }
  });

  it.each(['drawn', 'drawn by uuid'])('orders the options of a feature %s', (name) => {
    const { fallthrough, variants } = importFlagsmith(document).ruleset.flags[name];
    const arms = (fallthrough as { arms: { variant: string }[] }).arms;
    expect(arms.map(({ variant }) => variants[variant].value)).toEqual(['first', 'second']);
  });
});

describe('the report', () => {
  it('calls exact what the file tells whole', () => {
    expect(reportOn(anEnvironment({ features: [aState()] }))).toEqual({
      key: 'feature',
      outcome: 'exact',
      questions: [],
      targeting: 'none',
      warnings: [],
    });
  });

  const drawn = aState({ variants: [{ value: 'a', weight: 10, priority: 1 }] });
  const overriding = (condition: object): object =>
    anEnvironment({
      features: [aState()],
      segments: [aSegment([condition], { overrides: [aState({ value: 'x' })] })],
    });

  it.each([
    ['options', anEnvironment({ features: [drawn] })],
    ['a percentage split', overriding({ operator: 'PERCENTAGE_SPLIT', property: '', value: '5' })],
  ])('asks how identities were hashed for %s', (_, environment) => {
    expect(reportOn(environment)).toMatchObject({
      outcome: 'exact-if',
      questions: [expect.stringContaining('did Flagsmith hash identities by environment key and identifier')],
    });
    expect(reportOn(environment, { keyAttribute: 'id' })).toMatchObject({
      questions: ["does every app send the identity's key as id?"],
    });
  });

  it.each([
    [
      { operator: 'EQUAL', property: 'app', value: '1.0.0:semver' },
      "do versions begin with a number? Flagsmith's",
    ],
    [{ operator: 'REGEX', property: 'app', value: '\\d' }, 'does the pattern \\d mean to the SDKs in use'],
  ])('asks about what SDKs read differently: %j', (condition, question) => {
    expect(reportOn(overriding(condition))).toMatchObject({ questions: [expect.stringContaining(question)] });
  });

  it.each([
    [
      { operator: 'LIKE', property: 'app', value: 'a' },
      'the condition on app cannot read "a" for LIKE: never holds',
    ],
    [{ operator: 'MODULO', property: 'app', value: '2' }, 'the condition on app cannot read "2" for MODULO'],
    [{ operator: 'EQUAL', value: 'a' }, 'the condition on nothing cannot read "a" for EQUAL'],
    [
      { operator: 'PERCENTAGE_SPLIT', property: 'app', value: 'half' },
      'cannot read "half" for PERCENTAGE_SPLIT',
    ],
  ])('warns of a condition that nobody satisfies: %j', (condition, warning) => {
    expect(reportOn(overriding(condition))).toMatchObject({ warnings: [expect.stringContaining(warning)] });
  });

  it.each([
    [
      { operator: 'EQUAL', property: '$.identity.traits[?(@.a)]', value: 'a' },
      'chooses by a filter or wildcard',
    ],
    [{ operator: 'EQUAL', property: '$.features[*].key', value: 'a' }, 'chooses by a filter or wildcard'],
    [{ operator: 'EQUAL', property: '$..key', value: 'a' }, 'chooses by a filter or wildcard'],
    [
      { operator: 'EQUAL', property: '$.identity.key', value: 'env_ada' },
      "the identity's key is made of other parts",
    ],
    [{ operator: 'REGEX', property: 'app', value: '(?=a)' }, 'does not run in linear time'],
    [{ operator: 'REGEX', property: 'app', value: '[[:alpha:]]' }, 'means another thing here'],
  ])('refuses a feature with the segment that it needs: %j', (condition, reason) => {
    const { ruleset, report, segments } = importFlagsmith(overriding(condition));
    expect(report.flags[0]).toMatchObject({ outcome: 'refused', reason: expect.stringContaining(reason) });
    expect([ruleset.flags, ruleset.segments, segments]).toEqual([{}, {}, []]);
  });

  it.each([
    [aState({ value: nested(5000) }), 'features.feature: is nested deeper than 64 levels'],
    [aState({ enabled: 'yes' }), 'features.feature.enabled: must be true or false, not "yes"'],
    [aState({ key: 5 }), 'features.feature.key: must be a text, not 5'],
    [
      aState({ variants: [{ value: 'a', weight: '5' }] }),
      'features.feature.variants[0].weight: must be a number',
    ],
    [
      aState({ variants: [{ value: 'a', weight: -5 }] }),
      'features.feature.variants[0].weight: must be a percentage',
    ],
  ])('refuses a feature that cannot be carried, with the place (%#)', (feature, reason) => {
    const features = [feature, aState({ name: 'other' })];
    const { ruleset, report } = importFlagsmith(anEnvironment({ features }));
    expect(report.flags).toMatchObject([{ outcome: 'refused', reason: expect.stringContaining(reason) }, {}]);
    expect(Object.keys(ruleset.flags)).toEqual(['other']);
  });

  it.each([
    ['a list', [], 'must be an object, not a list'],
    ['another file', { flags: {} }, 'this is no environment of Flagsmith'],
    ['a nameless environment', { environment: {} }, 'environment.key: must be a text, not nothing'],
    ['features in a list', { ...anEnvironment(), features: [] }, 'features: must be an object, not a list'],
    ['a document without key', { feature_states: [] }, 'api_key: must be a text, not nothing'],
    [
      'a state without feature',
      { api_key: 'a', feature_states: [{}] },
      'feature_states[0].feature: must be an object',
    ],
  ])('there is none on %s', (_, source, message) => {
    expect(() => importFlagsmith(source)).toThrow(ImportError);
    expect(() => importFlagsmith(source)).toThrow(message);
  });

  it('leaves segments that nobody overrides by in the ruleset', () => {
    const { ruleset, segments } = importFlagsmith(anEnvironment({ segments: [aSegment([isKnown])] }));
    expect(segments).toEqual([{ key: '7', name: 'segment' }]);
    expect(ruleset.segments['7'].when).toEqual({
      all: [
        { attr: { path: ['key'] }, op: 'exists' },
        { attr: { path: ['plan'] }, op: 'exists' },
      ],
    });
  });
});
