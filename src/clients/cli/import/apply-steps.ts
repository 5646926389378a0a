import { ApplyChangesDocument, type ApplyChangesMutation, type ChangeInput } from '../../generated/graphql';
import { CommandFailure, failed } from '../failure';
import { request, type Server } from '../graphql';
import { printable } from '../output';
import type { Step } from './changes';
import { dryIntentsOf, intentsOf, partsOf } from './parts';

export type Outcome = ApplyChangesMutation['applyChanges'];

export interface Applied {
  /** One for each part, as far as it came. */
  outcomes: Outcome[];
  failure?: CommandFailure;
}

/** Well below what a server takes as it comes (5,000 intents, 1 MiB), and soon done. */
const limits = { intents: 1_000, bytes: 500_000 };

/** Publishes the steps in one change if they fit; otherwise in parts, each of them all or nothing. */
export async function applySteps(
  server: Server,
  steps: readonly Step[],
  { comment, dryRun }: { comment: string; dryRun: boolean },
): Promise<Applied> {
  const parts = partsOf(steps, limits);
  const outcomes: Outcome[] = [];
  for (const [at, part] of parts.entries()) {
    const changes = dryRun ? dryIntentsOf(part, steps) : intentsOf(part);
    const input = {
      changes,
      dryRun,
      comment: parts.length === 1 ? comment : `${comment} (${at + 1} of ${parts.length})`,
    };
    try {
      const { applyChanges } = await request(server, ApplyChangesDocument, { input });
      outcomes.push(ownPartOf(applyChanges, part));
      assertDone(applyChanges, changes);
    } catch (error) {
      if (!(error instanceof CommandFailure)) throw error;
      return { outcomes, failure: dryRun ? error : withPast(error, at, parts.length) };
    }
  }
  return { outcomes };
}

/** Without the differences of what a dry run brought along. */
function ownPartOf(outcome: Outcome, part: readonly Step[]): Outcome {
  if (outcome.__typename !== 'ChangesPreviewed') return outcome;
  const own = new Set(part.map(({ name }) => name));
  const diff = outcome.diff.map(({ environmentId, changes }) => ({
    environmentId,
    changes: changes.filter(({ kind, key }) => own.has(`${kind} ${key}`)),
  }));
  return { ...outcome, diff };
}

function assertDone(outcome: Outcome, changes: readonly ChangeInput[]): void {
  if (outcome.__typename === 'ChangesConflicted') {
    const keys = outcome.conflicts.map(({ key }) => printable(key));
    throw failed(`nothing of this change is published: somebody else changed ${keys.join(', ')}`);
  }
  if (outcome.__typename === 'ChangesInvalid') {
    const errors = outcome.errors.map(({ path, message }) => `${named(path, changes)}: ${message}`);
    throw failed(`nothing of this change is published: ${firstOf(errors)}`);
  }
}

/** Whoever wrote the file knows keys, not positions among intents. */
function named(path: string, changes: readonly ChangeInput[]): string {
  return path.replace(/^changes\[(\d+)\]\.(\w+)/, (whole, position: string, intent: string) => {
    const fields = Object.values(changes[Number(position)] ?? {})[0] as Record<string, unknown> | undefined;
    const key = fields?.key ?? fields?.flagKey ?? fields?.segmentKey ?? fields?.layerKey;
    return typeof key === 'string' ? `${intent} ${printable(key)}` : whole;
  });
}

const mostErrors = 5;

function firstOf(errors: string[]): string {
  const more = errors.length - mostErrors;
  return errors.slice(0, mostErrors).join('; ') + (more > 0 ? `; and ${more} more` : '');
}

/** What has been published when a part failed. */
function withPast({ exitCode, message }: CommandFailure, done: number, count: number): CommandFailure {
  const past = `${done} of the ${count} changes of this import were published before; run it again to go on`;
  return new CommandFailure(exitCode, done === 0 ? message : `${message}; ${past}`);
}
