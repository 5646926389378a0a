import { FindEnvironmentsDocument } from '../generated/graphql';
import { failed, wrongUsage } from './failure';
import { request, type Server } from './graphql';
import { printable } from './output';

export interface Place {
  projectId: string;
  projectKey: string;
  environmentId: string;
  environmentKey: string;
  /** The keys of the project's environments, by id. */
  environmentKeys: ReadonlyMap<string, string>;
}

/** The environment meant by keys; a key may be absent where there is only one to choose. */
export async function findPlace(
  server: Server,
  projectKey?: string,
  environmentKey?: string,
): Promise<Place> {
  const { organization } = await request(server, FindEnvironmentsDocument, {});
  const project = choose('project', organization?.projects.nodes ?? [], projectKey);
  const environments = project.environments.nodes;
  const environment = choose('environment', environments, environmentKey);
  return {
    projectId: project.id,
    projectKey: project.key,
    environmentId: environment.id,
    environmentKey: environment.key,
    environmentKeys: new Map(environments.map(({ id, key }) => [id, key])),
  };
}

function choose<Named extends { key: string }>(
  noun: string,
  choices: Named[],
  key: string | undefined,
): Named {
  const keys = choices.map((choice) => printable(choice.key)).join(', ');
  if (choices.length === 0) throw failed(`this token sees no ${noun}`);
  if (key === undefined && choices.length > 1) throw wrongUsage(`--${noun} is needed, one of ${keys}`);
  const chosen = key === undefined ? choices[0] : choices.find((choice) => choice.key === key);
  if (chosen === undefined) throw failed(`there is no ${noun} ${printable(key ?? '')}, only ${keys}`);
  return chosen;
}
