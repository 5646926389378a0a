import type { Subject } from '../../engine/evaluation';
import type { SdkKeyActor } from '../foundation/actor';
import type { FlagEvaluation } from './evaluate';

/** Whoever keeps count of what SDKs ask the server to evaluate. */
export interface EvaluationWatch {
  /**
   * One subject was answered at `now` (epoch milliseconds), at the head. Called on the way of every answer: it must cost
   * next to nothing, and never throw.
   */
  answered(key: SdkKeyActor, subject: Subject, evaluations: readonly FlagEvaluation[], now: number): void;
}
