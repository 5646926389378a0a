import { compileBucketingOrLayer } from '../compile/condition';
import { outerScope } from '../compile/ref';
import { assignmentId, isBlocked } from '../compile/serve';
import type { Evaluation, Serve, Split } from '../types';
import { explainBucket } from './bucket';
import { explainCondition } from './condition';
import type { ServeExplanation } from './explanation';
import type { Trace } from './trace';

/** How what was served was chosen. */
export function explainServe(serve: Serve, served: Evaluation | undefined, trace: Trace): ServeExplanation {
  if (typeof serve === 'string' || serve === null) return { kind: 'variant', variant: serve };
  if ('split' in serve) return explainSplit(serve, served, trace);
  if ('logic' in serve) return { kind: 'logic', logic: serve.logic };
  const choices = serve.first.map(({ when }) => ({
    when: explainCondition(when, { trace, scope: outerScope, reached: true }),
  }));
  return { kind: 'first', choices };
}

function explainSplit(split: Split, served: Evaluation | undefined, trace: Trace): ServeExplanation {
  const layer = typeof split.split === 'string' ? split.split : undefined;
  const bucket = explainBucket(compileBucketingOrLayer(split.split)(trace.call), trace.call, layer);
  const sticky = stickyOutcome(split, trace);
  const isChosen = ({ variant, range }: Split['arms'][number]): boolean => {
    if (sticky === 'kept') return variant === served?.variant;
    return (
      sticky !== 'blocked' &&
      bucket.position !== null &&
      bucket.position >= range[0] &&
      bucket.position < range[1]
    );
  };
  return {
    kind: 'split',
    bucket,
    arms: split.arms.map((arm) => ({ ...arm, chosen: isChosen(arm) })),
    ...(sticky !== undefined && { sticky }),
    ...(split.experiment !== undefined && { experiment: split.experiment }),
  };
}

function stickyOutcome({ sticky, arms }: Split, trace: Trace): 'kept' | 'blocked' | 'new' | undefined {
  if (sticky === undefined) return undefined;
  const assignments = trace.call.subject.assignments ?? {};
  if (isBlocked(sticky, assignments)) return 'blocked';
  const id = assignmentId(sticky.id, sticky.version);
  const isKept = Object.hasOwn(assignments, id) && arms.some(({ variant }) => variant === assignments[id]);
  return isKept ? 'kept' : 'new';
}
