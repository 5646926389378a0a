import { logicFault } from '../evaluation/logic/logic';
import { validateFlag, type Flag, type Json } from '../evaluation';
import { flagTypeOf } from './flag-type';
import {
  readDefinition,
  readFlag,
  refuseDeep,
  type FlagdDefinition,
  type FlagdFlag,
} from './flagd/definition';
import { uses } from './flagd/expression';
import type { Generation } from './flagd/fractional';
import { questionsAbout } from './flagd/questions';
import { replaceReferences, writeFlagKey } from './flagd/references';
import { expressionRule, expressionsIn, rulesOf } from './flagd/targeting';
import { ImportError } from './import-error';
import type { FlagReport, Import, ImportedFlag } from './import-report';

export interface FlagdOptions {
  /** How flagd split users when these flags were in use; see `generations`. */
  generation: Generation;
  /** Where flags were evaluated: `go`, `java`, `javascript`, … Unknown: the report asks. */
  sdk?: string;
}

/**
 * A flagd definition (as parsed from JSON or YAML) as a ruleset in which everybody keeps the variant they had, with a
 * report on every flag. Throws an ImportError when the file as a whole is no such definition; a single flag that cannot
 * be carried is refused in the report and missing in the ruleset.
 */
export function importFlagd(source: unknown, options: FlagdOptions): Import {
  const definition = readDefinition(source);
  const flags = definition.flags.map(([key, flag]) => importFlag(key, flag, definition, options));
  return {
    ruleset: {
      flags: Object.fromEntries(flags.flatMap(({ flag }) => (flag === undefined ? [] : [[flag.key, flag]]))),
      segments: {},
      layers: {},
      lists: {},
    },
    report: { flags: flags.map(({ report }) => report) },
  };
}

interface FlagImport {
  flag?: Flag;
  report: FlagReport;
}

function importFlag(
  key: string,
  source: unknown,
  definition: FlagdDefinition,
  options: FlagdOptions,
): FlagImport {
  try {
    const read = readFlag(key, source);
    const targeting = targetingOf(key, read, definition);
    const flag = flagOf(key, { ...read, targeting }, definition, options);
    refuseInvalid(flag);
    refuseUnknownSplits(flag, options.generation);
    return { flag, report: reportOn(flag, { ...read, targeting }, options) };
  } catch (error) {
    if (!(error instanceof ImportError)) throw error;
    return { report: { key, outcome: 'refused', reason: error.message } };
  }
}

function targetingOf(key: string, { targeting }: FlagdFlag, { evaluators }: FlagdDefinition): Json {
  const whole = writeFlagKey(replaceReferences(targeting, evaluators), key);
  refuseDeep(whole, 'targeting');
  return whole;
}

function flagOf(
  key: string,
  { isEnabled, variants, defaultVariant, targeting, metadata }: FlagdFlag,
  definition: FlagdDefinition,
  { generation, sdk }: FlagdOptions,
): Flag {
  const names = new Set(Object.keys(variants));
  // an operator that nobody knows spoils the whole expression in flagd, so it must not be taken apart
  const isKnown = logicFault(targeting) === undefined;
  const target = { flagKey: key, generation, variants: names, defaultVariant };
  const rules = targeting === null ? [] : isKnown ? rulesOf(targeting, target) : [expressionRule(targeting)];
  const merged = { ...definition.metadata, ...metadata };
  return {
    key,
    type: flagTypeOf(Object.values(variants)),
    on: isEnabled,
    off: null,
    variants: Object.fromEntries(Object.entries(variants).map(([name, value]) => [name, { value }])),
    rules,
    fallthrough: defaultVariant,
    seed: key,
    clientSide: false,
    tags: [],
    ...(Object.keys(merged).length > 0 && { metadata: merged }),
    source: { system: 'flagd', version: generation, ...(sdk !== undefined && { sdk }) },
  };
}

function refuseInvalid(flag: Flag): void {
  const [problem] = validateFlag(flag);
  if (problem !== undefined) throw new ImportError(problem.path, problem.message);
}

/** The engine's own `fractional` is generation v2; splits of the others are carried as rules, or not at all. */
function refuseUnknownSplits(flag: Flag, generation: Generation): void {
  if (generation === 'v2' || !expressionsIn(flag.rules).some((kept) => uses(kept, 'fractional'))) return;
  throw new ImportError(
    'targeting',
    `its fractional is computed (not one attribute and literal weights), which is carried for generation v2 only`,
  );
}

function reportOn(
  flag: Flag,
  { targeting, unknownFields }: FlagdFlag,
  { generation, sdk }: FlagdOptions,
): ImportedFlag {
  const questions = questionsAbout(targeting, generation, sdk);
  const kept = expressionsIn(flag.rules);
  const missing = kept.filter((expression) => typeof expression === 'string');
  const fault = logicFault(targeting);
  return {
    key: flag.key,
    outcome: questions.length > 0 ? 'exact-if' : 'exact',
    questions,
    targeting: targeting === null ? 'none' : kept.length > missing.length ? 'expression' : 'rules',
    warnings: [
      ...(fault === undefined ? [] : [`${fault}: answers PARSE_ERROR, as in flagd`]),
      ...missing.map(
        (name) => `${name} is served by targeting but is no variant: answers ERROR, as in flagd`,
      ),
      ...unknownFields.map((name) => `${name} is no field of a flagd flag and was left out`),
    ],
  };
}
