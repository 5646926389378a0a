import type { Flag, Json, Rule, Variant } from '../../../engine/evaluation';
import type { Filter } from '../../foundation/pagination';
import type { Dialect } from '../../database/data-source';
import { allOf, isOneOf } from '../../database/filters';
import type { ConfigurationItemEntity } from '../configuration/configuration-item.entity';
import type { EnvironmentEntity } from '../environments/environment.entity';
import type { FlagEntity } from './flag.entity';
import { traitFilters, type Traits } from './owned';

/** A flag in one environment: as it is, or as it was at a revision. The two never share an id. */
export interface FlagConfiguration extends Pick<Flag, 'on' | 'off' | 'fallthrough' | 'metadata' | 'source'> {
  /** `<environment>.<flag>`, with `@<revision>` behind it for the past. */
  id: string;
  environment: EnvironmentEntity;
  flag: FlagEntity;
  /** The revision it is read at; null: the head. */
  asOfRevision: number | null;
  /** The revision that wrote it. */
  revision: number;
  variants: NamedVariant[];
  rules: Rule[];
}

export interface NamedVariant extends Pick<Variant, 'name' | 'extra'> {
  key: string;
  value: Json;
}

export function flagConfiguration(
  environment: EnvironmentEntity,
  flag: FlagEntity,
  item: ConfigurationItemEntity,
  asOfRevision: number | null,
): FlagConfiguration {
  const { on, off, variants, rules, fallthrough, metadata, source } = JSON.parse(item.body) as Flag;
  return {
    id: configurationId(environment.id, flag.id, asOfRevision),
    environment,
    flag,
    asOfRevision,
    revision: item.revision,
    on,
    off,
    variants: Object.entries(variants).map(([key, variant]) => ({ key, ...variant })),
    rules,
    fallthrough,
    metadata,
    source,
  };
}

const configurationId = (environmentId: string, flagId: string, revision: number | null): string =>
  `${environmentId}.${flagId}${revision === null ? '' : `@${revision}`}`;

/** The parts of an id that `flagConfiguration` made; null for any other text. */
export function parseConfigurationId(
  id: string,
): { environmentId: string; flagId: string; revision: number | null } | null {
  const [, environmentId, flagId, revision] = /^([^.@]+)\.([^.@]+)(?:@(\d+))?$/.exec(id) ?? [];
  if (!environmentId || !flagId) return null;
  return { environmentId, flagId, revision: revision === undefined ? null : Number(revision) };
}

export interface FlagConfigurationFilter extends Traits {
  on?: boolean | null;
}

/** The rows of `configuration_items` that say what a flag is, by what they say and by the flag's traits. */
export function configurationFilter(dialect: Dialect, { on, ...traits }: FlagConfigurationFilter): Filter {
  const ofFlag = allOf(...traitFilters(dialect, traits));
  return allOf(isOneOf('kind', ['FLAG']), on == null ? null : isOn(on), ofFlag ? hasFlag(ofFlag) : null);
}

/** SQLite reads JSON's true as 1. */
const isOn = (on: boolean): Filter => ({
  sql: `CAST(JSON_EXTRACT(body, '$.on') AS CHAR) IN (?, ?)`,
  parameters: on ? ['true', '1'] : ['false', '0'],
});

const hasFlag = ({ sql, parameters }: Filter): Filter => ({
  sql: `EXISTS (
    SELECT 1 FROM flags
    WHERE flags.organization_id = configuration_items.organization_id AND flags.project_id =
      (SELECT project_id FROM environments WHERE environments.id = configuration_items.environment_id)
      AND flags.\`key\` = configuration_items.object_key AND (${sql}))`,
  parameters,
});
