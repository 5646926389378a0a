import { GraphQLScalarType, valueFromASTUntyped, type ValueNode } from 'graphql';
import { invalidInput } from './errors';
import { assertPlainJson } from './plain-json';

/** Epoch milliseconds in the code, RFC 3339 in UTC on the wire. */
export const DateTimeScalar = scalar<number, string>({
  name: 'DateTime',
  description: 'A moment in UTC, RFC 3339 with milliseconds: `2026-01-31T12:00:00.000Z`',
  serialize: (value) => new Date(value as number).toISOString(),
  parse: parseDateTime,
});

/** A number in the code, a decimal string on the wire: other languages' JSON may not hold it. */
export const RevisionScalar = scalar<number, string>({
  name: 'Revision',
  description: 'The number of a revision of one environment, in decimal: `"42"`',
  serialize: (value) => String(value),
  parse: parseRevision,
});

export const JsonScalar = jsonScalar('JSON', 'Any JSON value');

export const ConditionScalar = jsonScalar(
  'Condition',
  'When a rule or a segment holds: `true`, `{ all: […] }`, `{ attr, op, values }`, … as the reference of the rule model says',
);

export const ServeScalar = jsonScalar(
  'Serve',
  "What a rule serves: a variant's name, null for the caller's default, or a split `{ split, arms, otherwise }`",
);

export const BucketingScalar = jsonScalar(
  'Bucketing',
  'From a unit to a position: `{ unit, text, hash, map, span, … }`, as the reference of the rule model says',
);

export const RefScalar = jsonScalar('Ref', 'Where a value is read: `{ kind: "user", path: ["plan"] }`');

export const SubjectScalar = jsonScalar(
  'Subject',
  'Who is asking: `{ targetingKey: "ada", plan: "pro" }`, or one context per kind: `{ contexts: { user: { key: "ada" } } }`',
);

/** Opaque: only delivery reads it. */
export const ResumeTokenScalar = scalar<string, string>({
  name: 'ResumeToken',
  description: 'A position in a stream, as an earlier event of the stream gave it; not a credential',
  serialize: (value) => value as string,
  parse: (value) => {
    if (typeof value !== 'string') throw invalidInput('A ResumeToken is a string');
    return value;
  },
});

interface ScalarDefinition<Internal, External> {
  name: string;
  description: string;
  serialize: (value: unknown) => External;
  parse: (value: unknown) => Internal;
}

function scalar<Internal, External>(
  definition: ScalarDefinition<Internal, External>,
): GraphQLScalarType<Internal, External> {
  const { name, description, serialize, parse } = definition;
  return new GraphQLScalarType({
    name,
    description,
    serialize,
    parseValue: parse,
    parseLiteral: (node, variables) => parse(valueFromASTUntyped(node as ValueNode, variables)),
  });
}

function jsonScalar(name: string, description: string): GraphQLScalarType {
  return scalar<unknown, unknown>({
    name,
    description,
    serialize: (value) => value,
    parse: (value) => {
      assertPlainJson(value, name);
      return value;
    },
  });
}

const rfc3339 = /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$/;

function parseDateTime(value: unknown): number {
  const time = typeof value === 'string' && rfc3339.test(value) ? Date.parse(value) : NaN;
  if (Number.isNaN(time)) {
    throw invalidInput(`A DateTime is RFC 3339 text such as 2026-01-31T12:00:00Z, ${shown(value)} was given`);
  }
  return time;
}

function parseRevision(value: unknown): number {
  const revision = typeof value === 'string' && /^\d{1,16}$/.test(value) ? Number(value) : value;
  if (typeof revision !== 'number' || !Number.isSafeInteger(revision) || revision < 0) {
    throw invalidInput(`A Revision is a whole number such as "42", ${shown(value)} was given`);
  }
  return revision;
}

const shown = (value: unknown): string => (JSON.stringify(value) ?? 'nothing').slice(0, 60);
