import { malformed } from './failure';
import type { CompiledBucketing } from './bucketing/bucketing';
import type { Body } from './compile/body';
import type { CompiledFlag } from './compile/flag';
import type { Check } from './compile/condition';
import type { Table } from './compile/table';
import type { Bucketing, Evaluation, Json, List, Segment, Subject } from './types';

type Attributes = Record<string, Json>;

export interface CompiledSegment {
  readonly body: Body<Segment>;
  readonly holds: Check;
}

export interface CompiledList {
  readonly source: List;
  readonly ids: ReadonlySet<string> | undefined;
  readonly holds: Check;
}

/**
 * Everything one ruleset compiled to, by key. Closures keep no pointer to one another: a condition that names a segment
 * looks it up here, in the tables of the ruleset that was asked. Hence a closure may be shared by many rulesets, and each
 * of them keeps its own state.
 */
export interface Tables {
  readonly flags: Table<CompiledFlag>;
  readonly segments: Table<CompiledSegment>;
  readonly layers: Table<CompiledBucketing>;
  readonly lists: Table<CompiledList>;
}

/** Where time and chance come from: the engine has neither of its own. */
export interface Sources {
  now(): number;
  random(): number;
}

const nobody: Subject = { contexts: {} };
const running = Symbol('running');

/** How many elements of lists one evaluation may walk: nested walks multiply, and would hold up everybody else. */
const mostSteps = 200_000;

/** References up to this depth are evaluated anew each time; remembering costs more than a short body. */
const rememberedFrom = 3;

/** One evaluation on its way through the closures: who asks, in which ruleset, and where it is now. */
export class Call {
  readonly contexts: Record<string, Attributes>;
  readonly user: Attributes | undefined;
  item: Json | undefined = undefined;
  /** What the `where` of a prerequisite reads. */
  prerequisite: Attributes | undefined = undefined;
  /** The bucketings that found no unit so far. */
  unplaced: Set<Bucketing> | undefined = undefined;
  private instant: number | undefined = undefined;
  private draw: number | undefined = undefined;
  private depth = 0;
  private steps = 0;
  private remembered: Map<object, boolean | Evaluation | typeof running> | undefined = undefined;

  constructor(
    readonly tables: Tables,
    private readonly sources: Sources,
    readonly subject: Subject,
  ) {
    // a caller in plain JavaScript may leave out either
    this.subject = subject ?? nobody;
    this.contexts = this.subject.contexts ?? nobody.contexts;
    const { user } = this.contexts;
    this.user = typeof user === 'object' && user !== null ? user : undefined;
  }

  now(): number {
    return (this.instant ??= this.subject.now ?? this.sources.now());
  }

  /** One draw per evaluation, so that all conditions of a flag, and its explanation, see the same. */
  random(): number {
    return (this.draw ??= this.sources.random());
  }

  /** To evaluate another flag for the same subject: what is known stays known, but chance is asked again. */
  next(): void {
    this.draw = undefined;
    this.steps = 0;
  }

  /** Before so many elements are walked. */
  walk(elements: number): void {
    this.steps += elements;
    if (this.steps > mostSteps) throw malformed(`more than ${mostSteps} elements of lists would be walked`);
  }

  /** The same question at the same instant and with the same draw, asked from the start. */
  again(): Call {
    const call = new Call(this.tables, this.sources, this.subject);
    call.instant = this.now();
    call.draw = this.random();
    return call;
  }

  /**
   * Follows a reference to a segment or flag. From the third level on each target is evaluated once per call: that
   * keeps a lattice of references linear instead of exponential, and meeting a target that is still running is a cycle.
   */
  follow<T extends boolean | Evaluation>(target: object, name: string, evaluate: (call: Call) => T): T {
    this.depth += 1;
    try {
      return this.depth < rememberedFrom ? evaluate(this) : this.once(target, name, evaluate);
    } finally {
      this.depth -= 1;
    }
  }

  private once<T extends boolean | Evaluation>(target: object, name: string, evaluate: (call: Call) => T): T {
    const remembered = (this.remembered ??= new Map());
    const known = remembered.get(target);
    if (known === running) throw malformed(`${name} leads back to itself`);
    if (known !== undefined) return known as T;
    remembered.set(target, running);
    try {
      const result = evaluate(this);
      remembered.set(target, result);
      return result;
    } catch (error) {
      remembered.delete(target);
      throw error;
    }
  }
}
