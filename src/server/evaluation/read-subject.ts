import { isProblem, subjectOf, type Subject } from '../../engine/evaluation';
import { invalidInput } from '../foundation/errors';

/** Throws INVALID_INPUT with the path of what is wrong; `argument` is where the subject was given. */
export function readSubject(given: unknown, argument: string): Subject {
  const subject = subjectOf(given);
  if (!isProblem(subject)) return subject;
  const path = [argument, subject.path].filter(Boolean).join('.');
  throw invalidInput(`\`${path}\`: ${subject.message}`, { field: path.split('.') });
}

export const readSubjects = (given: readonly unknown[], argument: string): Subject[] =>
  given.map((each, position) => readSubject(each, `${argument}.${position}`));
