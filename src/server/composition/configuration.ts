import {
  ChangesPreviewedResolver,
  ChangesResolver,
  ContestedItemResolver,
  EnvironmentDiffResolver,
  PublishedRevisionResolver,
} from '../domain/changes/changes.resolver';
import { ChangesService } from '../domain/changes/changes.service';
import { Compaction } from '../domain/configuration/compaction';
import { ConfigurationReader } from '../domain/configuration/configuration-reader';
import { ConfigurationLoaders } from '../domain/configuration/configuration.loaders';
import { HistoryLoaders } from '../domain/configuration/history.loaders';
import { AuthorResolver, RevisionResolver } from '../domain/configuration/history.resolver';
import { HistoryService } from '../domain/configuration/history.service';
import { Publisher } from '../domain/configuration/publish';
import {
  EnvironmentSdkKeysResolver,
  RoleGrantEnvironmentResolver,
  SdkKeyEnvironmentResolver,
} from '../domain/environments/environment-access.resolver';
import { EnvironmentItems } from '../domain/environments/environment-items';
import { environmentLoaders } from '../domain/environments/environment.loaders';
import {
  EnvironmentResolver,
  ProjectEnvironmentsResolver,
} from '../domain/environments/environment.resolver';
import { EnvironmentService } from '../domain/environments/environment.service';
import {
  EnvironmentFlagsResolver,
  FlagConfigurationResolver,
} from '../domain/flags/flag-configuration.resolver';
import { FlagConfigurationService } from '../domain/flags/flag-configuration.service';
import { flagLoaders } from '../domain/flags/flag.loaders';
import { FlagOwnedFields, FlagResolver, ProjectFlagsResolver } from '../domain/flags/flag.resolver';
import { FlagService } from '../domain/flags/flag.service';
import { layerLoaders } from '../domain/layers/layer.loaders';
import { LayerOwnedFields, LayerResolver, ProjectLayersResolver } from '../domain/layers/layer.resolver';
import { LayerService } from '../domain/layers/layer.service';
import { listLoaders } from '../domain/lists/list.loaders';
import { ListOwnedFields, ListResolver, ProjectListsResolver } from '../domain/lists/list.resolver';
import { ListService } from '../domain/lists/list.service';
import { segmentLoaders } from '../domain/segments/segment.loaders';
import {
  ProjectSegmentsResolver,
  SegmentOwnedFields,
  SegmentResolver,
} from '../domain/segments/segment.resolver';
import { SegmentService } from '../domain/segments/segment.service';
import { staleFlags } from '../measurements/stale-flags';
import type { Foundations } from './foundations';
import type { Tenancy } from './tenancy';

/** What SDKs see and how it changes: configuration, environments, flags, segments, lists, layers, changes. */
export function composeConfiguration(
  { database, clock, logger, hints, pagination, resolvers, nodes }: Foundations,
  { audit, accessLoaders, sdkKeys, projects }: Tenancy,
) {
  const configurationReader = new ConfigurationReader(new ConfigurationLoaders(database), pagination);
  const history = new HistoryService(database, new HistoryLoaders(database), configurationReader, pagination);
  resolvers.push(new RevisionResolver(history), new AuthorResolver());
  const publisher = new Publisher(database, audit, hints, clock);
  const compaction = new Compaction(database, clock, logger);

  const environments = new EnvironmentService(environmentLoaders(database), pagination);
  const environmentItems = new EnvironmentItems(environments, configurationReader);
  resolvers.push(
    new EnvironmentResolver(environments, projects, configurationReader, history),
    new ProjectEnvironmentsResolver(environments),
    new EnvironmentSdkKeysResolver(sdkKeys),
    new SdkKeyEnvironmentResolver(environments),
    new RoleGrantEnvironmentResolver(environments),
  );
  nodes.set('Environment', (operation, id) => environments.find(operation, id));

  const { dialect } = database;
  const flags = new FlagService(flagLoaders(database), pagination, dialect, staleFlags);
  const flagConfigurations = new FlagConfigurationService(
    configurationReader,
    environments,
    environmentItems,
    flags,
    dialect,
  );
  resolvers.push(
    new FlagResolver(flags, flagConfigurations),
    new FlagOwnedFields(projects, accessLoaders),
    new ProjectFlagsResolver(flags),
    new FlagConfigurationResolver(history),
    new EnvironmentFlagsResolver(flagConfigurations),
  );
  nodes.set('Flag', (operation, id) => flags.find(operation, id));
  nodes.set('FlagConfiguration', (operation, id) => flagConfigurations.find(operation, id));

  const segments = new SegmentService(segmentLoaders(database), pagination, dialect, environmentItems, flags);
  resolvers.push(
    new SegmentResolver(segments),
    new SegmentOwnedFields(projects, accessLoaders),
    new ProjectSegmentsResolver(segments),
  );
  nodes.set('Segment', (operation, id) => segments.find(operation, id));

  const lists = new ListService(listLoaders(database), pagination, dialect, environmentItems);
  resolvers.push(
    new ListResolver(lists),
    new ListOwnedFields(projects, accessLoaders),
    new ProjectListsResolver(lists),
  );
  nodes.set('List', (operation, id) => lists.find(operation, id));

  const layers = new LayerService(layerLoaders(database), pagination, dialect, environmentItems);
  resolvers.push(
    new LayerResolver(layers),
    new LayerOwnedFields(projects, accessLoaders),
    new ProjectLayersResolver(layers),
  );
  nodes.set('Layer', (operation, id) => layers.find(operation, id));

  const changes = new ChangesService(database, publisher, configurationReader);
  resolvers.push(
    new ChangesResolver(changes),
    new ChangesPreviewedResolver(),
    new PublishedRevisionResolver(),
    new EnvironmentDiffResolver(),
    new ContestedItemResolver(),
  );

  return { compaction, environments, flags, flagConfigurations, segments, changes };
}

export type Configuration = ReturnType<typeof composeConfiguration>;
