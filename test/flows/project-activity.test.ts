import { fromGlobalId } from '../../src/server/foundation/ids';
import type { RunningServer } from '../../src/server/main';
import { aProject, applyChanges, publish, type TestProject } from '../support/changes';
import { dialects, startHarness, type Harness } from '../support/harness';
import { heldClock, type HeldClock } from '../support/held-clock';
import { succeed } from '../support/mutate';
import type { TestOrganization } from '../support/organizations';
import { TestSocket } from '../support/requests';

const document = /* GraphQL */ `
  subscription Activity($projectId: ID!) {
    projectActivity(projectId: $projectId) {
      environmentId
      revision
      committedAt
      author {
        kind
        name
      }
      comment
      changeId
      changes {
        kind
        key
        op
      }
      diff {
        kind
        key
        path
        op
        before
        after
      }
    }
  }
`;

describe.each(dialects)("a project's activity on %s", (dialect) => {
  let clock: HeldClock;
  let harness: Harness;
  let server: RunningServer;
  let organization: TestOrganization;
  let project: TestProject<'staging' | 'production'>;
  const sockets: TestSocket[] = [];

  beforeAll(async () => {
    clock = heldClock();
    harness = await startHarness(dialect, { clock });
    server = await harness.listen();
  });
  beforeEach(async () => {
    organization = await harness.anOrganization();
    project = await aProject(harness, organization, 'staging', 'production');
    const { projectId } = project;
    await publish(harness, organization.owner, {
      createFlag: { projectId, key: 'checkout', type: 'BOOLEAN' },
    });
  });
  afterEach(() => sockets.forEach((socket) => socket.close()));
  afterAll(() => harness.close());

  async function subscribe(token: string): Promise<TestSocket> {
    const socket = await TestSocket.connected(server.url, token);
    sockets.push(socket);
    socket.subscribe('activity', document, { projectId: project.projectId });
    return socket;
  }

  /** Resolves when whatever happens in production from now on will be told. */
  async function watch(token: string): Promise<TestSocket> {
    const socket = await subscribe(token);
    const environmentId = fromGlobalId('Environment', project.environments.production);
    const feed = await harness.feeds.open({ organizationId: organization.organizationId, environmentId });
    while (!feed.isFollowed) await new Promise(setImmediate);
    return socket;
  }

  async function aServiceToken(place: { environmentId: string }): Promise<{ id: string; secret: string }> {
    const input = { name: 'A dashboard', role: 'VIEWER', ...place };
    const { serviceToken, secret } = await succeed(
      harness,
      organization.owner,
      'createServiceToken',
      input,
      'serviceToken { id } secret',
    );
    return { id: serviceToken.id, secret };
  }

  const setOn = (environmentId: string, on: boolean): object => ({
    setFlagOn: { environmentId, flagKey: 'checkout', on },
  });

  test('a change is told with who made it, why, and what differs', async () => {
    const { production } = project.environments;
    const socket = await watch(organization.ownerToken);
    const published = await applyChanges(harness, organization.owner, [setOn(production, true)], {
      comment: 'Opening day',
    });
    const { payload } = await socket.next('next', 'activity');
    expect(payload.data.projectActivity).toEqual({
      environmentId: production,
      revision: published.revisions[0].revision,
      committedAt: published.revisions[0].committedAt,
      author: { kind: 'MEMBER', name: 'Olive Owner' },
      comment: 'Opening day',
      changeId: published.changeId,
      changes: [{ kind: 'FLAG', key: 'checkout', op: 'PUT' }],
      diff: [{ kind: 'FLAG', key: 'checkout', path: 'on', op: 'CHANGED', before: false, after: true }],
    });
  });

  test('what came to a list and went from it is counted', async () => {
    const { production } = project.environments;
    const { owner } = organization;
    await publish(harness, owner, { createList: { projectId: project.projectId, key: 'beta' } });
    await publish(harness, owner, {
      addToList: { environmentId: production, listKey: 'beta', ids: ['ada'] },
    });
    const socket = await watch(organization.ownerToken);
    await publish(
      harness,
      owner,
      { addToList: { environmentId: production, listKey: 'beta', ids: ['bob', 'cyd'] } },
      { removeFromList: { environmentId: production, listKey: 'beta', ids: ['ada'] } },
    );
    const { payload } = await socket.next('next', 'activity');
    const entries = payload.data.projectActivity.diff.filter(
      ({ path }: { path: string }) => path === 'entries',
    );
    expect(entries.map(({ op, before, after }: Record<string, unknown>) => [op, before, after])).toEqual([
      ['ADDED', null, 2],
      ['REMOVED', 1, null],
    ]);
  });

  test('who sees one environment is told of that one only', async () => {
    const { staging, production } = project.environments;
    const { secret } = await aServiceToken({ environmentId: production });
    const socket = await watch(secret);
    await publish(harness, organization.owner, setOn(staging, true));
    await publish(harness, organization.owner, setOn(production, true));
    const { payload } = await socket.next('next', 'activity');
    expect(payload.data.projectActivity.environmentId).toBe(production);
  });

  test('who loses their access is told nothing more', async () => {
    const { production } = project.environments;
    const { id, secret } = await aServiceToken({ environmentId: production });
    const socket = await watch(secret);
    await succeed(harness, organization.owner, 'revokeServiceToken', { serviceTokenId: id });
    clock.advance(1_000);
    await socket.next('complete', 'activity');
  });

  test('a project of another tenant is not found, and an SDK key watches none', async () => {
    const stranger = await harness.anOrganization();
    const foreign = await subscribe(stranger.ownerToken);
    const refused = await foreign.next('next', 'activity');
    expect(refused.payload.errors[0].extensions.code).toBe('NOT_FOUND');
    const { secret } = await succeed(
      harness,
      organization.owner,
      'createSdkKey',
      { environmentId: project.environments.production, kind: 'SERVER', name: 'A key' },
      'secret',
    );
    const key = await subscribe(secret);
    const forbidden = await key.next('next', 'activity');
    expect(forbidden.payload.errors[0].extensions.code).toBe('FORBIDDEN');
  });
});
