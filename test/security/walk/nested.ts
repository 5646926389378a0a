import { flagKey, type World, type WorldNoun } from './world';

/** Arguments for each field below the roots that takes an id; the walk fails without a row. */
export const nestedFields: Record<string, (ids: World['ids']) => Record<string, unknown>> = {
  'Flag.configuration': ({ Environment }) => ({ environmentId: Environment }),
  'Flag.evaluate': ({ Environment }) => ({ environmentId: Environment, subject: { targetingKey: 'ada' } }),
  'Layer.definition': ({ Environment }) => ({ environmentId: Environment }),
  'List.contains': ({ Environment }) => ({ environmentId: Environment, value: 'ada' }),
  'List.entries': ({ Environment }) => ({ environmentId: Environment }),
  'List.size': ({ Environment }) => ({ environmentId: Environment }),
  'Organization.auditEntries': ({ Environment }) => ({ environmentId: Environment }),
  'Organization.auditVerify': ({ Environment }) => ({ environmentId: Environment }),
  'Segment.definition': ({ Environment }) => ({ environmentId: Environment }),
  'Segment.usedBy': ({ Environment }) => ({ environmentId: Environment }),
};

/** A representation for each `@key` of the subgraph; the walk fails without a row. */
export const representations: [type: WorldNoun, (world: World) => Record<string, unknown>][] = [
  ['Organization', ({ ids: { Organization } }) => ({ id: Organization })],
  ['Organization', ({ slug }) => ({ slug })],
  ['Project', ({ ids: { Project } }) => ({ id: Project })],
  ['Project', ({ ids: { Organization } }) => ({ organization: { id: Organization }, key: 'web' })],
  ['Environment', ({ ids: { Environment } }) => ({ id: Environment })],
  ['Environment', ({ ids: { Project } }) => ({ project: { id: Project }, key: 'main' })],
  ['Flag', ({ ids: { Flag } }) => ({ id: Flag })],
  ['Flag', ({ ids: { Project } }) => ({ project: { id: Project }, key: flagKey })],
  ['FlagConfiguration', ({ ids: { FlagConfiguration } }) => ({ id: FlagConfiguration })],
  [
    'FlagConfiguration',
    ({ ids: { Environment, Flag } }) => ({ environment: { id: Environment }, flag: { id: Flag } }),
  ],
  ['Segment', ({ ids: { Segment } }) => ({ id: Segment })],
  ['Segment', ({ ids: { Project } }) => ({ project: { id: Project }, key: 'beta' })],
  ['Member', ({ ids: { Member } }) => ({ id: Member })],
];
