/** A server somewhere, asked over HTTP as a client would. */
export interface Remote {
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests look into any answer
  ask(query: string, variables?: Record<string, unknown>): Promise<any>;
}

/** Throws what the server answered as errors, and what the connection met. */
export const remote = (url: string, token: string): Remote => ({
  async ask(query, variables) {
    const answer = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({ query, variables }),
    });
    const { data, errors } = (await answer.json()) as { data: unknown; errors?: unknown };
    if (errors) throw new Error(JSON.stringify(errors));
    return data;
  },
});

export interface RemoteProject {
  projectId: string;
  environmentId: string;
  /** A server key of the environment. */
  key: string;
}

/** A project with one environment, boolean flags of the given keys, and an SDK key. */
export async function aRemoteProject(server: Remote, ...flagKeys: string[]): Promise<RemoteProject> {
  const { createProject } = await server.ask(
    'mutation($input: CreateProjectInput!) { createProject(input: $input) { project { id } } }',
    { input: { key: 'storm', name: 'Storm' } },
  );
  const projectId = createProject.project.id as string;
  await change(server, [{ createEnvironment: { projectId, key: 'production', kind: 'PRODUCTION' } }]);
  if (flagKeys.length > 0) {
    await change(
      server,
      flagKeys.map((key) => ({ createFlag: { projectId, key, type: 'BOOLEAN' } })),
    );
  }
  const { project } = await server.ask(
    'query($id: ID!) { project(id: $id) { environments { nodes { id } } } }',
    { id: projectId },
  );
  const environmentId = project.environments.nodes[0].id as string;
  const { createSdkKey } = await server.ask(
    'mutation($input: CreateSdkKeyInput!) { createSdkKey(input: $input) { secret } }',
    { input: { environmentId, kind: 'SERVER', name: 'watcher' } },
  );
  return { projectId, environmentId, key: createSdkKey.secret as string };
}

/** Publishes, and answers the revision of the one environment that moved. */
export async function change(server: Remote, changes: object[]): Promise<number> {
  const { applyChanges } = await server.ask(
    `mutation($input: ApplyChangesInput!) { applyChanges(input: $input) { __typename
       ... on ChangesPublished { revisions { revision } } ... on ChangesInvalid { errors { path message } } } }`,
    { input: { changes } },
  );
  if (applyChanges.__typename !== 'ChangesPublished') throw new Error(JSON.stringify(applyChanges));
  return Number(applyChanges.revisions[0]?.revision ?? 0);
}
