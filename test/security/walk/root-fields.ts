import { gateBucketing } from '../../../src/engine/evaluation';
import { flagKey, type World } from './world';

/** Variables with which a root field works for the world's owner. */
export type Row = (world: World) => Record<string, unknown>;

const input =
  (make: (ids: World['ids'], world: World) => object): Row =>
  (world) => ({ input: make(world.ids, world) });
const id =
  (noun: keyof World['ids']): Row =>
  ({ ids }) => ({ id: ids[noun] });

/** A row for each root field of the schema but `applyChanges`, whose rows are its intents. The walks fail without one. */
export const rootFields: Record<'Query' | 'Mutation' | 'Subscription', Record<string, Row>> = {
  Query: {
    environment: id('Environment'),
    evaluate: ({ ids }) => ({
      environmentId: ids.Environment,
      subjects: [{ targetingKey: 'ada' }],
      flagKeys: [flagKey],
    }),
    explain: ({ ids }) => ({ environmentId: ids.Environment, flagKey, subject: { targetingKey: 'ada' } }),
    flag: id('Flag'),
    layer: id('Layer'),
    list: id('List'),
    node: id('Flag'),
    nodes: ({ ids }) => ({ ids: Object.values(ids) }),
    organization: () => ({}),
    project: id('Project'),
    segment: id('Segment'),
    viewer: () => ({}),
  },
  Mutation: {
    acceptInvitation: input((_, { invitation }) => ({ token: invitation, name: 'Second' })),
    archiveMember: input(({ Member }) => ({ memberId: Member })),
    archiveOrganization: input(() => ({})),
    archiveProject: input(({ Project }) => ({ projectId: Project })),
    createPersonalToken: input(() => ({ name: 'phone' })),
    createProject: input(() => ({ key: 'mobile', name: 'Mobile' })),
    createSdkKey: input(({ Environment }) => ({ environmentId: Environment, kind: 'CLIENT', name: 'web' })),
    createServiceToken: input(({ Project }) => ({ name: 'bot', role: 'EDITOR', projectId: Project })),
    grantRole: input(({ Member, Project }) => ({
      principalId: Member,
      role: 'REVIEWER',
      projectId: Project,
    })),
    inviteMember: input(({ Environment }) => ({
      email: 'new@example.com',
      role: 'VIEWER',
      environmentId: Environment,
    })),
    reportConfigStatus: input(() => ({ streamId: 'any', appliedRevision: '1' })),
    recordMeasurements: input(({ Environment }) => ({
      environmentId: Environment,
      exposures: [
        { eventId: '1', flagKey, variant: 'on', unit: { key: 'ada' }, at: new Date().toISOString() },
      ],
    })),
    renewInvitation: input(({ InvitedMember }) => ({ memberId: InvitedMember })),
    restoreMember: input(({ ArchivedMember }) => ({ memberId: ArchivedMember })),
    restoreOrganization: input(() => ({})),
    restoreProject: input(({ ArchivedProject }) => ({ projectId: ArchivedProject })),
    revokePersonalToken: input(({ PersonalToken }) => ({ personalTokenId: PersonalToken })),
    revokeRole: input(({ RoleGrant }) => ({ roleGrantId: RoleGrant })),
    revokeSdkKey: input(({ SdkKey }) => ({ sdkKeyId: SdkKey })),
    revokeServiceToken: input(({ ServiceToken }) => ({ serviceTokenId: ServiceToken })),
    rotateSdkKey: input(({ SdkKey }) => ({ sdkKeyId: SdkKey, overlapHours: 1 })),
    updateMember: input(({ Member }) => ({ memberId: Member, name: 'Renamed' })),
    updateOrganization: input(() => ({ name: 'Renamed' })),
    updateProject: input(({ Project }) => ({ projectId: Project, name: 'Renamed' })),
    updateSdkKey: input(({ SdkKey }) => ({ sdkKeyId: SdkKey, name: 'Renamed' })),
  },
  Subscription: {
    configStream: input(({ Environment }) => ({ protocol: 1, environmentId: Environment })),
    evaluationSignal: input(({ Environment }) => ({ protocol: 1, environmentId: Environment })),
    projectActivity: ({ ids }) => ({ projectId: ids.Project }),
    propagation: ({ ids }) => ({ environmentId: ids.Environment }),
  },
};

const everyone = true;

