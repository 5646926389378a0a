import type { RulesetChange } from '../../../engine/evaluation';
import { toGlobalId } from '../../foundation/ids';
import { findingsIn, findingsLimit, type LintFinding } from '../configuration/lint-finding';
import type { States, WrittenItem } from '../configuration/publication';
import { rulesetAfter } from '../configuration/ruleset-after';

/** What a dry run would have written, and over what. */
export interface Preview {
  written: readonly WrittenItem[];
  states: States;
}

/** What is found in what it would have written, and in all that depends on it. */
export function findingsOf({ written, states }: Preview): LintFinding[] {
  const environmentIds = [...new Set(written.map(({ environmentId }) => environmentId))];
  const findings = environmentIds.flatMap((id) => {
    const writes = written.filter(({ environmentId }) => environmentId === id).map(toWrite);
    return findingsIn(toGlobalId('Environment', id), rulesetAfter(states.get(id), writes), writes);
  });
  return findings.slice(0, findingsLimit);
}

const toWrite = ({ kind, key, body }: WrittenItem): RulesetChange => ({
  kind,
  key,
  body: body === null ? null : (JSON.parse(body) as object),
});
