import { printSubgraph } from '../../src/server/api/subgraph';
import { publish } from '../support/changes';
import { startHarness, type Harness } from '../support/harness';
import { aWorld, type World } from '../support/world';
import { composeSupergraph, startGateway } from './gateway';
import { startPartner, type Partner } from './partner';

const routerSecret = 'the secret that a router sends';

describe('our subgraph with a partner’s', () => {
  let harness: Harness;
  let world: World;
  let other: World;
  let partner: Partner;
  let gateway: ReturnType<typeof startGateway>;

  beforeAll(async () => {
    harness = await startHarness('sqlite', { settings: { routerSecret } });
    [world, other] = [await aWorld(harness), await aWorld(harness)];
    for (const key of ['banner', 'checkout']) await world.publishFlag(key);
    await publish(harness, other.owner, {
      createFlag: { projectId: other.project.projectId, key: 'hidden', type: 'BOOLEAN' },
    });
    partner = await startPartner({
      tickets: { banner: 'WEB-1', checkout: 'WEB-2' },
      onCall: { [world.production]: 'Grace' },
      releases: {
        spring: { projectId: world.project.projectId, flagKeys: ['checkout', 'ghost', 'banner'] },
        stolen: { projectId: other.project.projectId, flagKeys: ['hidden'] },
      },
    });
    const { url } = await harness.listen();
    const supergraph = composeSupergraph([
      { name: 'signalbox', sdl: printSubgraph(harness.schemas), url: `${url}/graphql/subgraph` },
      { name: 'partner', sdl: partner.sdl, url: partner.url },
    ]);
    gateway = startGateway(supergraph, routerSecret);
  });
  afterAll(async () => {
    await gateway.close();
    partner.close();
    await harness.close();
  });

  it('answers a query that starts here and goes on there', async () => {
    const answer = await gateway.ask(
      world.ownerToken,
      /* GraphQL */ `
        query ($project: ID!, $environment: ID!) {
          project(id: $project) {
            environment(key: "production") {
              name
              onCall
            }
            flags {
              nodes {
                key
                ticket
                evaluate(environmentId: $environment, subject: { targetingKey: "ada" }) {
                  variant
                }
              }
            }
          }
        }
      `,
      { project: world.project.projectId, environment: world.production },
    );
    const evaluate = { variant: 'on' };
    expect(answer).toEqual({
      data: {
        project: {
          environment: { name: 'production', onCall: 'Grace' },
          flags: {
            nodes: [
              { key: 'banner', ticket: 'WEB-1', evaluate },
              { key: 'checkout', ticket: 'WEB-2', evaluate },
            ],
          },
        },
      },
    });
  });

  it('answers a query that starts there, with flags known by their keys only, and goes on here', async () => {
    const { data } = await gateway.ask(
      world.ownerToken,
      /* GraphQL */ `
        {
          release(name: "spring") {
            flags {
              key
              ticket
              type
              project {
                name
              }
            }
          }
        }
      `,
    );
    const ours = { type: 'BOOLEAN', project: { name: 'A test project' } };
    expect(data.release.flags).toEqual([
      { key: 'checkout', ticket: 'WEB-2', ...ours },
      null,
      { key: 'banner', ticket: 'WEB-1', ...ours },
    ]);
  });

  it('shows a partner’s references to another organization as nothing', async () => {
    const query = '{ release(name: "stolen") { flags { name } } }';
    const { data: ours } = await gateway.ask(world.ownerToken, query);
    expect(ours.release.flags).toEqual([null]);
    const { data: theirs } = await gateway.ask(other.ownerToken, query);
    expect(theirs.release.flags).toEqual([{ name: 'hidden' }]);
  });

  it('lets nobody in by the router’s secret alone', async () => {
    const answer = await gateway.ask('sbx_pat_nobody', '{ viewer { organization { id } } }');
    expect(answer.data?.viewer ?? null).toBeNull();
    expect(answer.errors?.[0].extensions).toMatchObject({ code: 'UNAUTHENTICATED' });
  });
});
