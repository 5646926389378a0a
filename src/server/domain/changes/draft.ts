import type { ConfigKind } from '../../../engine/protocol/messages';
import { bodyOf, itemKey, type Bodies, type ItemKey } from '../configuration/configuration-item';
import type { ListChange } from '../configuration/list-contents';
import type { ItemWrite, Plan, RowWrite, States } from '../configuration/publication';
import { EnvironmentEntity } from '../environments/environment.entity';
import { ChangeProblem } from './change';
import { nounEntities, pastKey, type NounRow, type ProjectRows } from './project-rows';

export type Row = Record<string, unknown>;

/**
 * The project as it stands after the intents applied so far. Intents read and write it; nothing here reaches a database.
 * Bodies are never changed in place: what an intent puts is new.
 */
export class Draft {
  private readonly items = new Map<string, Map<ItemKey, ItemWrite>>();
  private readonly nouns: Map<ItemKey, NounRow>;
  private readonly environmentRows: Map<string, EnvironmentEntity>;
  private readonly rows: RowWrite[] = [];
  private readonly opens: Plan['opens'] = [];
  private movesAccess = false;

  constructor(
    private readonly states: States,
    private readonly project: ProjectRows,
    /** Epoch milliseconds, for rows that are created or archived. */
    readonly now: number,
  ) {
    this.nouns = new Map(project.nouns);
    this.environmentRows = new Map(project.environments);
  }

  get projectId(): string {
    return this.project.projectId;
  }

  /** In their order. */
  get environments(): EnvironmentEntity[] {
    return [...this.environmentRows.values()];
  }

  environment(id: string): EnvironmentEntity {
    const environment = this.environmentRows.get(id);
    if (!environment) throw new ChangeProblem('NOT_FOUND', 'environmentId', 'Environment not found');
    return environment;
  }

  hasMember(id: string): boolean {
    return this.project.memberIds.has(id);
  }

  noun<Kind extends ConfigKind>(kind: Kind, key: string): NounRow<Kind> | null {
    return (this.nouns.get(itemKey(kind, key)) as NounRow<Kind> | undefined) ?? null;
  }

  body<Kind extends ConfigKind>(environmentId: string, kind: Kind, key: string): Bodies[Kind] | null {
    const written = this.items.get(environmentId)?.get(itemKey(kind, key));
    if (written) return written.body as Bodies[Kind] | null;
    const item = this.states.get(environmentId)?.items.get(itemKey(kind, key));
    return item ? (bodyOf(item) as Bodies[Kind]) : null;
  }

  /** Keys of all items of a kind, in their order. */
  keys(environmentId: string, kind: ConfigKind): string[] {
    const before = [...(this.states.get(environmentId)?.items.values() ?? [])].filter(
      (item) => item.kind === kind,
    );
    const keys = new Set(before.map((item) => item.key));
    for (const write of this.items.get(environmentId)?.values() ?? []) {
      if (write.kind === kind && write.body) keys.add(write.key);
      if (write.kind === kind && !write.body) keys.delete(write.key);
    }
    return [...keys].sort();
  }

  pastBodies(environmentId: string, moment: number | 'last'): ReadonlyMap<ItemKey, string> {
    return this.project.past.get(pastKey(environmentId, moment)) ?? new Map();
  }

  put<Kind extends ConfigKind>(
    environmentId: string,
    kind: Kind,
    key: string,
    body: Bodies[Kind] | null,
    contents?: ListChange,
  ): void {
    let items = this.items.get(environmentId);
    if (!items) this.items.set(environmentId, (items = new Map()));
    const before = items.get(itemKey(kind, key));
    const merged = mergeContents(before?.contents, contents);
    items.set(itemKey(kind, key), { environmentId, kind, key, body, ...(merged && { contents: merged }) });
  }

  insertNoun<Kind extends ConfigKind>(kind: Kind, row: NounRow<Kind>): void {
    this.nouns.set(itemKey(kind, row.key), row);
    this.rows.push({ entity: nounEntities[kind], insert: { ...row } });
  }

  updateNoun(kind: ConfigKind, row: NounRow, set: Row): void {
    this.nouns.set(itemKey(kind, row.key), { ...row, ...set });
    this.rows.push({ entity: nounEntities[kind], id: row.id, set });
  }

  insertEnvironment(row: EnvironmentEntity, epoch: string): void {
    this.environmentRows.set(row.id, row);
    this.rows.push({ entity: EnvironmentEntity, insert: { ...row } });
    this.opens.push({ environmentId: row.id, epoch });
  }

  updateEnvironment(row: EnvironmentEntity, set: Row): void {
    this.environmentRows.set(row.id, { ...row, ...set });
    this.rows.push({ entity: EnvironmentEntity, id: row.id, set });
    if ('archivedAt' in set) this.movesAccess = true;
  }

  get writes(): ItemWrite[] {
    return [...this.items.values()].flatMap((items) => [...items.values()]);
  }

  get plan(): Plan {
    const { rows, opens, movesAccess } = this;
    return { items: this.writes, rows, opens, movesAccess };
  }
}

/** Later intents on one list win over earlier ones for the same id. */
function mergeContents(
  before: ListChange | undefined,
  after: ListChange | undefined,
): ListChange | undefined {
  if (!before || !after || !('add' in before) || !('add' in after)) return after ?? before;
  const touched = new Set([...after.add, ...after.remove]);
  return {
    add: [...before.add.filter((id) => !touched.has(id)), ...after.add],
    remove: [...before.remove.filter((id) => !touched.has(id)), ...after.remove],
  };
}
