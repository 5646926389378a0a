import { tenantOf } from '../../database/batch';
import type { Database } from '../../database/database';
import { invalidInput } from '../../foundation/errors';
import { fromGlobalId, newId, randomText } from '../../foundation/ids';
import type { Operation } from '../../foundation/operation';
import { authorOf } from '../access/authorize';
import { bodyOf } from '../configuration/configuration-item';
import type { ConfigurationReader } from '../configuration/configuration-reader';
import { diffBodies, diffEntries, type FieldChange } from '../configuration/diff';
import type {
  Outcome,
  Publication,
  PublishedRevision,
  States,
  WrittenItem,
} from '../configuration/publication';
import type { Publisher } from '../configuration/publish';
import { applyChanges } from './apply-change';
import { intentOf, type Change, type ChangeError } from './change';
import { authorizedProject, touchesProject, withPlainIds } from './change-targets';
import { checkDraft } from './check-draft';
import {
  contestedItem,
  findContested,
  type Contested,
  type ContestedItem,
  type ExpectedRevision,
} from './expected-revisions';
import type { Preview } from './preview';
import { readProjectRows, type ProjectRows } from './project-rows';

/** What may come in: intents as the schema has them, with global ids. */
export interface ChangesRequest {
  changes: readonly object[];
  comment?: string | null;
  dryRun?: boolean | null;
  expectedRevisions?: readonly ExpectedRevision[] | null;
}

export interface EnvironmentDiff {
  environmentId: string;
  changes: FieldChange[];
}

export type ChangesOutcome =
  | { outcome: 'PUBLISHED'; changeId: string; revisions: PublishedRevision[]; diff: EnvironmentDiff[] }
  | ({ outcome: 'PREVIEWED'; diff: EnvironmentDiff[] } & Preview)
  | { outcome: 'CONFLICTED'; conflicts: ContestedItem[] }
  | { outcome: 'INVALID'; errors: ChangeError[] };

type Refusal = { errors: ChangeError[] } | { contested: Contested[] };

const changesLimit = 5_000;
const listIdsLimit = 10_000;

/** From intents to a published change: who asks for one, through whatever door, asks here. */
export class ChangesService {
  constructor(
    private readonly database: Database,
    private readonly publisher: Publisher,
    private readonly reader: ConfigurationReader,
  ) {}

  async apply(operation: Operation, request: ChangesRequest): Promise<ChangesOutcome> {
    const organizationId = tenantOf(operation);
    const author = authorOf(operation.actor);
    const changes = toChanges(request.changes);
    const projectId = await authorizedProject(this.database, operation, changes);
    const expected = (request.expectedRevisions ?? []).map(({ environmentId, revision }) => ({
      environmentId: fromGlobalId('Environment', environmentId),
      revision,
    }));
    const publication: Publication<ProjectRows, Refusal> = {
      organizationId,
      projectId,
      changeId: newId(),
      author,
      comment: request.comment ?? null,
      action: 'applyChanges',
      touchesProject: changes.some(touchesProject),
      readRows: (manager) => readProjectRows(manager, { organizationId, projectId, changes }),
      environmentIds: (rows) => environmentIdsOf(rows, changes),
      decide: (states, rows) => decide(states, rows, changes, expected, operation.now),
    };
    const outcome = await this.publisher.publish(publication, request.dryRun ?? false);
    return this.toOutcome(operation, outcome);
  }

  private async toOutcome(operation: Operation, outcome: Outcome<Refusal>): Promise<ChangesOutcome> {
    switch (outcome.kind) {
      case 'PREVIEWED': {
        const { written, states } = outcome;
        return { outcome: 'PREVIEWED', diff: diffOf(written), written, states };
      }
      case 'PUBLISHED': {
        const { changeId, revisions, written } = outcome;
        return { outcome: 'PUBLISHED', changeId, revisions, diff: diffOf(written) };
      }
      case 'REFUSED':
        if ('errors' in outcome.refusal) return { outcome: 'INVALID', errors: outcome.refusal.errors };
        return { outcome: 'CONFLICTED', conflicts: await this.explain(operation, outcome.refusal.contested) };
    }
  }

  private explain(operation: Operation, contested: readonly Contested[]): Promise<ContestedItem[]> {
    return Promise.all(
      contested.map(async (each) => {
        const { environmentId, kind, key: objectKey, seen } = each;
        const item = await this.reader.item(operation, { environmentId, kind, objectKey }, seen);
        return contestedItem(each, item && (JSON.parse(item.body) as object));
      }),
    );
  }
}

function toChanges(inputs: readonly object[]): Change[] {
  if (inputs.length === 0 || inputs.length > changesLimit) {
    throw invalidInput(`\`changes\` takes 1 to ${changesLimit} intents, ${inputs.length} were given`, {
      field: ['changes'],
    });
  }
  return inputs.map((input, position) => {
    const given = intentOf(input);
    if (!given) {
      throw invalidInput('Each change is exactly one intent', { field: ['changes', String(position)] });
    }
    const intent = withPlainIds(given.intent as object);
    assertBounded(intent, position);
    return { name: given.name, intent, fresh: { id: newId(), seed: randomText(16) } } as Change;
  });
}

function assertBounded(intent: object, position: number): void {
  for (const [field, value] of Object.entries(intent)) {
    const limit = field === 'ids' ? listIdsLimit : 250;
    if (Array.isArray(value) && value.length > limit) {
      throw invalidInput(`\`${field}\` takes at most ${limit} entries, ${value.length} were given`, {
        field: ['changes', String(position), field],
      });
    }
  }
}

/** A change of the project's nouns is about all its environments. */
const environmentIdsOf = (rows: ProjectRows, changes: readonly Change[]): string[] =>
  changes.some(touchesProject)
    ? [...rows.environments.keys()]
    : [
        ...new Set(
          changes.flatMap(({ intent }) => [
            ...('environmentId' in intent ? [intent.environmentId] : []),
            ...('fromEnvironmentId' in intent ? [intent.fromEnvironmentId] : []),
          ]),
        ),
      ];

function decide(
  states: States,
  rows: ProjectRows,
  changes: readonly Change[],
  expected: readonly ExpectedRevision[],
  now: number,
): ReturnType<Publication<ProjectRows, Refusal>['decide']> {
  const applied = applyChanges(states, rows, changes, now);
  if ('errors' in applied) return { refusal: applied };
  const { draft } = applied;
  const contested = findContested(states, draft.writes, expected);
  if (contested.length > 0) return { refusal: { contested } };
  const errors = checkDraft(draft, states);
  return errors.length > 0 ? { refusal: { errors } } : { plan: draft.plan };
}

function diffOf(written: readonly WrittenItem[]): EnvironmentDiff[] {
  const diffs = new Map<string, EnvironmentDiff>();
  for (const { environmentId, kind, key, before, body, entries } of written) {
    let diff = diffs.get(environmentId);
    if (!diff) diffs.set(environmentId, (diff = { environmentId, changes: [] }));
    const after = body === null ? null : (JSON.parse(body) as object);
    diff.changes.push(...diffBodies(kind, key, before && bodyOf(before), after));
    if (entries) diff.changes.push(...diffEntries(key, entries.added.length, entries.removed.length));
  }
  return [...diffs.values()];
}
