import { isProblem, subjectOf, type Json, type Subject } from '../../src/engine/evaluation';
import {
  flagsmithSubject,
  growthBookSubject,
  importFlagsmith,
  launchDarklySubject,
  statsigSubject,
  unleashSubject,
  type UnleashContext,
} from '../../src/engine/importers';

/** A small file of a peer's, with keys that are no new keys of ours, and people who are not all the same to it. */
export interface Sample {
  peer: string;
  /** The importer's options, and the same as words. */
  options: object;
  words: string[];
  source: object;
  contexts: Json[];
  subjectOf(context: Json): Subject;
  /** The file with one thing different, and the answers that are different by it. */
  doctored: { source: object; found: [flag: string, context: number][] };
}

const changed = <Source extends object>(source: Source, change: (copy: Source) => void): Source => {
  const copy = structuredClone(source);
  change(copy);
  return copy;
};

const flagdSource = {
  $evaluators: { staff: { ends_with: [{ var: 'email' }, '@example.com'] } },
  flags: {
    'Checkout / new': {
      state: 'ENABLED',
      variants: { on: true, off: false },
      defaultVariant: 'off',
      targeting: { if: [{ $ref: 'staff' }, 'on'] },
    },
    colour: {
      state: 'ENABLED',
      variants: { red: '#f00', blue: '#00f', green: '#0f0' },
      defaultVariant: 'red',
      targeting: {
        fractional: [
          ['red', 30],
          ['blue', 30],
          ['green', 40],
        ],
      },
    },
    'off-today': { state: 'DISABLED', variants: { one: 1, two: 2 }, defaultVariant: 'one' },
  },
};

const flagd: Sample = {
  peer: 'flagd',
  options: { generation: 'v2', sdk: 'javascript' },
  words: ['--generation', 'v2', '--sdk', 'javascript'],
  source: flagdSource,
  contexts: [
    { targetingKey: 'ada', email: 'ada@example.com' },
    { targetingKey: 'eve', email: 'eve@example.org' },
    { targetingKey: 'user-7' },
  ],
  subjectOf: (context) => {
    const subject = subjectOf(context);
    if (isProblem(subject)) throw new Error(subject.message);
    return subject;
  },
  doctored: {
    source: changed(flagdSource, ({ $evaluators }) => ($evaluators.staff.ends_with[1] = '@example.net')),
    found: [['Checkout / new', 0]],
  },
};

const unleashSource = {
  version: 2,
  features: [
    {
      name: 'Checkout (new)',
      enabled: true,
      strategies: [
        {
          name: 'flexibleRollout',
          parameters: { rollout: '60', stickiness: 'default', groupId: 'checkout' },
          constraints: [],
          segments: [7],
          variants: [
            {
              name: 'short',
              weight: 400,
              stickiness: 'default',
              payload: { type: 'json', value: '{"steps":1}' },
            },
            { name: 'long', weight: 600, stickiness: 'default' },
          ],
        },
      ],
    },
    {
      name: 'needs.checkout',
      enabled: true,
      strategies: [{ name: 'default', parameters: {} }],
      dependencies: [{ feature: 'Checkout (new)', enabled: true }],
    },
  ],
  segments: [{ id: 7, constraints: [{ contextName: 'country', operator: 'IN', values: ['NL', 'BE'] }] }],
};

const unleash: Sample = {
  peer: 'unleash',
  options: { sdk: 'node' },
  words: ['--sdk', 'node'],
  source: { events: [{ type: 'hydration', eventId: 1, ...unleashSource }] },
  contexts: [
    { userId: 'ada', properties: { country: 'NL' } },
    { userId: 'eve', properties: { country: 'BE' } },
    { userId: 'bob', properties: { country: 'US' } },
    { sessionId: 'nobody' },
  ],
  subjectOf: (context) => unleashSubject(context as UnleashContext),
  doctored: {
    source: changed(unleashSource, ({ features }) => (features[1].dependencies = [])),
    found: [
      ['needs.checkout', 0],
      ['needs.checkout', 2],
      ['needs.checkout', 3],
    ],
  },
};

