import { Call, type Sources, type Tables } from './call';
import type { Body } from './compile/body';
import { flagNotFound } from './compile/flag';
import type { Table } from './compile/table';
import { changeTables, compileTables } from './compile/tables';
import { explainFlag } from './explain/explain';
import type { Explanation } from './explain/explanation';
import { bodiesIn, bodiesOf } from './ruleset-text';
import type { Bucketing, Evaluation, ListContents, Ruleset, RulesetChange, Subject } from './types';

/** Clock (epoch milliseconds) and chance (a number in [0, 1)) come from the caller; so do the contents of lists. */
export interface CompileOptions extends Sources {
  lists?: ListContents;
}

export function compile(ruleset: Ruleset, { now, random, lists = {} }: CompileOptions): CompiledRuleset {
  return new CompiledRuleset(compileTables(bodiesOf(ruleset), lists), { now, random });
}

/**
 * Compiles a ruleset's JSON text. One written by `rulesetText` is not parsed at once: each flag and segment is when it is
 * first needed, and one that turns out to be no JSON answers PARSE_ERROR. Until then, and through long keys even after,
 * the whole text stays in memory. Any other text is parsed whole. In a text that begins as `rulesetText` begins, line
 * breaks within a body are not supported. Throws a `SyntaxError` where the text is no ruleset's.
 */
export function compileText(text: string, { now, random, lists = {} }: CompileOptions): CompiledRuleset {
  return new CompiledRuleset(compileTables(bodiesIn(text), lists), { now, random });
}

/**
 * A ruleset ready to answer. Evaluations that do not depend on a position are shared and frozen; the values in them are
 * the ruleset's own, to be read and not altered.
 */
export class CompiledRuleset {
  private data: Ruleset | undefined;

  constructor(
    private readonly tables: Tables,
    private readonly sources: Sources,
  ) {}

  /** Never throws: what goes wrong ends as reason ERROR and the caller's default. */
  evaluate(flagKey: string, subject: Subject): Evaluation {
    const flag = this.tables.flags.get(flagKey);
    if (flag === undefined) return flagNotFound;
    return flag.constant ?? flag.evaluate(new Call(this.tables, this.sources, subject));
  }

  evaluateAll(subject: Subject): Record<string, Evaluation> {
    // an object that inherits nothing takes any key, and hundreds of them several times faster
    const evaluations = Object.create(null) as Record<string, Evaluation>;
    const call = new Call(this.tables, this.sources, subject);
    for (const [key, flag] of this.tables.flags.entries()) {
      call.next();
      evaluations[key] = flag.constant ?? flag.evaluate(call);
    }
    return evaluations;
  }

  /** The evaluation with everything that led to it. Never throws. */
  explain(flagKey: string, subject: Subject): Explanation {
    return explainFlag(flagKey, new Call(this.tables, this.sources, subject));
  }

  /** The bucketings that found no unit on the way to the evaluation, which hence says nothing of who is where in them. */
  unplaced(flagKey: string, subject: Subject): Bucketing[] {
    const call = new Call(this.tables, this.sources, subject);
    this.tables.flags.get(flagKey)?.evaluate(call);
    return [...(call.unplaced ?? [])];
  }

  /**
   * The ruleset after some changes, as a new one; this one keeps answering as before. Only the changed objects are
   * compiled: closures find what they refer to in the tables of the ruleset that is asked (see `Tables`), so whatever
   * depends on a changed object sees it without being touched. `lists` brings the contents of lists that changed.
   */
  apply(changes: readonly RulesetChange[], lists: ListContents = {}): CompiledRuleset {
    return new CompiledRuleset(changeTables(this.tables, changes, lists), this.sources);
  }

  /** The data that this was compiled from; a body that turned out to be no JSON is left out. */
  get ruleset(): Ruleset {
    const { flags, segments, layers, lists } = this.tables;
    return (this.data ??= {
      flags: readableOf(flags),
      segments: readableOf(segments),
      layers: sourcesOf(layers),
      lists: sourcesOf(lists),
    });
  }
}

function sourcesOf<Source>(compiled: Table<{ source: Source }>): Record<string, Source> {
  return Object.fromEntries(compiled.entries().map(([key, { source }]) => [key, source]));
}

function readableOf<Source>(compiled: Table<{ body: Body<Source> }>): Record<string, Source> {
  const readable = compiled.entries().flatMap(([key, { body }]): [string, Source][] => {
    try {
      return [[key, body()]];
    } catch {
      return [];
    }
  });
  return Object.fromEntries(readable);
}
