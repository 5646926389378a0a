import type { Condition, Json, Serve } from '../../engine/evaluation/types';

export interface DemoPlaces {
  /** As the API has them. */
  environmentIds: { development: string; staging: string; production: string };
  /** RFC 3339: when the scheduled flag begins. */
  launchAt: string;
}

export const demoEnvironments = (projectId: string): object[] => [
  { createEnvironment: { projectId, key: 'development', name: 'Development', kind: 'DEVELOPMENT' } },
  { createEnvironment: { projectId, key: 'staging', name: 'Staging', kind: 'STAGING' } },
  { createEnvironment: { projectId, key: 'production', name: 'Production', kind: 'PRODUCTION' } },
];

const is = (path: string, ...values: Json[]): Condition => ({
  attr: { path: [path] },
  op: 'eq',
  as: 'strict',
  values,
});

const notBefore = (time: string): Condition => ({
  attr: { builtin: 'now' },
  op: 'gte',
  as: 'date',
  values: [time],
});

const searchSchema = {
  type: 'object',
  required: ['engine', 'maxResults', 'timeoutMs'],
  additionalProperties: false,
  properties: {
    engine: { enum: ['classic', 'semantic'] },
    maxResults: { type: 'integer', minimum: 1, maximum: 100 },
    timeoutMs: { type: 'integer', minimum: 50, maximum: 5_000 },
  },
};

const variant = (key: string, value: Json): object => ({ key, value });

/** A shop's flags: every type, and every way to roll one out. */
export function demoNouns(projectId: string, ownerId: string): object[] {
  const flag = (key: string, type: string, name: string, more: object = {}): object => ({
    createFlag: { projectId, key, type, name, ownerId, lifecycle: 'LIVE', ...more },
  });
  const text = (...values: string[]): object => ({ variants: values.map((value) => variant(value, value)) });
  return [
    {
      createList: {
        projectId,
        key: 'early-access',
        name: 'Early access',
        description: 'Customers who asked to see things first',
      },
    },
    {
      createSegment: {
        projectId,
        key: 'staff',
        name: 'Staff',
        when: { attr: { path: ['email'] }, op: 'endsWith', as: 'lower', values: ['@storefront.example'] },
      },
    },
    {
      createSegment: {
        projectId,
        key: 'beta-testers',
        name: 'Beta testers',
        when: { any: [{ segment: 'staff' }, { list: 'early-access' }] },
      },
    },
    {
      createLayer: {
        projectId,
        key: 'checkout-experiments',
        name: 'Checkout experiments',
        description: 'One experiment on the checkout at a time for each customer',
      },
    },
    flag('payments-enabled', 'BOOLEAN', 'Payments enabled', {
      tags: ['kill-switch', 'payments'],
      description: 'Switch it off and the shop takes no money, at once',
    }),
    flag('new-checkout', 'BOOLEAN', 'New checkout', {
      tags: ['checkout'],
      clientSide: true,
      description: 'The one-page checkout, rolled out by percentage',
    }),
    flag('express-refunds', 'BOOLEAN', 'Express refunds', {
      tags: ['payments'],
      description: 'Needs payments',
    }),
    flag('beta-dashboard', 'BOOLEAN', 'Beta dashboard', { tags: ['beta'], clientSide: true }),
    flag('search-settings', 'JSON', 'Search settings', {
      tags: ['search'],
      jsonSchema: searchSchema,
      variants: [
        variant('classic', { engine: 'classic', maxResults: 20, timeoutMs: 300 }),
        variant('semantic', { engine: 'semantic', maxResults: 50, timeoutMs: 900 }),
      ],
      off: 'classic',
    }),
    flag('winter-sale', 'BOOLEAN', 'Winter sale', {
      tags: ['campaign'],
      clientSide: true,
      description: 'Begins by itself when its time has come',
    }),
    flag('homepage-headline', 'STRING', 'Headline of the home page', {
      tags: ['campaign', 'experiment'],
      clientSide: true,
      variants: [
        variant('plain', 'Everything for your home'),
        variant('warm', 'Make it your home'),
        variant('direct', 'Shop now, pay later'),
      ],
      off: 'plain',
    }),
    flag('requests-per-minute', 'NUMBER', 'Requests per minute', {
      tags: ['operations'],
      lifecycle: 'LIVE',
      variants: [variant('standard', 60), variant('enterprise', 1_200), variant('shed', 10)],
      off: 'shed',
    }),
    flag('free-shipping-from', 'NUMBER', 'Free shipping from', {
      tags: ['pricing'],
      clientSide: true,
      variants: [variant('default', 50), variant('nordic', 80), variant('never', 1_000_000)],
      off: 'never',
    }),
    flag('recommendations', 'STRING', 'Recommendation model', {
      tags: ['search'],
      ...text('popular', 'collaborative', 'neural'),
      off: 'popular',
    }),
    flag('mobile-navigation', 'BOOLEAN', 'Mobile navigation', {
      tags: ['mobile'],
      clientSide: true,
      description: 'For apps that know how to draw it',
    }),
    flag('maintenance-banner', 'JSON', 'Maintenance banner', {
      tags: ['operations'],
      clientSide: true,
      variants: [
        variant('planned', { text: 'We are back at 6:00 UTC', level: 'warning' }),
        variant('none', { text: '', level: 'none' }),
      ],
      off: 'none',
    }),
    flag('legacy-cart', 'BOOLEAN', 'Legacy cart', {
      tags: ['checkout'],
      lifecycle: 'DEPRECATED',
      description: 'To be removed when the new checkout is everywhere',
    }),
  ];
}

