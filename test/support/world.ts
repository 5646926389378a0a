import { fromGlobalId, newId } from '../../src/server/foundation/ids';
import type { SdkKeyActor } from '../../src/server/foundation/actor';
import { aProject, publish, type TestProject } from './changes';
import type { Caller, Harness } from './harness';
import type { TestOrganization } from './organizations';

/** A tenant with a project whose flags a test publishes as it likes, and the callers that evaluate them. */
export interface World extends TestOrganization {
  project: TestProject<'staging' | 'production'>;
  production: string;
  staging: string;
  publish(...changes: object[]): Promise<{ environmentId: string; revision: string }[]>;
  /** A boolean flag that is on in production and serves `on` there to whom no rule serves. */
  publishFlag(key: string, more?: object, ...intents: object[]): Promise<void>;
  aKey(parts?: Partial<SdkKeyActor>): SdkKeyActor;
}

export async function aWorld(harness: Harness): Promise<World> {
  const organization = await harness.anOrganization();
  const project = await aProject(harness, organization, 'staging', 'production');
  const { staging, production } = project.environments;
  const world: World = {
    ...organization,
    project,
    production,
    staging,
    publish: async (...changes) => (await publish(harness, organization.owner, ...changes)).revisions,
    async publishFlag(key, more = {}, ...intents) {
      const { projectId } = project;
      const place = { environmentId: production, flagKey: key };
      await world.publish(
        { createFlag: { projectId, key, type: 'BOOLEAN', fallthrough: 'on', ...more } },
        { setFlagOn: { ...place, on: true } },
        ...intents.map((intent) => placed(intent, place)),
      );
    },
    aKey: (parts = {}) => ({
      kind: 'SDK_KEY',
      keyKind: 'SERVER',
      tags: null,
      id: newId(),
      credentialId: newId(),
      name: 'A test key',
      expiresAt: null,
      organizationId: organization.organizationId,
      projectId: fromGlobalId('Project', project.projectId),
      environmentId: fromGlobalId('Environment', production),
      ...parts,
    }),
  };
  return world;
}

const placed = (intent: object, place: object): object =>
  Object.fromEntries(Object.entries(intent).map(([name, given]) => [name, { ...place, ...given }]));

const document = /* GraphQL */ `
  query Evaluate(
    $environmentId: ID
    $subjects: [Subject!]!
    $flagKeys: [String!]
    $asOf: AsOf
    $now: DateTime
  ) {
    evaluate(
      environmentId: $environmentId
      subjects: $subjects
      flagKeys: $flagKeys
      asOf: $asOf
      now: $now
    ) {
      revision
      evaluations {
        flagKey
        value
        variant
        reason
        ruleId
        error
      }
    }
  }
`;

export interface Evaluated {
  revision: string;
  evaluations: {
    flagKey: string;
    value: unknown;
    variant: string | null;
    reason: string;
    ruleId: string | null;
    error: string | null;
  }[];
}

/** `Query.evaluate` with everything it can tell; its first error is thrown with the code first. */
export async function evaluate(harness: Harness, caller: Caller, variables: object): Promise<Evaluated[]> {
  const { data, errors } = await harness.execute(caller, document, { ...variables });
  if (errors) throw new Error(`${String(errors[0].extensions?.code)}: ${errors[0].message}`);
  return data.evaluate;
}
