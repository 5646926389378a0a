import { isDeepStrictEqual } from 'node:util';
import type { Json } from '../../../src/engine/evaluation';
import type { Definition, KnownDifference, Peer } from './peer';
import { countries, plans, versions, type Attributes, type Unit } from './people';
import type { Random } from './random';

const variants = { a: 'A', b: 'B', c: 'C', d: 'D' };
const names = Object.keys(variants);

export const flagd: Peer = {
  name: 'flagd',
  options: { generation: 'v2', sdk: 'javascript' },
  algorithms: {
    'fractional of the key': (random) => split(random),
    'fractional of a text': (random) => split(random, { cat: ['seed', { var: 'id' }] }),
    'fractional of an attribute': (random) => split(random, { var: 'id' }),
  },
  flags: (random) => {
    const keys = Array.from({ length: 40 }, (_, at) => `flag-${at}`);
    return definitionOf(keys.map((key) => [key, { ...flagOf(random), targeting: resultOf(random, 3) }]));
  },
  contextOf,
  trap: (kind) =>
    kind === 'non-ASCII'
      ? "flagd's JavaScript SDK mixes 16-bit units of letters beyond ASCII into its hash, as no other flagd does"
      : undefined,
  known: {
    "flagd's JavaScript SDK takes null for 0, and answers ERROR where an operator takes no value of a type":
      comparisonsOfAnything,
  },
};

function comparisonsOfAnything(random: Random): KnownDifference {
  const operators = ['==', '!=', '<', '<=', '>', '>='];
  const literals: Json[] = [0, 7, false, null, '7', 'NL'];
  const flags = operators.flatMap((operator) =>
    literals.map((literal): [string, object] => {
      const targeting = { if: [{ [operator]: [{ var: 'x' }, literal] }, 'a', 'b'] };
      return [`x ${operator} ${JSON.stringify(literal)}`, { ...flagOf(random), targeting }];
    }),
  );
  return {
    ...definitionOf(flags),
    contextOf: (chance) => {
      const x = chance.pick<Json | undefined>([undefined, null, 0, 7, true, '', '7', 'NL', [], {}]);
      return { targetingKey: 'ada', ...(x !== undefined && { x }) };
    },
    explains: ({ flag, context, theirs }) => {
      const { x = null } = context as { x?: Json };
      const isZero = [null, 0, false].some((nothing) => nothing === x);
      const isEquality = /^x [!=]= (?:0|false|null)$/.test(flag);
      return isDeepStrictEqual(theirs, { reason: 'ERROR' }) || (isZero && isEquality);
    },
  };
}

/** Targeting keys are texts; another attribute may be a number. */
function contextOf(unit: Unit, attributes: Attributes): Attributes {
  return { targetingKey: String(unit), id: unit, ...attributes };
}

function definitionOf(flags: [string, object][]): Definition {
  return { source: { flags: Object.fromEntries(flags) }, flags: flags.map(([key]) => key) };
}

function split(random: Random, unit?: Json): Definition {
  const buckets = random.weights(4, 1 + random.integer(1_000)).map((weight, at) => [names[at], weight]);
  const targeting = { fractional: [...(unit === undefined ? [] : [unit]), ...buckets] };
  return definitionOf([['split', { state: 'ENABLED', variants, defaultVariant: 'd', targeting }]]);
}

function flagOf(random: Random): object {
  const state = random.chance(0.9) ? 'ENABLED' : 'DISABLED';
  return { state, variants, defaultVariant: random.chance(0.8) ? random.pick(names) : null };
}

function resultOf(random: Random, depth: number): Json {
  if (depth > 0 && random.chance(0.8)) {
    const branches = random.list(1, 3, () => [conditionOf(random, 2), resultOf(random, depth - 1)]).flat();
    return { if: random.chance(0.8) ? [...branches, resultOf(random, depth - 1)] : branches };
  }
  return random.chance(0.6) ? random.pick([...names, null]) : fractionalOf(random);
}

function fractionalOf(random: Random): Json {
  const units: Json[][] = [
    [],
    [{ var: 'country' }],
    [{ cat: [{ var: '$flagd.flagKey' }, { var: 'targetingKey' }] }],
  ];
  const buckets = random.list(1, 4, (at): Json => {
    return random.chance(0.2) ? [names[at]] : [names[at], random.integer(100)];
  });
  return { fractional: [...random.pick(units), ...buckets] };
}

/** Of values of the types that people have; what JSONLogic is asked of others is known to differ. */
function conditionOf(random: Random, depth: number): Json {
  if (depth > 0 && random.chance(0.3)) {
    const parts = random.list(1, 3, () => conditionOf(random, depth - 1));
    return random.pick<Json>([{ and: parts }, { or: parts }, { '!': [parts[0]] }]);
  }
  const compared = random.pick(['==', '===', '!=', '!==']);
  const ordered = random.pick(['<', '<=', '>', '>=']);
  return random.pick<Json>([
    { [compared]: [{ var: 'country' }, random.pick(countries)] },
    { [compared]: [{ var: 'age' }, random.pick<Json>([1 + random.integer(60), '7'])] },
    { [random.pick(['===', '!=='])]: [{ var: 'age' }, null] },
    { [ordered]: [{ var: 'age' }, random.integer(60)] },
    { in: [{ var: 'country' }, random.list(1, 3, () => random.pick(countries))] },
    { in: [random.pick(['p', 'o']), { var: 'plan' }] },
    { [random.pick(['starts_with', 'ends_with'])]: [{ var: 'plan' }, random.pick(['p', 'o', 'e'])] },
    {
      sem_ver: [
        { var: 'version' },
        random.pick(['=', '!=', '<', '<=', '>', '>=', '^', '~']),
        random.pick(versions),
      ],
    },
    { var: 'isStaff' },
    { '==': [{ var: 'plan' }, random.pick(plans)] },
  ]);
}
