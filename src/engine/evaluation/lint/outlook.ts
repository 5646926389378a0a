import { compileMatcher } from '../operators/matcher';
import type { Bucketing, Condition, Flag, Json, Range, Ruleset, Test } from '../types';
import { implies, isSame } from './implies';
import { areDisjoint, holdNothing, takeEverybody } from './positions';
import { servedBy, type Served } from './served';
import { exclude } from './values';

/** What a condition may come to for some subject. What cannot be told is taken to be possible. */
export interface Outcomes {
  mayHold: boolean;
  mayFail: boolean;
}

/** What a prerequisite may give, read as the kind `flag`; undefined where that is not known. */
export type Answer = Readonly<Record<string, Json>>;

const either: Outcomes = { mayHold: true, mayFail: true };
const never: Outcomes = { mayHold: false, mayFail: true };

/** A longer chain of references is taken to be able to come to anything: it is followed on the stack. */
const deepest = 32;

/** In an `all` or `any` with more parts, parts are not compared with one another: that is quadratic. */
const mostCompared = 64;

/** What can come of the conditions and flags of one ruleset. */
export class Outlook {
  private readonly segments = new Map<string, Outcomes>();
  private readonly flags = new Map<string, Served | undefined>();
  private depth = 0;

  constructor(readonly ruleset: Ruleset) {}

  of(condition: Condition, answer?: Answer): Outcomes {
    if (typeof condition === 'boolean') return { mayHold: condition, mayFail: !condition };
    if ('attr' in condition) return outcomesOfTest(condition, answer);
    if ('all' in condition) return this.ofAll(condition.all, answer);
    if ('any' in condition) return negated(this.ofAll(condition.any.map(negation), answer));
    if ('not' in condition) return negated(this.of(condition.not, answer));
    if ('some' in condition) return { mayHold: this.of(condition.where, answer).mayHold, mayFail: true };
    if ('segment' in condition) return this.ofSegment(condition.segment);
    if ('list' in condition) return this.ofList(condition.list);
    if ('within' in condition) return this.ofGate(condition.within, condition.ranges);
    if ('flag' in condition) return this.ofPrerequisite(condition.flag, condition.where);
    return either;
  }

  /** The variants that a flag can give while on, and whether it may come to none. */
  served(flag: Flag): Served {
    const known = this.flags.get(flag.key);
    if (known !== undefined) return known;
    const all: Served = { variants: new Set([...Object.keys(flag.variants), null]), isSure: false };
    if (this.flags.has(flag.key) || this.depth >= deepest) return all;
    this.flags.set(flag.key, undefined);
    const served = this.deeper(() => servedBy(flag, this));
    this.flags.set(flag.key, served);
    return served;
  }

  /** The bucketing itself, or that of the layer; undefined where the layer does not exist. */
  bucketingOf(bucketing: Bucketing | string): Bucketing | undefined {
    if (typeof bucketing !== 'string') return bucketing;
    const { layers } = this.ruleset;
    return Object.hasOwn(layers, bucketing) ? layers[bucketing] : undefined;
  }

  private ofAll(parts: readonly Condition[], answer: Answer | undefined): Outcomes {
    const outcomes = parts.map((part) => this.of(part, answer));
    const mayFail = outcomes.some((part) => part.mayFail);
    const mayHold = outcomes.every((part) => part.mayHold);
    return { mayFail, mayHold: mayHold && !isContradiction(parts) };
  }

  private ofSegment(key: string): Outcomes {
    const { segments } = this.ruleset;
    const known = this.segments.get(key);
    if (known) return known;
    if (!Object.hasOwn(segments, key) || this.depth >= deepest) return either;
    this.segments.set(key, either);
    const outcomes = this.deeper(() => this.of(segments[key].when));
    this.segments.set(key, outcomes);
    return outcomes;
  }

  private ofList(key: string): Outcomes {
    const { lists } = this.ruleset;
    return Object.hasOwn(lists, key) && lists[key].size === 0 ? never : either;
  }

  private ofGate(within: Bucketing | string, ranges: Range[]): Outcomes {
    if (holdNothing(ranges)) return never;
    const bucketing = this.bucketingOf(within);
    return { mayHold: true, mayFail: bucketing === undefined || !takeEverybody(ranges, bucketing) };
  }

  /** A prerequisite may always fail: what another flag gives today is no reason to leave the condition out. */
  private ofPrerequisite(key: string, where: Condition): Outcomes {
    const { flags } = this.ruleset;
    if (!Object.hasOwn(flags, key)) return either;
    const mayHold = answersOf(flags[key], this.served(flags[key])).some(
      (answer) => this.of(where, answer).mayHold,
    );
    return { mayHold, mayFail: true };
  }

  private deeper<Result>(work: () => Result): Result {
    this.depth += 1;
    try {
      return work();
    } finally {
      this.depth -= 1;
    }
  }
}

function negated({ mayHold, mayFail }: Outcomes): Outcomes {
  return { mayHold: mayFail, mayFail: mayHold };
}

function negation(condition: Condition): Condition {
  return typeof condition === 'object' && 'not' in condition ? condition.not : { not: condition };
}

/** Also without a subject a test is decided where it has no literals, or reads a prerequisite that is known. */
function outcomesOfTest(test: Test, answer: Answer | undefined): Outcomes {
  if (test.op !== 'exists' && test.values?.length === 0) return never;
  const { attr } = test;
  if (answer === undefined || 'builtin' in attr || attr.kind !== 'flag' || attr.path.length !== 1)
    return either;
  try {
    const mayHold = compileMatcher(test)(
      Object.hasOwn(answer, attr.path[0]) ? answer[attr.path[0]] : undefined,
    );
    return { mayHold, mayFail: !mayHold };
  } catch {
    return either;
  }
}

/** What the flag may give on and off: the switch is there to be turned. */
function answersOf({ variants, off }: Flag, served: Served): Answer[] {
  const answer = (variant: string | null, on: boolean): Answer =>
    variant !== null && Object.hasOwn(variants, variant)
      ? { variant, value: variants[variant].value, on }
      : { variant, on };
  const whileOn = [...served.variants, ...(served.isSure ? [] : [null])];
  return [answer(off, false), ...whileOn.map((variant) => answer(variant, true))];
}

function isContradiction(parts: readonly Condition[]): boolean {
  if (parts.length > mostCompared) return false;
  return parts.some((one, at) => parts.slice(at + 1).some((other) => areOpposed(one, other)));
}

/** Whether two conditions never hold together. */
function areOpposed(one: Condition, other: Condition): boolean {
  if (typeof one === 'boolean' || typeof other === 'boolean') return false;
  if ('not' in other && implies(one, other.not)) return true;
  if ('not' in one && implies(other, one.not)) return true;
  if ('attr' in one && 'attr' in other) return exclude(one, other);
  if (!('within' in one && 'within' in other)) return false;
  return isSame(one.within as Json, other.within as Json) && areDisjoint(one.ranges, other.ranges);
}
