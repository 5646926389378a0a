import { references, type Condition, type Flag, type Segment } from '../../../engine/evaluation';
import type { Dialect } from '../../database/data-source';
import { allOf, isOneOf } from '../../database/filters';
import type { AsOf } from '../../foundation/as-of.types';
import { mapConnection } from '../../foundation/map-connection';
import type { Operation } from '../../foundation/operation';
import type { Connection, Filter, PageArguments, Pagination } from '../../foundation/pagination';
import type { ConfigurationItemEntity } from '../configuration/configuration-item.entity';
import type { EnvironmentItems } from '../environments/environment-items';
import type { ProjectNounLoaders } from '../environments/project-noun.loaders';
import type { FlagEntity } from '../flags/flag.entity';
import type { FlagService } from '../flags/flag.service';
import { OwnedService } from '../flags/owned.service';
import type { SegmentEntity } from './segment.entity';

/** Whom a segment holds in one environment. */
export interface SegmentDefinition {
  when: Condition;
  /** The revision that wrote it. */
  revision: number;
}

/** A flag or a segment that names a segment: one of the two. */
export interface SegmentUse {
  flag: FlagEntity | null;
  segment: SegmentEntity | null;
}

export class SegmentService extends OwnedService<SegmentEntity> {
  constructor(
    loaders: ProjectNounLoaders<SegmentEntity>,
    pagination: Pagination,
    dialect: Dialect,
    private readonly items: EnvironmentItems,
    private readonly flags: FlagService,
  ) {
    super('Segment', loaders, pagination, dialect);
  }

  /** null: it is not defined there. */
  async definition(
    operation: Operation,
    segment: SegmentEntity,
    environmentGlobalId: string,
    asOf: AsOf | null,
  ): Promise<SegmentDefinition | null> {
    const { item } = await this.items.item(operation, 'SEGMENT', segment, environmentGlobalId, asOf);
    return item && { when: (JSON.parse(item.body) as Segment).when, revision: item.revision };
  }

  /** What names the segment in an environment now: flags first, each kind in the order of its keys. */
  async usedBy(
    operation: Operation,
    segment: SegmentEntity,
    environmentGlobalId: string,
    page: PageArguments,
  ): Promise<Connection<SegmentUse>> {
    const { projectId, key } = segment;
    const items = await this.items.page(operation, segment, environmentGlobalId, page, maySpeakOf(key));
    return mapConnection(items, (rows) =>
      Promise.all(rows.map((row) => this.userOf(operation, projectId, row, key))),
    );
  }

  private async userOf(
    operation: Operation,
    projectId: string,
    item: ConfigurationItemEntity,
    segmentKey: string,
  ): Promise<SegmentUse | null> {
    if (!speaksOf(segmentKey, item)) return null;
    const { kind, objectKey } = item;
    const flag = kind === 'FLAG' ? await this.flags.findByKey(operation, projectId, objectKey) : null;
    const segment = kind === 'SEGMENT' ? await this.findByKey(operation, projectId, objectKey) : null;
    return flag || segment ? { flag, segment } : null;
  }
}

/** Canonical JSON with `{ "segment": key }` somewhere in it: in a condition, or in a value that looks like one. */
const maySpeakOf = (key: string): Filter =>
  allOf(isOneOf('kind', ['FLAG', 'SEGMENT']), {
    sql: 'INSTR(body, ?) > 0',
    parameters: [`"segment":${JSON.stringify(key)}`],
  });

const speaksOf = (key: string, { body }: ConfigurationItemEntity): boolean =>
  references(JSON.parse(body) as Flag | Segment).segments.includes(key);