interface Rule {
  flagKey: string;
  ruleId: string;
  description: string;
  when: Condition;
  serve: Serve;
}

const rulesOf = (launchAt: string): Rule[] => [
  {
    flagKey: 'beta-dashboard',
    ruleId: 'beta-testers',
    description: 'Beta testers see it',
    when: { segment: 'beta-testers' },
    serve: 'on',
  },
  {
    flagKey: 'winter-sale',
    ruleId: 'launch',
    description: 'From the launch on',
    when: notBefore(launchAt),
    serve: 'on',
  },
  {
    flagKey: 'requests-per-minute',
    ruleId: 'enterprise',
    description: 'Enterprise plans',
    when: is('plan', 'enterprise'),
    serve: 'enterprise',
  },
  {
    flagKey: 'free-shipping-from',
    ruleId: 'nordic',
    description: 'Nordic countries',
    when: is('country', 'DK', 'FI', 'IS', 'NO', 'SE'),
    serve: 'nordic',
  },
  {
    flagKey: 'mobile-navigation',
    ruleId: 'new-apps',
    description: 'Apps from 4.2 on',
    when: { attr: { path: ['appVersion'] }, op: 'gte', as: 'semver.partial', values: ['4.2.0'] },
    serve: 'on',
  },
];

/** What only some of the flags serve to everybody else. */
const fallthroughs: Record<string, string> = {
  'beta-dashboard': 'off',
  'winter-sale': 'off',
  'mobile-navigation': 'off',
};

/** What the environments make of the flags: all of it in development, less with each step towards production. */
export function demoConfiguration({ environmentIds, launchAt }: DemoPlaces): object[] {
  const everywhere = Object.values(environmentIds).flatMap((environmentId) => [
    { addToList: { environmentId, listKey: 'early-access', ids: ['ada', 'grace', 'margaret'] } },
    ...rulesOf(launchAt).map((rule) => ({ addRule: { environmentId, ...rule } })),
    ...Object.entries(fallthroughs).map(([flagKey, serve]) => ({
      setFallthrough: { environmentId, flagKey, serve },
    })),
    {
      addPrerequisite: {
        environmentId,
        flagKey: 'express-refunds',
        prerequisiteKey: 'payments-enabled',
        variants: ['on'],
      },
    },
    {
      setRollout: {
        environmentId,
        flagKey: 'homepage-headline',
        weights: [share('plain', 34), share('warm', 33), share('direct', 33)],
      },
    },
    { addTargets: { environmentId, flagKey: 'new-checkout', variant: 'on', keys: ['ada'] } },
    ...switchedOn.map((flagKey) => ({ setFlagOn: { environmentId, flagKey, on: true } })),
  ]);
  const { staging, production } = environmentIds;
  return [
    ...everywhere,
    {
      setRollout: {
        environmentId: staging,
        flagKey: 'new-checkout',
        weights: [share('on', 50), share('off', 50)],
      },
    },
    {
      setRollout: {
        environmentId: production,
        flagKey: 'new-checkout',
        weights: [share('on', 20), share('off', 80)],
      },
    },
    {
      setRollout: {
        environmentId: production,
        flagKey: 'recommendations',
        weights: [share('popular', 90), share('neural', 10)],
      },
    },
    { setFlagOn: { environmentId: production, flagKey: 'legacy-cart', on: true } },
  ];
}

const share = (variantKey: string, percent: number): object => ({
  variant: variantKey,
  weight: percent * 1_000,
});

const switchedOn = [
  'payments-enabled',
  'new-checkout',
  'express-refunds',
  'beta-dashboard',
  'search-settings',
  'winter-sale',
  'homepage-headline',
  'requests-per-minute',
  'free-shipping-from',
  'recommendations',
  'mobile-navigation',
];
