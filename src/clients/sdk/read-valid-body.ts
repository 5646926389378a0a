import { validateBucketing, validateFlag, validateList, validateSegment } from '../../engine/evaluation';
import type { Problem } from '../../engine/evaluation';
import { readBody } from '../../engine/protocol';
import type { ConfigKind, ListBody, ReadBody } from '../../engine/protocol';

/** Refuses what this version's engine would not understand, so that the version before it serves on (PROTOCOL R8). */
export const readValidBody: ReadBody = (kind, key, payload, chunks) => {
  const body = readBody(kind, key, payload, chunks);
  const [problem] = validators[kind](rulesetBody(kind, body));
  if (problem) throw new Error(problem.path ? `${problem.path}: ${problem.message}` : problem.message);
  return body;
};

/** What stands in a ruleset for a body: a list without its ids, anything else as it is. */
export function rulesetBody(kind: ConfigKind, body: object): object {
  if (kind !== 'LIST') return body;
  const { unit, size } = body as ListBody;
  return { unit, size };
}

const validators: Record<ConfigKind, (body: object) => Problem[]> = {
  FLAG: (flag) => validateFlag(flag),
  SEGMENT: (segment) => validateSegment(segment),
  LAYER: (bucketing) => validateBucketing(bucketing),
  LIST: (list) => validateList(list),
};
