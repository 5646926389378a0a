import {
  findProblems,
  validateBucketing,
  validateFlag,
  validateList,
  validateSegment,
  type Problem,
  type Ruleset,
} from '../../evaluation';
import { key as validateKey } from '../../evaluation/validate/shape';
import { memberOf, shown } from '../fields';
import { ImportError } from '../import-error';

/** Throws an ImportError with the place and what stands there at the first thing that no ruleset could hold. */
export function refuseInvalid(ruleset: Ruleset): void {
  refuseInvalidBodies(ruleset);
  const [problem] = findProblems(ruleset);
  if (problem === undefined) return;
  const { kind, key, path, message } = problem;
  throw new ImportError(`${memberOf(tables[kind], key)}.${path}`, message);
}

const tables = { FLAG: 'flags', SEGMENT: 'segments', LAYER: 'layers', LIST: 'lists' } as const;

function refuseInvalidBodies(ruleset: Ruleset): void {
  for (const kind of ['flags', 'segments', 'layers', 'lists'] as const) {
    for (const [key, body] of Object.entries<object>(ruleset[kind])) {
      const path = memberOf(kind, key);
      const [misnamed] = validateKey(key, '');
      if (misnamed !== undefined) throw new ImportError(path, `its key ${misnamed.message}`);
      const [problem] = validators[kind](body);
      if (problem !== undefined) throw faultOf(problem, kind === 'layers' ? `${path}.bucketing` : path, body);
    }
  }
}

const validators: Record<keyof Ruleset, (body: object) => Problem[]> = {
  flags: (flag) => validateFlag(flag),
  segments: (segment) => validateSegment(segment),
  layers: (bucketing) => validateBucketing(bucketing),
  lists: (list) => validateList(list),
};

function faultOf({ path, message }: Problem, place: string, body: object): ImportError {
  const given = valueAt(body, path);
  const whole = path === '' ? place : `${place}.${path}`;
  return new ImportError(whole, given === undefined ? message : `${message}; ${shown(given)} was given`);
}

/** What stands at a problem's path. Names may hold dots themselves, so that each step takes the longest that there is. */
function valueAt(value: unknown, path: string): unknown {
  if (path === '') return value;
  if (typeof value !== 'object' || value === null) return undefined;
  const rest = path.startsWith('.') ? path.slice(1) : path;
  const steps = Object.keys(value).map((name) => (Array.isArray(value) ? `[${name}]` : name));
  const fits = steps.filter((step) => rest.startsWith(step) && /^(?:$|[.[])/.test(rest.slice(step.length)));
  const [step] = fits.sort((left, right) => right.length - left.length);
  if (step === undefined) return undefined;
  const name = Array.isArray(value) ? step.slice(1, -1) : step;
  return valueAt((value as Record<string, unknown>)[name], rest.slice(step.length));
}