const growthBookSource = {
  features: {
    Größe: {
      defaultValue: 'small',
      metadata: { tags: ['web', 'mobile app'] },
      rules: [
        { id: 'near', condition: { country: { $inGroup: 'near' } }, force: 'large' },
        {
          key: 'size-test',
          variations: ['small', 'medium', 'large'],
          weights: [0.3, 0.3, 0.4],
          namespace: ['Prices & sizes', 0, 0.9],
        },
      ],
    },
    'needs-size': {
      defaultValue: false,
      rules: [
        { parentConditions: [{ id: 'Größe', condition: { value: 'large' }, gate: true }] },
        { id: 'half', force: true, coverage: 0.5, hashAttribute: 'company' },
      ],
    },
  },
  savedGroups: { near: ['NL', 'BE'] },
};

const growthBook: Sample = {
  peer: 'growthbook',
  options: { sdk: 'javascript', stickyBucketing: false },
  words: ['--sdk', 'javascript', '--sticky-bucketing', 'no'],
  source: growthBookSource,
  contexts: [
    { id: 'ada', country: 'NL', company: 'acme' },
    { id: 'eve', country: 'US', company: 'initech' },
    { id: 'bob', country: 'BE' },
    { id: 'zoë' },
  ],
  subjectOf: (context) => growthBookSubject(context as Record<string, Json>),
  doctored: {
    source: changed(growthBookSource, ({ features }) => (features['needs-size'].rules[1].coverage = 1)),
    found: [['needs-size', 0]],
  },
};

const launchDarklySource = {
  flags: {
    'Checkout:new': {
      key: 'Checkout:new',
      version: 3,
      on: true,
      salt: 'salty',
      variations: ['long', 'short', { steps: 1 }],
      offVariation: 0,
      prerequisites: [],
      targets: [{ values: ['ada'], variation: 2 }],
      rules: [
        {
          id: 'beta',
          clauses: [{ attribute: '', op: 'segmentMatch', values: ['beta users'] }],
          variation: 1,
        },
      ],
      fallthrough: {
        rollout: {
          variations: [
            { variation: 0, weight: 40_000 },
            { variation: 1, weight: 60_000 },
          ],
        },
      },
    },
    'needs-checkout': {
      key: 'needs-checkout',
      version: 1,
      on: true,
      salt: 'pepper',
      variations: [true, false, null],
      offVariation: 2,
      prerequisites: [{ key: 'Checkout:new', variation: 1 }],
      targets: [],
      rules: [],
      fallthrough: { variation: 0 },
    },
  },
  segments: {
    'beta users': {
      key: 'beta users',
      version: 1,
      salt: 'sugar',
      included: ['bob'],
      excluded: ['eve'],
      rules: [
        {
          clauses: [{ attribute: 'email', op: 'endsWith', values: ['@example.com'] }],
          weight: 50_000,
          bucketBy: 'key',
        },
      ],
    },
  },
};

const launchDarkly: Sample = {
  peer: 'launchdarkly',
  options: { sdk: 'node' },
  words: ['--sdk', 'node'],
  source: launchDarklySource,
  contexts: [
    { kind: 'user', key: 'ada', email: 'ada@example.com' },
    { kind: 'user', key: 'bob' },
    { kind: 'multi', user: { key: 'eve', email: 'eve@example.com' }, device: { key: 'd-1' } },
    { kind: 'user', key: 'user-9', email: 'nine@example.com' },
  ],
  subjectOf: launchDarklySubject,
  doctored: {
    source: changed(launchDarklySource, ({ flags }) => (flags['Checkout:new'].targets[0].variation = 0)),
    found: [['Checkout:new', 0]],
  },
};

const organisation = {
  id: 1,
  name: 'Acme',
  feature_analytics: false,
  stop_serving_flags: false,
  persist_trait_data: false,
};

function flagsmithState(
  id: number,
  name: string,
  value: Json,
  options: [value: Json, weight: number][] = [],
) {
  return {
    django_id: id,
    featurestate_uuid: `00000000-0000-4000-8000-${String(id).padStart(12, '0')}`,
    enabled: true,
    feature: { id, name, type: 'STANDARD' },
    feature_state_value: value,
    feature_segment: null,
    multivariate_feature_state_values: options.map(([option, weight], at) => ({
      id: id * 10 + at,
      mv_fs_value_uuid: `00000000-0000-4000-9000-${String(id * 10 + at).padStart(12, '0')}`,
      percentage_allocation: weight,
      multivariate_feature_option: { id: at, value: option },
    })),
  };
}

