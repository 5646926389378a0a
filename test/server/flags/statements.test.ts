import { quietClock } from '../../support/quiet-clock';
import { toGlobalId } from '../../../src/server/foundation/ids';
import { ask } from '../../support/ask';
import { aProject, publish } from '../../support/changes';
import { dialects, startHarness, type Harness } from '../../support/harness';

const dashboard = /* GraphQL */ `
  {
    organization {
      projects(first: 1) {
        nodes {
          environments(first: 20) {
            nodes {
              flagConfigurations(first: 100) {
                nodes {
                  on
                  rules {
                    id
                  }
                  flag {
                    key
                    owner {
                      name
                    }
                  }
                }
              }
            }
          }
        }
      }
    }
  }
`;

interface Answer {
  organization: {
    projects: {
      nodes: {
        environments: { nodes: { flagConfigurations: { nodes: { flag: { owner: object } }[] } }[] };
      }[];
    };
  };
}

describe.each(dialects)('statements of a dashboard on %s', (dialect) => {
  let harness: Harness;

  beforeAll(async () => {
    harness = await startHarness(dialect, { clock: quietClock });
  });
  afterAll(() => harness.close());

  /** How many statements the dashboard costs, and how many flags with an owner it shows for each environment. */
  const costOf = async (environments: number, flags: number) => {
    const organization = await harness.anOrganization();
    const { owner } = organization;
    const keys = Array.from({ length: environments }, (_, position) => `environment-${position}`);
    const { projectId } = await aProject(harness, organization, ...keys);
    const ownerId = toGlobalId('Member', owner.id);
    const created = Array.from({ length: flags }, (_, position) => ({
      createFlag: { projectId, key: `flag-${position}`, type: 'BOOLEAN', ownerId },
    }));
    await publish(harness, owner, ...created);
    const { result, statements } = await harness.statementsOf<Answer>(() => ask(harness, owner, dashboard));
    const [project] = result.organization.projects.nodes;
    const shown = project.environments.nodes.map(
      ({ flagConfigurations }) => flagConfigurations.nodes.filter(({ flag }) => flag.owner).length,
    );
    return { statements, shown };
  };

  it('are as many for 20 environments of 100 flags as for one: one for each level', async () => {
    const one = await costOf(1, 100);
    const twenty = await costOf(20, 100);
    expect(one.shown).toEqual([100]);
    expect(twenty.shown).toEqual(Array.from({ length: 20 }, () => 100));
    expect(twenty.statements).toHaveLength(one.statements.length);
    expect(one.statements.length).toBeLessThanOrEqual(6);
  }, 60_000);
});
