import type { CompiledBucketing } from '../bucketing/bucketing';
import { textFor } from '../bucketing/bytes';
import type { Call } from '../call';
import type { BucketExplanation } from './explanation';

/** Where a subject lies, and how it came to lie there. */
export function explainBucket(bucketing: CompiledBucketing, call: Call, layer?: string): BucketExplanation {
  const { source } = bucketing;
  const unit = bucketing.unit(call);
  const position = unit === undefined ? bucketing.absent : bucketing.position(unit);
  const isHashed = unit !== undefined || source.absent === 'empty';
  return {
    ...(layer !== undefined && { layer }),
    ...(unit !== undefined && { unit }),
    ...(isHashed && { text: textFor(source.text, unit ?? '') }),
    position: position < 0 ? null : position,
    span: source.span,
  };
}
