import {
  compile,
  type CompileOptions,
  type Evaluation,
  type Flag,
  type Json,
  type Subject,
} from '../../evaluation';
import type { FlagsmithImport, ImportedSegment } from '../flagsmith';
import { probeOf } from '../probe';
import type { StateExtra } from './states';

export interface FlagsmithResult {
  flags: Record<string, FlagsmithFlag>;
  /** Those that the identity is in, in the order of the file. */
  segments: { name: string; metadata?: Json }[];
}

export interface FlagsmithFlag {
  name: string;
  enabled: boolean;
  value: Json;
  reason: string;
  variant: string | null;
  metadata?: Json;
}

/** What Flagsmith's engine would answer to a subject, from the evaluations of an imported environment. */
export function flagsmithResults(
  { ruleset, segments }: FlagsmithImport,
  sources: CompileOptions,
): (subject: Subject) => FlagsmithResult {
  const probes = segments.map(({ key }) => probeOf(key, { segment: key }));
  const features = compile(ruleset, sources);
  const members = compile(
    { ...ruleset, flags: Object.fromEntries(probes.map((flag) => [flag.key, flag])) },
    sources,
  );
  return (subject) => {
    const evaluations = Object.entries(features.evaluateAll(subject));
    return {
      flags: Object.fromEntries(
        evaluations.map(([key, evaluation]) => [key, flagFrom(ruleset.flags[key], evaluation)]),
      ),
      segments: segments.filter(({ key }) => members.evaluate(key, subject).variant === 'in').map(nameOf),
    };
  };
}

function nameOf({ name, metadata }: ImportedSegment): { name: string; metadata?: Json } {
  return metadata === undefined ? { name } : { name, metadata };
}

function flagFrom({ key, variants, rules }: Flag, { variant, rule }: Evaluation): FlagsmithFlag {
  if (variant === null) return { name: key, enabled: false, value: null, reason: 'DEFAULT', variant: null };
  const extra = variants[variant].extra as unknown as StateExtra;
  const segment = rules.find(({ id }) => id === rule)?.description;
  return {
    name: key,
    enabled: extra.enabled,
    value: extra.value === undefined ? variants[variant].value : extra.value,
    reason: reasonOf(extra, segment),
    variant: extra.variant ?? null,
    ...(extra.metadata !== undefined && { metadata: extra.metadata }),
  };
}

function reasonOf({ weight }: StateExtra, segment: string | undefined): string {
  if (weight !== undefined) return `SPLIT; weight=${weight}`;
  return segment === undefined ? 'DEFAULT' : `TARGETING_MATCH; segment=${segment}`;
}
