import type { AsOf } from '../../foundation/as-of.types';
import type { Dialect } from '../../database/data-source';
import { parseGlobalId } from '../../foundation/ids';
import { mapConnection } from '../../foundation/map-connection';
import type { Operation } from '../../foundation/operation';
import type { Connection, PageArguments } from '../../foundation/pagination';
import { authorize } from '../access/authorize';
import type { ConfigurationReader } from '../configuration/configuration-reader';
import type { EnvironmentItems } from '../environments/environment-items';
import type { EnvironmentEntity } from '../environments/environment.entity';
import { placeOf, type EnvironmentService } from '../environments/environment.service';
import {
  configurationFilter,
  flagConfiguration,
  parseConfigurationId,
  type FlagConfiguration,
  type FlagConfigurationFilter,
} from './flag-configuration';
import type { FlagEntity } from './flag.entity';
import type { FlagService } from './flag.service';

/** How another subgraph names a configuration: by its global id, or by those of its environment and flag. */
export interface FlagConfigurationReference {
  id?: string;
  environment?: { id: string };
  flag?: { id: string };
}

/** What flags are in environments. */
export class FlagConfigurationService {
  constructor(
    private readonly reader: ConfigurationReader,
    private readonly environments: EnvironmentService,
    private readonly items: EnvironmentItems,
    private readonly flags: FlagService,
    private readonly dialect: Dialect,
  ) {}

  /** The flags of an environment now, in the order of their keys. */
  async page(
    operation: Operation,
    environment: EnvironmentEntity,
    page: PageArguments,
    filter: FlagConfigurationFilter = {},
  ): Promise<Connection<FlagConfiguration>> {
    authorize(operation.actor, 'read', placeOf(environment));
    const wanted = configurationFilter(this.dialect, filter);
    const items = await this.reader.page(operation, environment.id, page, wanted);
    const keys = items.nodes.map(({ objectKey }) => objectKey);
    const flags = await this.flags.findByKeys(operation, environment.projectId, keys);
    return mapConnection(items, (rows) =>
      rows.map((item, position) => {
        const flag = flags[position];
        return flag && flagConfiguration(environment, flag, item, null);
      }),
    );
  }

  /** What the flag is in an environment of its project; null where it is not. */
  async ofFlag(
    operation: Operation,
    flag: FlagEntity,
    environmentGlobalId: string,
    asOf: AsOf | null,
  ): Promise<FlagConfiguration | null> {
    const found = await this.items.item(operation, 'FLAG', flag, environmentGlobalId, asOf);
    return found.item && flagConfiguration(found.environment, flag, found.item, found.revision);
  }

  async find(operation: Operation, id: string): Promise<FlagConfiguration | null> {
    const parsed = parseConfigurationId(id);
    if (!parsed) return null;
    const [environment, flag] = await Promise.all([
      this.environments.find(operation, parsed.environmentId),
      this.flags.find(operation, parsed.flagId),
    ]);
    if (!environment || !flag || environment.projectId !== flag.projectId) return null;
    const { revision } = parsed;
    if (revision !== null && revision > (await this.reader.head(operation, environment.id)).revision)
      return null;
    const place = { environmentId: environment.id, kind: 'FLAG' as const, objectKey: flag.key };
    const item = await this.reader.item(operation, place, revision);
    return item && flagConfiguration(environment, flag, item, revision);
  }

  async findByReference(
    operation: Operation,
    { id, environment, flag }: FlagConfigurationReference,
  ): Promise<FlagConfiguration | null> {
    if (id !== undefined) {
      const parsed = parseGlobalId(id);
      return parsed?.type === 'FlagConfiguration' ? this.find(operation, parsed.id) : null;
    }
    const [environmentId, flagId] = [environment, flag].map((each) => parseGlobalId(String(each?.id)));
    return environmentId?.type === 'Environment' && flagId?.type === 'Flag'
      ? this.find(operation, `${environmentId.id}.${flagId.id}`)
      : null;
  }
}
