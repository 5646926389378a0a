import type { Harness } from '../../support/harness';
import { applyChanges } from '../../support/changes';

/** One of each noun of an organization of its own, by global id, and the token that may do everything in it. */
export interface World {
  organizationId: string;
  slug: string;
  token: string;
  /** A second member's, who has accepted nothing yet. */
  invitation: string;
  ids: Record<WorldNoun, string>;
}

export const worldNouns = [
  'Organization',
  'Project',
  'ArchivedProject',
  'Environment',
  'OtherEnvironment',
  'ArchivedEnvironment',
  'Flag',
  'FlagConfiguration',
  'Segment',
  'List',
  'Layer',
  'Member',
  'ArchivedMember',
  'InvitedMember',
  'RoleGrant',
  'PersonalToken',
  'ServiceToken',
  'SdkKey',
] as const;
export type WorldNoun = (typeof worldNouns)[number];

/** Keys that every world has: only ids tell them apart. */
export const flagKey = 'checkout';

export async function aWorld(harness: Harness): Promise<World> {
  const { organizationId, ownerToken: token } = await harness.anOrganization();
  const ask = async (document: string, variables?: Record<string, unknown>) => {
    const { data, errors } = await harness.execute(token, document, variables);
    if (errors) throw new Error(JSON.stringify(errors));
    return data;
  };
  const mutate = async (field: string, type: string, selection: string, input: object) =>
    (await ask(`mutation($input: ${type}!) { ${field}(input: $input) { ${selection} } }`, { input }))[field];
  const publish = async (...changes: object[]) => {
    const outcome = await applyChanges(harness, token, changes);
    if (outcome.__typename !== 'ChangesPublished') throw new Error(JSON.stringify(outcome));
  };

  const project = (
    await mutate('createProject', 'CreateProjectInput', 'project { id }', { key: 'web', name: 'Web' })
  ).project.id;
  const old = (
    await mutate('createProject', 'CreateProjectInput', 'project { id }', { key: 'old', name: 'Old' })
  ).project.id;
  await mutate('archiveProject', 'ProjectInput', 'version', { projectId: old });
  const environment = (key: string) => ({ createEnvironment: { projectId: project, key, kind: 'TEST' } });
  await publish(environment('main'), environment('other'), environment('gone'));
  const { environments } = (
    await ask('query($id: ID!) { project(id: $id) { environments { nodes { id key } } } }', { id: project })
  ).project;
  const [main, other, gone] = ['main', 'other', 'gone'].map(
    (key) => environments.nodes.find((node: { key: string }) => node.key === key).id as string,
  );
  const flag = (key: string) => ({
    createFlag: { projectId: project, key, type: 'BOOLEAN', clientSide: true },
  });
  const noun = (intent: string, ...keys: string[]) =>
    keys.map((key) => ({ [intent]: { projectId: project, key } }));
  await publish(
    { archiveEnvironment: { environmentId: gone } },
    ...['checkout', 'search', 'old'].map(flag),
    ...noun('createSegment', 'beta', 'spare', 'old'),
    ...noun('createList', 'early', 'spare', 'old'),
    ...noun('createLayer', 'experiments', 'old'),
    { addToList: { environmentId: main, listKey: 'early', ids: ['ada'] } },
    { addTargets: { environmentId: main, flagKey, variant: 'on', keys: ['ada'] } },
    { addRule: { environmentId: main, flagKey, ruleId: 'beta', when: { segment: 'beta' }, serve: 'on' } },
    { addRule: { environmentId: main, flagKey, ruleId: 'early', when: { list: 'early' }, serve: 'on' } },
    { addPrerequisite: { environmentId: main, flagKey, prerequisiteKey: 'search', variants: ['on'] } },
    { putVariant: { environmentId: main, flagKey, variant: 'spare', value: true } },
  );
  await publish(
    ...['Flag', 'Segment', 'List', 'Layer'].map((kind) => ({
      [`archive${kind}`]: { projectId: project, [`${kind.toLowerCase()}Key`]: 'old' },
    })),
  );
  const invite = (email: string) =>
    mutate('inviteMember', 'InviteMemberInput', 'member { id } invitationToken', { email, role: 'VIEWER' });
  const [second, third, fourth] = [
    await invite('second@example.com'),
    await invite('third@example.com'),
    await invite('fourth@example.com'),
  ];
  await mutate('archiveMember', 'MemberInput', 'version', { memberId: third.member.id });
  await mutate('acceptInvitation', 'AcceptInvitationInput', 'memberId', {
    token: fourth.invitationToken,
    name: 'Fourth',
  });
  const grant = await mutate('grantRole', 'GrantRoleInput', 'roleGrant { id }', {
    principalId: fourth.member.id,
    role: 'EDITOR',
    projectId: project,
  });
  const personal = await mutate('createPersonalToken', 'CreatePersonalTokenInput', 'personalToken { id }', {
    name: 'laptop',
  });
  const service = await mutate('createServiceToken', 'CreateServiceTokenInput', 'serviceToken { id }', {
    name: 'ci',
    role: 'EDITOR',
    projectId: project,
  });
  const key = await mutate('createSdkKey', 'CreateSdkKeyInput', 'sdkKey { id }', {
    environmentId: main,
    kind: 'SERVER',
    name: 'service',
  });
  const seen = await ask(
    `query($id: ID!, $environmentId: ID!) { organization { id slug } project(id: $id) {
       flag(key: "checkout") { id configuration(environmentId: $environmentId) { id } }
       segment(key: "beta") { id } list(key: "early") { id } layer(key: "experiments") { id } } }`,
    { id: project, environmentId: main },
  );
  return {
    organizationId,
    slug: seen.organization.slug,
    token,
    invitation: second.invitationToken,
    ids: {
      Organization: seen.organization.id,
      Project: project,
      ArchivedProject: old,
      Environment: main,
      OtherEnvironment: other,
      ArchivedEnvironment: gone,
      Flag: seen.project.flag.id,
      FlagConfiguration: seen.project.flag.configuration.id,
      Segment: seen.project.segment.id,
      List: seen.project.list.id,
      Layer: seen.project.layer.id,
      Member: fourth.member.id,
      ArchivedMember: third.member.id,
      InvitedMember: second.member.id,
      RoleGrant: grant.roleGrant.id,
      PersonalToken: personal.personalToken.id,
      ServiceToken: service.serviceToken.id,
      SdkKey: key.sdkKey.id,
    },
  };
}
