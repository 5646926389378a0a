import { In, type EntityTarget, type FindOptionsWhere } from 'typeorm';
import { pageByParent, rowById, rowByKey } from '../../database/batch';
import type { Database } from '../../database/database';
import type { LoaderMaker } from '../../foundation/operation';
import type { Page, PageRequest } from '../../foundation/pagination';

/** A row that stands in a project under a key. */
export interface ProjectNoun {
  id: string;
  organizationId: string;
  projectId: string;
  key: string;
}

export interface KeyInProject {
  projectId: string;
  key: string;
}

export interface ProjectNounLoaders<Row> {
  byId: LoaderMaker<string, Row | null>;
  byKey: LoaderMaker<KeyInProject, Row | null>;
  byProject: LoaderMaker<PageRequest, Page<Row>>;
}

/** The loaders of one noun; `order` is that of its pages, unique within a project. */
export const projectNounLoaders = <Row extends ProjectNoun>(
  database: Database,
  entity: EntityTarget<Row>,
  order: (keyof Row & string)[] = ['key'],
): ProjectNounLoaders<Row> => ({
  byId: rowById(database, entity),
  byKey: rowByKey<Row, KeyInProject>(database, entity, {
    where: (keys) =>
      [...keysByProject(keys)].map(
        ([projectId, ofProject]) => ({ projectId, key: In(ofProject) }) as unknown as FindOptionsWhere<Row>,
      ),
    keyOf: ({ projectId, key }) => ({ projectId, key }),
  }),
  byProject: pageByParent(database, entity, { parent: 'projectId', order }),
});

function keysByProject(keys: readonly KeyInProject[]): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const { projectId, key } of keys) {
    const group = groups.get(projectId);
    if (group) group.push(key);
    else groups.set(projectId, [key]);
  }
  return groups;
}
