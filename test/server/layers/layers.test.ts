import { ask } from '../../support/ask';
import { aProject, publish, type TestProject } from '../../support/changes';
import { dialects, startHarness, type Harness } from '../../support/harness';
import type { TestOrganization } from '../../support/organizations';

const read = /* GraphQL */ `
  query Layers($projectId: ID!, $environmentId: ID!, $filter: LayerFilter, $asOf: AsOf) {
    node(id: $projectId) {
      ... on Project {
        layers(filter: $filter) {
          nodes {
            key
            unit
            seed
            definition(environmentId: $environmentId, asOf: $asOf) {
              bucketing
              revision
            }
          }
        }
      }
    }
  }
`;

describe.each(dialects)('layers on %s', (dialect) => {
  let harness: Harness;
  let organization: TestOrganization;
  let project: TestProject<'production'>;

  beforeAll(async () => {
    harness = await startHarness(dialect);
  });
  afterAll(() => harness.close());
  beforeEach(async () => {
    organization = await harness.anOrganization();
    project = await aProject(harness, organization, 'production');
    const { projectId } = project;
    await publish(
      harness,
      organization.owner,
      { createLayer: { projectId, key: 'checkout', unit: { kind: 'account', path: ['key'] } } },
      { createLayer: { projectId, key: 'search', tags: ['web'] } },
    );
  });

  const layers = async (variables: object = {}) => {
    const place = { projectId: project.projectId, environmentId: project.environments.production };
    const { node } = await ask(harness, organization.owner, read, { ...place, ...variables });
    return node.layers.nodes;
  };

  it('say what they share out and how, in each environment and at each revision', async () => {
    const [checkout] = await layers();
    expect(checkout).toMatchObject({ key: 'checkout', unit: { kind: 'account', path: ['key'] } });
    expect(checkout.definition).toMatchObject({
      bucketing: {
        unit: [{ kind: 'account', path: ['key'] }],
        text: [expect.stringContaining(checkout.seed), { unit: true }],
      },
      revision: '1',
    });
    expect(await layers({ asOf: { revision: '0' } })).toMatchObject([
      { definition: null },
      { definition: null },
    ]);
  });

  it('are found by their tags', async () => {
    expect(await layers({ filter: { tag: 'web' } })).toMatchObject([{ key: 'search' }]);
  });
});
