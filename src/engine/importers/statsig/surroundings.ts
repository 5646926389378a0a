import type { Segment } from '../../evaluation';
import type { Draft, Remarks } from '../drafts';
import type { Spec } from './definition';

/** What a spec is translated in, and where it leaves what comes up on the way. */
export interface Surroundings {
  /** Gates by name; segments are gates too. */
  gates: ReadonlyMap<string, Spec>;
  configs: ReadonlyMap<string, Spec>;
  /** What id lists hold, which the specs do not tell. */
  idLists: Readonly<Record<string, readonly string[]>>;
  sdk: string | undefined;
  segments: Map<string, Draft<Segment>>;
  notes: Notes;
}

/** Remarks while they are collected, each once. */
export class Notes {
  private readonly questions = new Set<string>();
  private readonly warnings = new Set<string>();

  ask(question: string): void {
    this.questions.add(question);
  }

  warn(warning: string): void {
    this.warnings.add(warning);
  }

  get remarks(): Remarks {
    return { questions: [...this.questions], warnings: [...this.warnings] };
  }
}
