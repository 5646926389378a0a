import type { Json } from '../../evaluation';
import type { Place } from '../place';

/** A spec that is not looked into yet. */
export interface Spec {
  kind: 'gate' | 'config' | 'layer';
  name: string;
  /** `feature_gate`, `segment`, `holdout`, `experiment`, `dynamic_config`, `autotune`, … */
  entity: string;
  place: Place;
}

export interface SpecBody {
  isEnabled: boolean;
  isActive: boolean;
  salt: string;
  defaultValue: Json;
  rules: SpecRule[];
}

export interface SpecRule {
  id: string;
  groupName: string | undefined;
  /** What is hashed after the spec's salt. */
  salt: string;
  idType: string;
  passPercentage: number;
  conditions: SpecCondition[];
  returnValue: Json;
  /** The configuration that answers instead of this rule. */
  delegate: string | undefined;
  isExperimentGroup: boolean;
}

export interface SpecCondition {
  place: Place;
  type: string;
  operator: string;
  target: Json;
  field: string | undefined;
  salt: string;
  idType: string;
}

const lists = [
  ['gate', 'feature_gates'],
  ['config', 'dynamic_configs'],
  ['layer', 'layer_configs'],
] as const;

/** What server SDKs download: gates, configurations (experiments among them) and layers, in this order. */
export function readSpecs(file: Place): Spec[] {
  if (lists.every(([, list]) => file.at(list).isAbsent)) {
    throw file.fault('these are no Statsig config specs: there is no "feature_gates"');
  }
  return lists.flatMap(([kind, list]) =>
    file
      .at(list)
      .elements()
      .map((place) => ({
        kind,
        place,
        name: place.at('name').text(),
        entity: place.at('entity').text(''),
      })),
  );
}

/** Throws an ImportError for what only Statsig itself can evaluate. */
export function readSpec({ place, entity }: Spec): SpecBody {
  if (entity === 'autotune') throw place.fault('autotune is decided by Statsig, not by what SDKs receive');
  return {
    isEnabled: place.at('enabled').boolean(false),
    isActive: place.at('isActive').boolean(false),
    salt: place.at('salt').text(''),
    defaultValue: place.at('defaultValue').json(),
    rules: place
      .at('rules')
      .elements()
      .map((rule, at) => readRule(rule, `rule-${at + 1}`)),
  };
}

function readRule(rule: Place, name: string): SpecRule {
  const id = rule.at('id').text('');
  return {
    id: id || name,
    groupName: rule.at('groupName').text('') || undefined,
    salt: rule.at('salt').text(id),
    idType: rule.at('idType').text(userId),
    passPercentage: rule.at('passPercentage').number(),
    conditions: rule.at('conditions').elements().map(readCondition),
    returnValue: rule.at('returnValue').json(),
    delegate: rule.at('configDelegate').text('') || undefined,
    isExperimentGroup: rule.at('isExperimentGroup').boolean(false),
  };
}

function readCondition(condition: Place): SpecCondition {
  const more = condition.at('additionalValues');
  return {
    place: condition,
    type: condition.at('type').text().toLowerCase(),
    operator: condition.at('operator').text('').toLowerCase(),
    target: condition.at('targetValue').json(),
    field: condition.at('field').text('') || undefined,
    salt: more.isAbsent ? '' : more.at('salt').text(''),
    idType: condition.at('idType').text(userId),
  };
}

/** The unit of whoever names none. */
const userId = 'userID';
