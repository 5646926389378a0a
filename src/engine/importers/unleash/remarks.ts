import type { Remarks } from '../drafts';
import { isJavaScriptSdk } from '../patterns';
import { weightOf } from './bucketing';
import { faultOf } from './constraint';
import type { UnleashDefinition } from './definition';
import type { Constraint, Feature, Strategy, VariantDefinition } from './feature';
import { isKnownStrategy } from './strategy';

/** What a feature's strategies, variants and parents leave to say; its segments speak for themselves. */
export function remarksOnFeature(
  feature: Feature,
  { segments }: UnleashDefinition,
  sdk: string | undefined,
): Remarks {
  const { strategies } = feature;
  const constraints = remarksOnConstraints(strategies.flatMap((strategy) => strategy.constraints));
  const unknown = strategies.filter(({ name }) => !isKnownStrategy(name));
  const missing = strategies.flatMap((strategy) => strategy.segments).filter((key) => !segments.has(key));
  return {
    questions: [
      ...(sdk === undefined && isHashed(feature)
        ? ["are all ids and group ids ASCII? Unleash's Node SDK hashes other letters in its own way"]
        : []),
      ...((sdk === undefined || isJavaScriptSdk(sdk)) && asksForTextIds(feature)
        ? [
            "does every app send userId as a text? Unleash's Node SDK finds no number in a list of ids, and draws variants without it",
          ]
        : []),
      ...(strategies.some(({ name }) => name === 'applicationHostname')
        ? ["does every app send its host's name as hostname? Unleash's SDKs read it from the machine"]
        : []),
      ...(isJavaScriptSdk(sdk) || !strategies.some(lacksGroup)
        ? []
        : ['did the SDK take the name of the feature for the group of a rollout that names none?']),
      ...constraints.questions,
    ],
    warnings: [
      ...unknown.map(
        ({ name }) => `the strategy ${name} is not built in: enables nobody, as in an SDK without it`,
      ),
      ...missing.map((key) => `segment ${key} does not exist: its strategy enables nobody`),
      ...(strategies.some(isDrawn) ? ['it sticks to nothing but chance: nobody keeps what they had'] : []),
      ...constraints.warnings,
    ],
  };
}

export function remarksOnConstraints(constraints: Constraint[]): Remarks {
  const read = new Set(constraints.map(({ contextName }) => contextName));
  const own = ['appName', 'environment'].filter((name) => read.has(name));
  return {
    questions: [
      ...own.map((name) => `does every app send ${name}? Unleash's SDKs add it by themselves`),
      ...(constraints.some(isLocalDate)
        ? ["are dates without a zone in UTC? Unleash reads them in the machine's zone"]
        : []),
    ],
    warnings: constraints.flatMap((constraint) => faultOf(constraint) ?? []),
  };
}

function isHashed({ strategies, variants }: Feature): boolean {
  const drawn = [variants, ...strategies.map((strategy) => strategy.variants)];
  return strategies.some((strategy) => isRollout(strategy) && !isDrawn(strategy)) || drawn.some(weightOf);
}

/** Where a number is another id to Unleash's Node SDK than its text: lists of ids, and variants that stick by default. */
function asksForTextIds({ strategies, variants }: Feature): boolean {
  const drawn = [
    stickinessOf(variants, undefined),
    ...strategies.map(({ parameters, variants: own }) => stickinessOf(own, parameters.stickiness)),
  ];
  return drawn.includes('default') || strategies.some(({ name }) => name === 'userWithId');
}

function stickinessOf(variants: VariantDefinition[], inherited: unknown): unknown {
  return weightOf(variants) > 0 ? variants[0].stickiness || inherited || 'default' : undefined;
}

function isRollout({ name }: Strategy): boolean {
  return name === 'flexibleRollout' || name.startsWith('gradualRollout');
}

function isDrawn({ name, parameters }: Strategy): boolean {
  return (
    name === 'gradualRolloutRandom' || (name === 'flexibleRollout' && parameters.stickiness === 'random')
  );
}

function lacksGroup({ name, parameters }: Strategy): boolean {
  return name === 'flexibleRollout' && !parameters.groupId;
}

function isLocalDate({ operator, value: { value } }: Constraint): boolean {
  if (!operator.startsWith('DATE_') || typeof value !== 'string') return false;
  return /\d[Tt ]\d/.test(value) && !/(?:[Zz]|[+-]\d\d:?\d\d)$/.test(value);
}
