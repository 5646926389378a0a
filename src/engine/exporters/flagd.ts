import { validateFlag, type Flag, type Json, type Ruleset } from '../evaluation';
import { exportFlags } from './export-flags';
import { refuse, type Export } from './export-report';
import { targetingOf, type Targeting } from './flagd/targeting';

/**
 * A flagd definition in which everybody keeps the variant they have, by the expressions that jsonlogic.com describes and
 * flagd's `fractional` of generation v2. A flag that has no equal there is refused: nothing is approximated. What flagd
 * has no word for and nobody's answer depends on (seed, tags, names of variants) stays behind.
 */
export function exportFlagd(ruleset: Ruleset): Export {
  const { flags, report } = exportFlags(ruleset, (flag) => write(flag, ruleset));
  return { document: { $schema: 'https://flagd.dev/schema/v0/flags.json', flags }, report };
}

function write(flag: Flag, ruleset: Ruleset): { value: Json; questions: string[]; warnings: string[] } {
  refuseUnfit(flag);
  const { on, off, metadata } = flag;
  // flagd's disabled flags answer the caller's default
  const state = on || off !== null ? 'ENABLED' : 'DISABLED';
  const isKept = on || off === null;
  const { defaultVariant, targeting, ...remarks } = isKept ? targetingOf(flag, ruleset) : offFor(flag);
  if (isDeeperThan(deepest, targeting)) refuse(`its targeting is nested deeper than ${deepest} levels`);
  return {
    value: {
      state,
      variants: valuesOf(flag),
      defaultVariant,
      ...(targeting !== null && { targeting }),
      ...(metadata && { metadata: sorted(metadata) }),
    },
    ...remarks,
  };
}

function offFor({ off, rules, fallthrough }: Flag): Targeting {
  const isPlain = rules.length === 0 && (typeof fallthrough === 'string' || fallthrough === null);
  const warnings = isPlain ? [] : [`it is off: everybody gets ${off}, and its rules stay behind`];
  return { defaultVariant: off, targeting: null, questions: [], warnings };
}

function refuseUnfit(flag: Flag): void {
  const [problem] = validateFlag(flag);
  if (problem !== undefined) refuse(`${problem.path}: ${problem.message}`);
  const variants = Object.entries(flag.variants);
  if (variants.length === 0) refuse('it has no variants, and flagd needs one');
  const [name] = variants.find(([, { extra }]) => extra !== undefined) ?? [];
  if (name !== undefined) refuse(`its variant ${name} returns something beside the value`);
}

function valuesOf({ variants }: Flag): { [key: string]: Json } {
  return sorted(Object.fromEntries(Object.entries(variants).map(([name, { value }]) => [name, value])));
}

function sorted(record: { [key: string]: Json }): { [key: string]: Json } {
  return Object.fromEntries(
    Object.keys(record)
      .sort()
      .map((key) => [key, record[key]]),
  );
}

/** Our own importer reads nothing deeper. */
const deepest = 64;

function isDeeperThan(levels: number, value: Json): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((part) => isDeeperThan(levels - 1, part));
}
