import type { Ruleset } from '../../engine/evaluation';
import type { EnvironmentState } from '../delivery/configuration-source';
import { authorize } from '../domain/access/authorize';
import { findingsIn, type LintFinding } from '../domain/configuration/lint-finding';
import type { EnvironmentEntity } from '../domain/environments/environment.entity';
import { placeOf } from '../domain/environments/environment.service';
import type { AsOf } from '../foundation/as-of.types';
import { toGlobalId } from '../foundation/ids';
import type { Operation } from '../foundation/operation';
import type { RulesetCache } from './ruleset-cache';
import { rulesetOf } from './ruleset-changes';

/** All that SDKs see of an environment at one revision, but the contents of its lists. */
export interface EnvironmentRuleset {
  revision: number;
  epoch: string;
  ruleset: Ruleset;
}

/** What can be told of an environment as a whole only. */
export class WholeEnvironments {
  private readonly found = new WeakMap<EnvironmentState, LintFinding[]>();

  constructor(private readonly rulesets: RulesetCache) {}

  /** Throws INVALID_INPUT for a revision or a time that has not been yet. */
  async ruleset(
    operation: Operation,
    environment: EnvironmentEntity,
    asOf: AsOf | null,
  ): Promise<EnvironmentRuleset> {
    const place = placeOf(environment);
    authorize(operation.actor, 'read', place);
    const { state } = await this.rulesets.at(place, asOf, operation.now);
    return { revision: state.revision, epoch: state.epoch, ruleset: inKeyOrder(rulesetOf(state)) };
  }

  /** What is found at the head: worked out once for each revision, since it reads all of it. */
  async findings(operation: Operation, environment: EnvironmentEntity): Promise<LintFinding[]> {
    const place = placeOf(environment);
    authorize(operation.actor, 'read', place);
    const { state } = await this.rulesets.at(place, null, operation.now);
    let findings = this.found.get(state);
    if (!findings) {
      findings = findingsIn(toGlobalId('Environment', environment.id), inKeyOrder(rulesetOf(state)));
      this.found.set(state, findings);
    }
    return findings;
  }
}

/** One text for one revision, whichever node answers and however it came to the revision. */
const inKeyOrder = ({ flags, segments, layers, lists }: Ruleset): Ruleset => ({
  flags: sorted(flags),
  segments: sorted(segments),
  layers: sorted(layers),
  lists: sorted(lists),
});

const sorted = <Body>(bodies: Record<string, Body>): Record<string, Body> =>
  Object.fromEntries(Object.entries(bodies).sort(([left], [right]) => (left < right ? -1 : 1)));