/** A row for each intent of `ChangeInput`. */
export const intents: Record<string, (ids: World['ids']) => object> = {
  createEnvironment: ({ Project, OtherEnvironment }) => ({
    projectId: Project,
    key: 'canary',
    kind: 'PRODUCTION',
    copyFromEnvironmentId: OtherEnvironment,
  }),
  updateEnvironment: ({ Environment }) => ({ environmentId: Environment, name: 'Renamed' }),
  archiveEnvironment: ({ Environment }) => ({ environmentId: Environment }),
  restoreEnvironment: ({ ArchivedEnvironment }) => ({ environmentId: ArchivedEnvironment }),
  createFlag: ({ Project, Member }) => ({
    projectId: Project,
    key: 'fresh',
    type: 'BOOLEAN',
    ownerId: Member,
  }),
  updateFlag: ({ Project, Member }) => ({ projectId: Project, flagKey, tags: ['new'], ownerId: Member }),
  archiveFlag: ({ Project }) => ({ projectId: Project, flagKey }),
  restoreFlag: ({ Project }) => ({ projectId: Project, flagKey: 'old' }),
  cloneFlag: ({ Project }) => ({ projectId: Project, flagKey, key: 'copy' }),
  setFlagOn: ({ Environment }) => ({ environmentId: Environment, flagKey, on: true }),
  putVariant: ({ Environment }) => ({ environmentId: Environment, flagKey, variant: 'maybe', value: false }),
  removeVariant: ({ Environment }) => ({ environmentId: Environment, flagKey, variant: 'spare' }),
  setOffVariant: ({ Environment }) => ({ environmentId: Environment, flagKey, variant: 'on' }),
  setFallthrough: ({ Environment }) => ({ environmentId: Environment, flagKey, serve: 'off' }),
  replaceConfiguration: ({ Environment }) => ({
    environmentId: Environment,
    flagKey,
    configuration: { on: true, off: null, variants: { on: { value: true } }, rules: [], fallthrough: 'on' },
  }),
  copyConfiguration: ({ Environment, OtherEnvironment }) => ({
    fromEnvironmentId: OtherEnvironment,
    environmentId: Environment,
    flagKeys: [flagKey],
  }),
  restoreRevision: ({ Environment }) => ({ environmentId: Environment, revision: '1' }),
  addRule: ({ Environment }) => ({ environmentId: Environment, flagKey, when: everyone, serve: 'on' }),
  updateRule: ({ Environment }) => ({ environmentId: Environment, flagKey, ruleId: 'beta', serve: 'off' }),
  moveRule: ({ Environment }) => ({
    environmentId: Environment,
    flagKey,
    ruleId: 'early',
    beforeRuleId: 'beta',
  }),
  removeRule: ({ Environment }) => ({ environmentId: Environment, flagKey, ruleId: 'beta' }),
  setRollout: ({ Environment }) => ({
    environmentId: Environment,
    flagKey,
    weights: [
      { variant: 'on', weight: 10_000 },
      { variant: 'off', weight: 90_000 },
    ],
  }),
  addTargets: ({ Environment }) => ({ environmentId: Environment, flagKey, variant: 'off', keys: ['alan'] }),
  removeTargets: ({ Environment }) => ({ environmentId: Environment, flagKey, keys: ['ada'] }),
  addPrerequisite: ({ OtherEnvironment }) => ({
    environmentId: OtherEnvironment,
    flagKey,
    prerequisiteKey: 'search',
    variants: ['on'],
  }),
  removePrerequisite: ({ Environment }) => ({
    environmentId: Environment,
    flagKey,
    prerequisiteKey: 'search',
  }),
  createSegment: ({ Project, Member }) => ({
    projectId: Project,
    key: 'fresh',
    when: everyone,
    ownerId: Member,
  }),
  updateSegment: ({ Project, Member }) => ({
    projectId: Project,
    segmentKey: 'beta',
    name: 'B',
    ownerId: Member,
  }),
  archiveSegment: ({ Project }) => ({ projectId: Project, segmentKey: 'spare' }),
  restoreSegment: ({ Project }) => ({ projectId: Project, segmentKey: 'old' }),
  putSegment: ({ Environment }) => ({ environmentId: Environment, segmentKey: 'beta', when: everyone }),
  createList: ({ Project, Member }) => ({ projectId: Project, key: 'fresh', ownerId: Member }),
  updateList: ({ Project, Member }) => ({ projectId: Project, listKey: 'early', name: 'E', ownerId: Member }),
  archiveList: ({ Project }) => ({ projectId: Project, listKey: 'spare' }),
  restoreList: ({ Project }) => ({ projectId: Project, listKey: 'old' }),
  addToList: ({ Environment }) => ({ environmentId: Environment, listKey: 'early', ids: ['alan'] }),
  removeFromList: ({ Environment }) => ({ environmentId: Environment, listKey: 'early', ids: ['ada'] }),
  createLayer: ({ Project, Member }) => ({ projectId: Project, key: 'fresh', ownerId: Member }),
  updateLayer: ({ Project, Member }) => ({
    projectId: Project,
    layerKey: 'experiments',
    name: 'X',
    ownerId: Member,
  }),
  archiveLayer: ({ Project }) => ({ projectId: Project, layerKey: 'experiments' }),
  restoreLayer: ({ Project }) => ({ projectId: Project, layerKey: 'old' }),
  putLayer: ({ Environment }) => ({
    environmentId: Environment,
    layerKey: 'experiments',
    bucketing: gateBucketing('another'),
  }),
};
