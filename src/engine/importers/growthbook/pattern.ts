import type { Condition } from '../../evaluation';
import { patternOutcome, patternQuestion } from '../patterns';
import type { Place } from '../place';
import type { Scope } from './condition';
import { testOf, type Target } from './target';

/** A test by a regular expression. What is no pattern never matches, as in GrowthBook. */
export function patternTest(place: Place, target: Target, scope: Scope, fold: boolean): Condition {
  const pattern = place.value;
  const outcome = typeof pattern === 'string' ? patternOutcome(pattern, scope.sdk) : 'never';
  if (typeof pattern !== 'string' || outcome === 'never') return false;
  if (outcome !== 'kept') throw place.fault(outcome.fault);
  const question = patternQuestion(pattern, scope.sdk);
  if (question !== undefined) scope.question(question);
  return testOf(target, { op: 'matches', as: 'js', values: [pattern], ...(fold && { fold: true }) });
}
