import { canonicalJson } from '../../engine/evaluation/canonical-json';
import { isProblem, subjectOf } from '../../engine/evaluation/subject';
import type { Json, Subject } from '../../engine/evaluation';
import type { Context } from '../sdk/variation-detail';

/** Who is asking. */
export interface Asker {
  subject: Subject;
  /** The same for the same subject, however it was written. */
  text: string;
}

/** A TypeError, which says where and why, when the context cannot be used. */
export function askerOf(context: Context): Asker | TypeError {
  const subject = subjectOf(context);
  if (!isProblem(subject)) return { subject, text: canonicalJson(subject as unknown as Json) };
  const place = subject.path ? `${subject.path}: ` : '';
  return new TypeError(`the context cannot be used: ${place}${subject.message}`);
}
