import { dateReadings } from '../../evaluation/operators/dates';
import { canonicalJson, type Condition, type Json, type Op, type Ref, type Test } from '../../evaluation';
import { refuse } from '../export-report';
import { isNoText, isNumber, isText, variableOf } from './variable';

/** A test as an expression that is true for exactly the same subjects. */
export function comparisonOf(test: Test): Json {
  const { attr, op, as = 'strict', values = [], each, of, fold, missing } = test;
  if (of ?? fold) return refuse(`it tests ${of === undefined ? 'without regard to case' : 'a length'}`);
  if ('builtin' in attr && attr.builtin === 'now') return anyOf(values.map((value) => timed(test, value)));
  const variable = variableOf(attr);
  if (op === 'exists' && each === undefined && missing === undefined) return { '!==': [variable, null] };
  const form = `${op} ${as}${each ? ' each' : ''}${missing === null ? ' missing' : ''}`;
  if (form === 'eq strict') return oneOf(variable, values);
  if (form === 'eq strict each') return anyElement(variable, values);
  const compare = Object.hasOwn(forms, form) ? forms[form] : refuse(`it compares by ${form}`);
  return anyOf(values.map((value) => compare(variable, value)));
}

function anyOf(parts: Json[]): Json {
  if (parts.length === 0) return false;
  return parts.length === 1 ? parts[0] : { or: parts };
}

type Form = (variable: Json, literal: Json) => Json;

const symbols = { lt: '<', lte: '<=', gt: '>', gte: '>=' } as const;
type Order = keyof typeof symbols;
const orders = Object.keys(symbols) as Order[];

const ordered =
  (order: Order): Form =>
  (variable, literal) => ({ [symbols[order]]: [variable, literal] });

/** Values of another type are neither before nor after. */
const orderedStrictly =
  (order: Order): Form =>
  (variable, literal) => ({
    and: [
      typeof literal === 'number' ? isNumber(variable) : isText(variable),
      ordered(order)(variable, literal),
    ],
  });

const versions =
  (operator: string): Form =>
  (variable, literal) => ({ sem_ver: [variable, operator, literal] });

const texts = (op: Op, form: Form): [string, Form][] =>
  ['strict', 'string', 'trait'].map((reading) => [`${op} ${reading}`, form]);

/** By operator and reading, and by whether elements of lists or missing attributes are looked at. */
const forms: Record<string, Form> = Object.fromEntries<Form>([
  ['eq text', equalText],
  ['eq js', equalNumber],
  ['eq semver.prefixed', versions('=')],
  ...orders.flatMap((order): [string, Form][] => [
    [`${order} js missing`, ordered(order)],
    [`${order} strict`, orderedStrictly(order)],
    [`${order} number`, orderedStrictly(order)],
    [`${order} semver.prefixed`, versions(symbols[order])],
  ]),
  ...texts('startsWith', (variable, literal) => ({ starts_with: [variable, literal] })),
  ...texts('endsWith', (variable, literal) => ({ ends_with: [variable, literal] })),
  ...texts('contains', containing),
]);

/** Every text holds the empty one; to some the empty one does not. */
function containing(variable: Json, literal: Json): Json {
  return literal === '' ? isText(variable) : { and: [isText(variable), { in: [literal, variable] }] };
}

/** A literal that a `var` may be compared with: it gives null for a missing attribute too. */
function scalarOf(literal: Json): Json {
  if (literal !== null && typeof literal !== 'object') return literal;
  return refuse(
    `it compares with ${literal === null ? 'null, which a missing attribute is to flagd' : 'an object'}`,
  );
}

function oneOf(variable: Json, values: Json[]): Json {
  const literals = values.map(scalarOf);
  if (literals.length === 0) return false;
  return literals.length === 1 ? { '===': [variable, literals[0]] } : { in: [variable, literals] };
}

/** Of a list any element; a text has none, though flagd would walk its letters. */
function anyElement(variable: Json, values: Json[]): Json {
  const some = { some: [variable, oneOf({ var: '' }, values)] };
  return { or: [oneOf(variable, values), { and: [isNoText(variable), some] }] };
}

/** JavaScript's `==` compares by texts only where neither side reads as something else. */
function equalText(variable: Json, literal: Json): Json {
  const isPlain =
    typeof literal === 'string' &&
    !['true', 'false', '0', '1'].includes(literal) &&
    (Number.isNaN(Number(literal)) || String(Number(literal)) === literal);
  return isPlain
    ? { '==': [variable, literal] }
    : refuse(`it compares texts with ${JSON.stringify(literal)}`);
}

function equalNumber(variable: Json, literal: Json): Json {
  if (typeof literal === 'number' && literal !== 0) return { '==': [variable, literal] };
  return refuse(`it compares with ${JSON.stringify(literal)} as JavaScript does`);
}

/** flagd's clock shows whole seconds: only whether one has begun is the same to both. */
function timed({ op, as, each, missing }: Test, literal: Json): Json {
  const reading = as === 'date.rfc3339' ? as : 'date';
  const instant = as === undefined || as === reading ? dateReadings[reading](literal) : undefined;
  const isAlike = (op === 'gte' || op === 'lt') && each === undefined && missing === undefined;
  if (!isAlike || instant === undefined || instant % 1000 !== 0) {
    return refuse(
      `it compares the time by ${op} ${JSON.stringify(literal)}, and flagd's clock shows whole seconds`,
    );
  }
  return { [symbols[op]]: [{ var: '$flagd.timestamp' }, instant / 1000] };
}

/** Two tests of one attribute that say together what neither says by itself to flagd; undefined for any others. */
export function pairOf(kind: 'all' | 'any', parts: Condition[]): Json | undefined {
  const [first, second] = parts as Partial<Test>[];
  const { attr, values: [literal = null] = [] } = second ?? {};
  if (first?.attr === undefined || attr === undefined) return undefined;
  const isPair = textOf(parts) === textOf(pairs[kind](attr, literal));
  if (!isPair) return undefined;
  const variable = variableOf(attr);
  if (kind === 'any') return { in: [literal, variable] };
  return { and: [{ '!==': [variable, null] }, { '==': [variable, 0] }] };
}

const textOf = (parts: object): string => canonicalJson(parts as Json);

/** To JavaScript null reads as 0; and `in` looks into texts and lists alike. */
const pairs: Record<'all' | 'any', (attr: Ref, literal: Json) => Test[]> = {
  all: (attr) => [
    { attr, op: 'exists' },
    { attr, op: 'eq', as: 'js', values: [0] },
  ],
  any: (attr, literal) => [
    { attr, op: 'contains', as: 'string', values: [literal] },
    { attr, op: 'eq', each: true, values: [literal] },
  ],
};