const flagsmithSource = {
  id: 1,
  api_key: 'an-environment',
  name: 'Production',
  project: {
    id: 1,
    name: 'Shop',
    hide_disabled_flags: false,
    organisation,
    segments: [
      {
        id: 31,
        name: 'beta users',
        rules: [
          {
            type: 'ALL',
            rules: [],
            conditions: [{ operator: 'EQUAL', property_: 'plan', value: 'beta' }],
          },
        ],
        feature_states: [flagsmithState(8, 'Banner Text', 'hello, tester')],
      },
    ],
  },
  feature_states: [
    flagsmithState(1, 'Banner Text', 'hello'),
    flagsmithState(2, 'button_colour', 'red', [
      ['blue', 30],
      ['green', 30],
    ]),
    flagsmithState(3, 'a_switch', null),
  ],
  identity_overrides: [],
};

const flagsmith: Sample = {
  peer: 'flagsmith',
  options: { sdk: 'node' },
  words: ['--sdk', 'node'],
  source: flagsmithSource,
  contexts: [
    { identifier: 'ada', traits: { plan: 'beta' } },
    { identifier: 'eve', traits: { plan: 'free', age: 41 } },
    { identifier: 'user-7' },
  ],
  subjectOf: (context) =>
    flagsmithSubject(context as never, importFlagsmith(flagsmithSource, { sdk: 'node' }).identities),
  doctored: {
    source: changed(flagsmithSource, ({ project }) => {
      project.segments[0].rules[0].conditions[0].value = 'alpha';
    }),
    found: [['Banner Text', 0]],
  },
};

const statsigShared = { enabled: true, idType: 'userID', isDeviceBased: false, isActive: true };

function statsigRule(id: string, returnValue: Json, conditions: object[], parts: object = {}): object {
  const whole = { field: null, operator: null, targetValue: null, additionalValues: {}, idType: 'userID' };
  return {
    id,
    name: id,
    salt: `salt of ${id}`,
    passPercentage: 100,
    idType: 'userID',
    returnValue,
    conditions: conditions.map((condition) => ({ ...whole, ...condition })),
    ...parts,
  };
}

const isPublic = { type: 'public' };

const statsigSource = {
  has_updates: true,
  time: 1,
  feature_gates: [
    {
      ...statsigShared,
      name: 'segment:staff',
      entity: 'segment',
      type: 'feature_gate',
      salt: 'staff',
      defaultValue: false,
      rules: [
        statsigRule('mail', true, [
          {
            type: 'user_field',
            field: 'email',
            operator: 'str_ends_with_any',
            targetValue: ['@example.com'],
          },
        ]),
      ],
    },
    {
      ...statsigShared,
      name: 'Gate with space',
      entity: 'feature_gate',
      type: 'feature_gate',
      salt: 'gate',
      defaultValue: false,
      rules: [
        statsigRule('staff', true, [{ type: 'pass_gate', targetValue: 'segment:staff' }]),
        statsigRule('half', true, [isPublic], { passPercentage: 50 }),
      ],
    },
  ],
  dynamic_configs: [
    {
      ...statsigShared,
      name: 'prices',
      entity: 'experiment',
      type: 'dynamic_config',
      salt: 'prices',
      defaultValue: { price: 9 },
      rules: [
        statsigRule('low', { price: 5 }, [
          { type: 'user_bucket', operator: 'lt', targetValue: 500, additionalValues: { salt: 'prices' } },
        ]),
        statsigRule('high', { price: 12 }, [isPublic]),
      ],
    },
  ],
  layer_configs: [
    {
      ...statsigShared,
      name: 'prices',
      entity: 'layer',
      type: 'dynamic_config',
      salt: 'layer',
      defaultValue: { price: 9, label: 'plain' },
      rules: [
        statsigRule('delegated', { price: 9, label: 'plain' }, [isPublic], { configDelegate: 'prices' }),
      ],
    },
  ],
};

const statsig: Sample = {
  peer: 'statsig',
  options: { sdk: 'node' },
  words: ['--sdk', 'node'],
  source: statsigSource,
  contexts: [
    { userID: 'ada', email: 'ada@example.com' },
    { userID: 'eve', custom: { plan: 'pro' } },
    { userID: 'user-7' },
  ],
  subjectOf: statsigSubject,
  doctored: {
    source: changed(statsigSource, ({ feature_gates }) => (feature_gates[1].enabled = false)),
    found: [
      ['Gate with space', 0],
      ['Gate with space', 1],
      ['Gate with space', 2],
    ],
  },
};

export const samples: Sample[] = [flagd, unleash, growthBook, launchDarkly, flagsmith, statsig];
