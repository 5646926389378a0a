import type { Arm, Evaluation, EvaluationErrorKind, Json, Op, Range, Reading, Reason } from '../types';

/**
 * An evaluation with everything that led to it, as plain data. All parts are shown, also those that no longer mattered
 * (`reached: false`); a segment or prerequisite is expanded where it is first reached and only named after that.
 */
export interface Explanation {
  flag: string;
  /** null: there is no such flag, or none that can be read. */
  on: boolean | null;
  evaluation: Evaluation;
  /** What went wrong, where the reason is ERROR. */
  message?: string;
  rules: RuleExplanation[];
  /** null: a rule served, or the flag is off. */
  fallthrough: ServeExplanation | null;
}

export interface RuleExplanation {
  rule: string;
  description?: string;
  reason?: Reason;
  /** Whether it was this rule's turn: no earlier one had served, and the flag is on. */
  reached: boolean;
  /** null: its condition could not be evaluated. */
  matched: boolean | null;
  /** A rule that matched may still serve nothing: its split goes on with the next rule. */
  served: boolean;
  when: ConditionExplanation;
  serve?: ServeExplanation;
}

export interface Fault {
  kind: EvaluationErrorKind;
  message: string;
}

interface Outcome {
  /** null: it could not be evaluated. */
  held: boolean | null;
  /** Whether the answer depended on it. */
  reached: boolean;
  error?: Fault;
}

export type ConditionExplanation = Outcome &
  (
    | { kind: 'constant' | 'unknown' }
    | { kind: 'all' | 'any'; parts: ConditionExplanation[] }
    | { kind: 'not'; part: ConditionExplanation }
    | {
        kind: 'test';
        /** Like `user.country`, or a builtin. */
        attribute: string;
        /** Absent: the attribute is missing. */
        read?: Json;
        /** What is not plain from the rest: a text that is too long for a pattern. */
        note?: string;
        op: Op;
        as?: Reading;
        expected?: Json[];
        each?: true;
        of?: 'length';
        fold?: true;
      }
    | { kind: 'some'; attribute: string; read?: Json; elements: ConditionExplanation[] }
    | { kind: 'segment'; segment: string; when?: ConditionExplanation }
    | { kind: 'list'; list: string; unit?: Json }
    | {
        kind: 'flag';
        flag: string;
        evaluation?: Evaluation;
        explanation?: Explanation;
        where?: ConditionExplanation;
      }
    | { kind: 'within'; bucket?: BucketExplanation; ranges: Range[] }
    /** `result` is absent where it failed, or is too large to show. */
    | { kind: 'logic'; logic: Json; result?: Json }
  );

export interface BucketExplanation {
  layer?: string;
  /** Absent: no unit was usable. */
  unit?: Json;
  /** What was hashed. */
  text?: string;
  /** null: in no range. */
  position: number | null;
  span: number;
}

export type ServeExplanation =
  | { kind: 'variant'; variant: string | null }
  | {
      kind: 'split';
      bucket?: BucketExplanation;
      arms: (Arm & { chosen: boolean })[];
      /** What became of the assignment that the subject brought. */
      sticky?: 'kept' | 'blocked' | 'new';
      experiment?: string;
    }
  | { kind: 'logic'; logic: Json }
  | { kind: 'first'; choices: { when: ConditionExplanation }[] };
