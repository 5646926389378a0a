import type { Flag } from '../evaluation';
import type { EnvironmentFile } from '../exporters/environment-file';
import { expressionsIn } from './flagd/targeting';
import type { Import, ImportedFlag } from './import-report';
import { refuseInvalid } from './signalbox/check';
import { readEnvironmentFile } from './signalbox/read';

export interface SignalboxImport extends Import, EnvironmentFile {}

/**
 * An environment file (as parsed from JSON or YAML) as the environment that it was exported from. Throws an ImportError
 * with the place and what was given at the first thing that is wrong: a file of our own is taken whole, or not at all.
 */
export function importSignalbox(source: unknown): SignalboxImport {
  const file = readEnvironmentFile(source);
  refuseInvalid(file.ruleset);
  return { ...file, report: { flags: Object.values(file.ruleset.flags).map(reportOn) } };
}

function reportOn(flag: Flag): ImportedFlag {
  return { key: flag.key, outcome: 'exact', questions: [], targeting: targetingOf(flag), warnings: [] };
}

function targetingOf({ rules, fallthrough }: Flag): ImportedFlag['targeting'] {
  if (expressionsIn([...rules, fallthrough]).length > 0) return 'expression';
  const isPlain = typeof fallthrough === 'string' || fallthrough === null;
  return rules.length === 0 && isPlain ? 'none' : 'rules';
}
