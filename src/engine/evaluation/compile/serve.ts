import type { Call } from '../call';
import type { CompiledBucketing } from '../bucketing/bucketing';
import { failureOf, malformed } from '../failure';
import { compileLogic } from '../logic/logic';
import { textOf } from '../text-of';
import type { Arm, Evaluation, Flag, Json, Reason, Serve, Split } from '../types';
import { compileBucketingOrLayer, compileCondition } from './condition';
import { outerScope, type Read, compileRef } from './ref';

/** Undefined: it serves nothing, and the next rule is asked. */
export type Server = (call: Call) => Evaluation | undefined;

/** Where in a flag something is served: it decides what the evaluation says beside the variant. */
export interface Site {
  readonly flag: Flag;
  /** What a plain variant served here is: RULE, STATIC, DEFAULT, OFF. */
  readonly plain: Reason;
  /** The rule's own reason; it stands above SPLIT. */
  readonly explicit?: Reason;
  readonly rule?: string;
  readonly prerequisite?: string;
}

/** The evaluation that serves a variant, shared by all who get it and therefore frozen. */
export function evaluationOf(site: Site, variant: string | null, reason: Reason): Evaluation {
  return Object.freeze(anEvaluation(site, variant, reason));
}

/** Written member by member: spreading costs more than the rest of compiling a split. */
function anEvaluation(
  { flag, explicit, rule, prerequisite }: Site,
  variant: string | null,
  plain: Reason,
): Evaluation {
  const reason = explicit ?? plain;
  const evaluation: Evaluation =
    variant === null ? { variant, reason } : { variant, value: valueOf(flag, variant), reason };
  if (rule !== undefined) evaluation.rule = rule;
  if (prerequisite !== undefined) evaluation.prerequisite = prerequisite;
  return evaluation;
}

function valueOf({ variants }: Flag, variant: string): Json {
  if (!Object.hasOwn(variants, variant)) throw malformed(`variant ${variant} does not exist`);
  return variants[variant].value;
}

export function compileServe(serve: Serve, site: Site): Server {
  try {
    return compileKnown(serve, site);
  } catch (error) {
    const failure = failureOf(error);
    return () => {
      throw failure;
    };
  }
}

function compileKnown(serve: Serve, site: Site): Server {
  if (typeof serve === 'string' || serve === null) {
    const evaluation = evaluationOf(site, serve, site.plain);
    return () => evaluation;
  }
  if ('split' in serve) return compileSplit(serve, site);
  if ('logic' in serve) return compileLogicServe(serve.logic, site);
  if ('first' in serve) return compileFirst(serve, site);
  throw malformed(`unknown way to serve ${JSON.stringify(serve)}`);
}

function compileFirst({ first, serve }: Extract<Serve, { first: unknown }>, site: Site): Server {
  const choices = first.map((choice) => ({
    when: compileCondition(choice.when, outerScope),
    serve: compileServe(choice.serve, site),
  }));
  const last = compileServe(serve, site);
  return (call) => {
    for (const choice of choices) {
      if (!choice.when(call)) continue;
      const served = choice.serve(call);
      if (served !== undefined) return served;
    }
    return last(call);
  };
}

/** The result, as a text, is the variant's name; null serves nothing. */
function compileLogicServe(expression: Json, site: Site): Server {
  const logic = compileLogic(expression);
  const servers = new Map(Object.keys(site.flag.variants).map((name) => [name, compileServe(name, site)]));
  return (call) => {
    const result = logic({ call, flagKey: site.flag.key });
    if (result === null || result === undefined) return undefined;
    const server = servers.get(textOf(result));
    if (server === undefined) throw malformed(`variant ${textOf(result)} does not exist`);
    return server(call);
  };
}

type Placed = (position: number, call: Call) => Evaluation | undefined;
type Unplaced = (call: Call, absent: number) => Evaluation | undefined;

function compileSplit(split: Split, site: Site): Server {
  const choose = compilePosition(split, site);
  return split.sticky === undefined ? choose : compileSticky(split, split.sticky, site, choose);
}

function compilePosition(split: Split, site: Site): Server {
  const bucketingOf = compileBucketingOrLayer(split.split);
  const arms = split.arms.map((arm) => compileArm(split, arm, site));
  const starts = split.arms.map(({ range }) => range[0]);
  const ends = split.arms.map(({ range }) => range[1]);
  const beside = compileBeside(split, site);
  let unplaced: Unplaced | undefined;
  return (call) => {
    const bucketing: CompiledBucketing = bucketingOf(call);
    const unit = bucketing.unit(call);
    if (unit === undefined) return (unplaced ??= compileUnplaced(split, site))(call, bucketing.absent);
    const position = bucketing.position(unit);
    for (let i = 0; i < arms.length; i += 1) {
      if (position >= starts[i] && position < ends[i]) return arms[i](position);
    }
    return beside(position, call);
  };
}

