import {
  findProblems,
  validateBucketing,
  validateFlag,
  validateList,
  validateSegment,
  type Problem,
} from '../../../engine/evaluation';
import type { Flag } from '../../../engine/evaluation/types';
import type { ConfigKind } from '../../../engine/protocol/messages';
import type { ItemWrite, States } from '../configuration/publication';
import { rulesetAfter } from '../configuration/ruleset-after';
import type { ChangeError } from './change';
import type { Draft } from './draft';
import { schemaProblems } from './json-schema';

/** Everything wrong with the draft's items: each alone, against its flag's JSON Schema, and as a whole. */
export function checkDraft(draft: Draft, states: States): ChangeError[] {
  const errors: ChangeError[] = [];
  for (const environment of draft.environments) {
    const writes = draft.writes.filter((write) => write.environmentId === environment.id);
    if (writes.length === 0) continue;
    const place = (kind: ConfigKind, key: string): string =>
      `${environment.key}.${kind.toLowerCase()}.${key}`;
    const alone = writes.flatMap((write) =>
      itemProblems(draft, write).map((problem) => toError('INVALID', place(write.kind, write.key), problem)),
    );
    errors.push(...alone);
    if (alone.length > 0) continue;
    for (const problem of findProblems(rulesetAfter(states.get(environment.id), writes), writes)) {
      errors.push(toError(codeOf(problem), place(problem.kind, problem.key), problem));
    }
  }
  return errors;
}

const validators: Record<ConfigKind, (body: unknown) => Problem[]> = {
  FLAG: (body) => validateFlag(body),
  SEGMENT: (body) => validateSegment(body),
  LAYER: (body) => validateBucketing(body),
  LIST: (body) => validateList(body),
};

function itemProblems(draft: Draft, { kind, key, body }: ItemWrite): Problem[] {
  if (body === null) return [];
  const problems = validators[kind](body);
  const schema = kind === 'FLAG' ? draft.noun('FLAG', key)?.jsonSchema : null;
  return problems.length > 0 || schema == null ? problems : schemaProblems(schema, (body as Flag).variants);
}

const toError = (code: ChangeError['code'], place: string, { path, message }: Problem): ChangeError => ({
  code,
  path: path ? `${place}.${path}` : place,
  message,
});

const codeOf = ({ message }: Problem): ChangeError['code'] => (/cycle/i.test(message) ? 'CYCLE' : 'IN_USE');
