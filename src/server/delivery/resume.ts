import type { ResyncReason } from '../../engine/protocol/messages';
import type { ResumePosition, ResumeTokens } from './resume-token';
import type { ScopedFeed, ScopedPosition } from './scoped-feed';

/** From where a stream goes on: behind a revision by deltas, or anew with a snapshot. */
export type Start = { from: number } | { snapshot: ResyncReason };

export interface ResumeRequest {
  token: string | null;
  localChecksum: string | null;
}

/** What of a token can be judged without looking at the log. */
export function readToken(
  tokens: ResumeTokens,
  token: string | null,
  { state, scope }: Pick<ScopedFeed, 'state' | 'scope'>,
): ResumePosition | { snapshot: ResyncReason } {
  if (token === null) return { snapshot: 'NEW_STREAM' };
  const position = tokens.read(token);
  if (position?.environmentId !== state.environmentId) return { snapshot: 'TOKEN_INVALID' };
  if (position.epoch !== state.epoch) return { snapshot: 'EPOCH_CHANGED' };
  if (position.scopeHash !== scope.hash) return { snapshot: 'SCOPE_CHANGED' };
  return position;
}

/** Whether the deltas behind the client's position may follow, `known` being what the server has at that revision. */
export function startAt(
  position: ResumePosition,
  known: ScopedPosition | null,
  { minRevision, localChecksum }: { minRevision: number; localChecksum: string | null },
): Start {
  if (!known || position.revision < minRevision - 1) return { snapshot: 'COMPACTED' };
  if (known.chainHash !== position.chainHash) return { snapshot: 'EPOCH_CHANGED' };
  if (localChecksum !== null && localChecksum !== known.checksum) return { snapshot: 'CHECKSUM_MISMATCH' };
  return { from: position.revision };
}