function compileArm(split: Split, arm: Arm, site: Site): (position: number) => Evaluation {
  const isTracked = split.experiment !== undefined && arm.untracked !== true;
  return compilePlaced(site, arm.variant, isTracked);
}

function compilePlaced(
  site: Site,
  variant: string | null,
  isTracked: boolean,
): (position: number) => Evaluation {
  const place = placer(anEvaluation(site, variant, 'SPLIT'));
  return isTracked ? (position) => Object.assign(place(position), { inExperiment: true as const }) : place;
}

/** Literals for the common shapes: copying with a spread costs five times as much as the rest of a split. */
function placer(plain: Evaluation): (position: number) => Evaluation {
  const { variant, value, reason, rule, prerequisite } = plain;
  if (variant === null || prerequisite !== undefined) return (position) => ({ ...plain, position });
  if (rule === undefined) return (position) => ({ variant, value, reason, position });
  return (position) => ({ variant, value, reason, rule, position });
}

/** What is served at a position that lies in no arm. */
function compileBeside({ otherwise }: Split, site: Site): Placed {
  if (otherwise === 'next') return () => undefined;
  if (typeof otherwise === 'string' || otherwise === null) return compilePlaced(site, otherwise, false);
  const server = compileServe(otherwise, site);
  return (_position, call) => server(call);
}

/** Without a unit nobody takes part in an experiment, even where the peer puts them at a position. */
function compileUnplaced(split: Split, site: Site): Unplaced {
  const out = split.otherwise === 'next' ? () => undefined : compileServe(split.otherwise, site);
  const arms = split.arms.map((arm) => ({
    range: arm.range,
    place: compilePlaced(site, arm.variant, false),
  }));
  const beside = compileBeside(split, site);
  return (call, absent) => {
    if (absent < 0) return out(call);
    const arm = arms.find(({ range }) => absent >= range[0] && absent < range[1]);
    return arm === undefined ? beside(absent, call) : arm.place(absent);
  };
}

function compileSticky(
  split: Split,
  sticky: NonNullable<Split['sticky']>,
  site: Site,
  choose: Server,
): Server {
  const id = assignmentId(sticky.id, sticky.version);
  const owners = sticky.by.map((ref) => compileRef(ref, outerScope));
  const kept = compileKept(split, site);
  const blocked = split.otherwise === 'next' ? () => undefined : compileServe(split.otherwise, site);
  return (call) => {
    const assignments = call.subject.assignments ?? {};
    if (isBlocked(sticky, assignments)) return blocked(call);
    const before = Object.hasOwn(assignments, id) ? kept.get(assignments[id]) : undefined;
    if (before !== undefined) return before;
    const served = choose(call);
    const isKept = served !== undefined && kept.has(served.variant) && hasOwner(owners, call);
    return isKept && served.variant !== null
      ? { ...served, assign: { id, variant: served.variant } }
      : served;
  };
}

/** What each arm serves to those who were assigned to it before. */
function compileKept(split: Split, site: Site): Map<string | null, Evaluation> {
  const named = split.arms.filter((arm) => arm.variant !== null);
  return new Map(
    named.map((arm) => {
      const stuck = evaluationOf({ ...site, explicit: 'STICKY' }, arm.variant, 'STICKY');
      const isTracked = split.experiment !== undefined && arm.untracked !== true;
      return [arm.variant, isTracked ? Object.freeze({ ...stuck, inExperiment: true as const }) : stuck];
    }),
  );
}

export function assignmentId(id: string, version: number): string {
  return `${id}@${version}`;
}

/** Whoever was assigned in a version that is now blocked takes no part any more. */
export function isBlocked(
  { id, blockedBelow }: NonNullable<Split['sticky']>,
  assignments: Record<string, string>,
): boolean {
  if (blockedBelow === undefined) return false;
  return Object.keys(assignments).some((key) => {
    const at = key.lastIndexOf('@');
    return key.slice(0, at) === id && Number(key.slice(at + 1)) < blockedBelow;
  });
}

function hasOwner(owners: Read[], call: Call): boolean {
  return owners.some((read) => {
    const owner = read(call);
    return owner !== undefined && owner !== null && owner !== '';
  });
}
