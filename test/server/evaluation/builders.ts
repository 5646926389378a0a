import { aFlag } from '../../support/builders';
import {
  canonicalJson,
  type Flag,
  type Json,
  type RulesetChange,
  type Segment,
} from '../../../src/engine/evaluation';
import type {
  ConfigurationObject,
  EnvironmentState,
} from '../../../src/server/delivery/configuration-source';

/** A flag that is on and serves `on` to whom no rule serves. */
export const aFlagServingOn = (key: string, parts: Partial<Flag> = {}): Flag =>
  aFlag({ key, fallthrough: 'on', ...parts });

/** One object as written by revision `version`. */
export type Written = { kind: RulesetChange['kind']; key: string; version: number; value: object };

export const writtenFlag = (version: number, flag: Flag): Written => ({
  kind: 'FLAG',
  key: flag.key,
  version,
  value: flag,
});

export const writtenSegment = (version: number, key: string, when: Segment['when']): Written => ({
  kind: 'SEGMENT',
  key,
  version,
  value: { when },
});

export function aState(
  revision: number,
  objects: Written[],
  parts: Partial<EnvironmentState> = {},
): EnvironmentState {
  return {
    organizationId: 'organization',
    environmentId: 'environment',
    epoch: 'epoch',
    revision,
    minRevision: 0,
    committedAt: revision * 1_000,
    chainHash: '0'.repeat(16),
    objects: new Map(objects.map((object) => [`${object.kind}\0${object.key}`, configurationObject(object)])),
    lists: new Map(),
    ...parts,
  };
}

const configurationObject = ({ kind, key, version, value }: Written): ConfigurationObject =>
  ({ kind, key, version, value, body: canonicalJson(value as Json) }) as ConfigurationObject;
