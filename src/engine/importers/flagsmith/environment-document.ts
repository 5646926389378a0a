import { canonicalJson, type Json } from '../../evaluation';
import { refuseDeep } from '../depth';
import type { Place } from '../place';
import { grouped } from './grouped';

type Fields = Record<string, unknown>;

/** The evaluation context that Flagsmith's SDKs make of an environment document. */
export function contextOf(document: Place): Fields {
  const features = document.at('feature_states').elements().map(featureOf);
  const segments = membersOf(document.at('project'), 'segments').map(segmentOf);
  const identities = document.at('identity_overrides').elements().map(identityOf);
  return {
    environment: { key: document.at('api_key').text(), name: document.at('name').value },
    features: Object.fromEntries(features.map((feature) => [feature.name, feature])),
    segments: Object.fromEntries(
      [...segments, ...identitySegments(identities)].map((segment) => [segment.key, segment]),
    ),
  };
}

function membersOf(object: Place, list: string): Place[] {
  return object.isAbsent ? [] : object.at(list).elements();
}

interface FeatureState {
  name: string;
  key: unknown;
  [field: string]: unknown;
}

function featureOf(state: Place): FeatureState {
  const feature = state.at('feature');
  const segment = state.at('feature_segment');
  const id = state.at('django_id').value;
  return {
    name: feature.at('name').text(),
    key: id ? String(id) : state.at('featurestate_uuid').text(),
    enabled: state.at('enabled').value,
    value: state.at('feature_state_value').value,
    variants: optionsOf(state.at('multivariate_feature_state_values')),
    priority: segment.isAbsent ? undefined : segment.at('priority').value,
    metadata: { id: feature.at('id').value },
  };
}

/** Ordered by id, or by UUID where they have none, as numbers of 128 bits: which is the order of their digits. */
function optionsOf(states: Place): Fields[] {
  const options = states.elements().map((state) => ({
    rank: state.at('id').value ?? state.at('mv_fs_value_uuid').text().replaceAll('-', '').toLowerCase(),
    value: state.at('multivariate_feature_option').at('value').value,
    weight: state.at('percentage_allocation').value,
  }));
  return options
    .sort((left, right) => compare(left.rank, right.rank))
    .map(({ value, weight }, priority) => ({ value, weight, priority }));
}

function compare(left: unknown, right: unknown): number {
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  return String(left) < String(right) ? -1 : 1;
}

function segmentOf(segment: Place): Fields & { key: string } {
  refuseDeep(segment);
  const id = segment.at('id').value;
  return {
    key: String(id),
    name: segment.at('name').value,
    rules: segment.at('rules').elements().map(ruleOf),
    overrides: segment.at('feature_states').elements().map(featureOf),
    metadata: { source: 'api', id },
  };
}

function ruleOf(rule: Place): Fields {
  return {
    type: rule.at('type').value,
    conditions: rule
      .at('conditions')
      .elements()
      .map((condition) => ({
        property: condition.at('property_').value,
        operator: condition.at('operator').value,
        value: condition.at('value').value,
      })),
    rules: rule.at('rules').elements().map(ruleOf),
  };
}

interface Identity {
  identifier: string;
  overrides: FeatureState[];
}

function identityOf(identity: Place): Identity {
  refuseDeep(identity);
  const states = identity.at('identity_features').elements().map(featureOf);
  return {
    identifier: identity.at('identifier').text(),
    overrides: states.toSorted((left, right) => compare(left.name, right.name)),
  };
}

/** One segment for all identities with the same overrides, above every other segment. */
function identitySegments(identities: Identity[]): (Fields & { key: string })[] {
  const groups = grouped(
    identities.filter(({ overrides }) => overrides.length > 0),
    ({ overrides }) => canonicalJson(overrides.map(({ key: _, ...rest }) => rest) as Json),
  );
  return Array.from(groups.values(), (group, at) => ({
    key: `identity_override_${at + 1}`,
    name: 'identity_overrides',
    rules: [{ type: 'ALL', conditions: [isOneOf(group.map(({ identifier }) => identifier))] }],
    overrides: group[0].overrides.map((override) => ({ ...override, priority: -Infinity })),
    metadata: { source: 'identity_override' },
  }));
}

function isOneOf(identifiers: string[]): Fields {
  return { property: '$.identity.identifier', operator: 'IN', value: identifiers };
}
