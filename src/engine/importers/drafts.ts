import {
  findProblems,
  references,
  validateFlag,
  validateSegment,
  type Flag,
  type Problem,
  type Ruleset,
  type RulesetProblem,
  type Segment,
} from '../evaluation';
import { ImportError } from './import-error';
import type { FlagReport, Import, ImportedFlag } from './import-report';

/** What a report says of a flag, and of a segment to every flag that uses it. */
export type Remarks = Pick<ImportedFlag, 'questions' | 'warnings'>;

/** An object of the file on its way into the ruleset, or why it cannot come. */
export type Draft<Body> = { body: Body; remarks: Remarks } | { refusal: string };

export interface Drafts {
  flags: Map<string, Draft<Flag>>;
  segments: Map<string, Draft<Segment>>;
  layers?: Ruleset['layers'];
}

/** A flag by itself; one that cannot be carried, or that no ruleset could hold, is refused with the place. */
export function draftFlag(write: () => { body: Flag; remarks: Remarks }): Draft<Flag> {
  return drafted(write, validateFlag);
}

export function draftSegment(write: () => { body: Segment; remarks: Remarks }): Draft<Segment> {
  return drafted(write, validateSegment);
}

/** The drafts that can come, and a report on every flag. What needs something refused is refused with it. */
export function importOf(drafts: Drafts): Import {
  refuseDependents(drafts);
  const ruleset: Ruleset = {
    flags: bodiesOf(drafts.flags),
    segments: bodiesOf(drafts.segments),
    layers: drafts.layers ?? {},
    lists: {},
  };
  const cycles = findProblems(ruleset);
  return {
    ruleset,
    report: { flags: Array.from(drafts.flags, ([key, draft]) => reportOn(key, draft, drafts, cycles)) },
  };
}

/** Several remarks as one, each said once. */
export function merged(remarks: Remarks[]): Remarks {
  return {
    questions: [...new Set(remarks.flatMap(({ questions }) => questions))],
    warnings: [...new Set(remarks.flatMap(({ warnings }) => warnings))],
  };
}

function drafted<Body>(
  write: () => { body: Body; remarks: Remarks },
  validate: (body: Body) => Problem[],
): Draft<Body> {
  try {
    const draft = write();
    const [problem] = validate(draft.body);
    return problem === undefined ? draft : { refusal: `${problem.path}: ${problem.message}` };
  } catch (error) {
    if (!(error instanceof ImportError)) throw error;
    return { refusal: error.message };
  }
}

/** Round by round, until nobody is left who needs something refused. */
function refuseDependents({ flags, segments }: Drafts): void {
  const refuseIn = (drafts: Map<string, Draft<Flag> | Draft<Segment>>): boolean => {
    let isAnyRefused = false;
    for (const [key, draft] of drafts) {
      const refusal = 'refusal' in draft ? undefined : missingPart(draft.body, { flags, segments });
      if (refusal === undefined) continue;
      drafts.set(key, { refusal });
      isAnyRefused = true;
    }
    return isAnyRefused;
  };
  for (let isAnyRefused = true; isAnyRefused;) {
    isAnyRefused = refuseIn(segments) || refuseIn(flags);
  }
}

function missingPart(body: Flag | Segment, { flags, segments }: Drafts): string | undefined {
  const needed = references(body);
  for (const key of needed.segments) {
    const segment = segments.get(key);
    if (segment !== undefined && 'refusal' in segment) return `needs segment ${key}: ${segment.refusal}`;
  }
  const flag = needed.flags.find((key) => 'refusal' in (flags.get(key) ?? {}));
  return flag === undefined ? undefined : `needs flag ${flag}, which is refused`;
}

function bodiesOf<Body>(drafts: Map<string, Draft<Body>>): Record<string, Body> {
  const bodies = Array.from(drafts, ([key, draft]) => ('refusal' in draft ? [] : [[key, draft.body]]));
  return Object.fromEntries(bodies.flat());
}

function reportOn(
  key: string,
  draft: Draft<Flag>,
  { segments }: Drafts,
  cycles: RulesetProblem[],
): FlagReport {
  if ('refusal' in draft) return { key, outcome: 'refused', reason: draft.refusal };
  const used = segmentsUsedBy(draft.body, segments);
  const inCycle = cycles.filter((cycle) => (cycle.kind === 'FLAG' ? cycle.key === key : used.has(cycle.key)));
  const { questions, warnings } = merged([
    draft.remarks,
    ...used.values(),
    { questions: [], warnings: inCycle.map(({ message }) => `${message}: answers ERROR`) },
  ]);
  const outcome = questions.length > 0 ? 'exact-if' : 'exact';
  return { key, outcome, questions, targeting: targetingOf(draft.body), warnings };
}

/** The remarks on all segments that a flag asks, directly or through others. */
function segmentsUsedBy(flag: Flag, segments: Drafts['segments']): Map<string, Remarks> {
  const keys = new Set(references(flag).segments);
  const used = new Map<string, Remarks>();
  for (const key of keys) {
    const draft = segments.get(key);
    if (draft === undefined || 'refusal' in draft) continue;
    used.set(key, draft.remarks);
    for (const other of references(draft.body).segments) keys.add(other);
  }
  return used;
}

function targetingOf({ rules, fallthrough }: Flag): ImportedFlag['targeting'] {
  const isPlain = typeof fallthrough === 'string' || fallthrough === null;
  return rules.length === 0 && isPlain ? 'none' : 'rules';
}
