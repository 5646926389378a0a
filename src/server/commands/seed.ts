import type { Composition } from '../composition';
import { EnvironmentEntity } from '../domain/environments/environment.entity';
import type { MemberActor } from '../foundation/actor';
import { newId, toGlobalId } from '../foundation/ids';
import { createOperation, type Operation } from '../foundation/operation';
import { demoConfiguration, demoEnvironments, demoNouns, type DemoPlaces } from './demo-project';

export interface SeededDemo {
  /** Global id. */
  environmentId: string;
  /** A server key of development, to see the demo move with. */
  sdkKey: string;
}

const launchInMs = 7 * 24 * 60 * 60 * 1_000;

/** Fills an organization with the demo project, through the same services as everybody's changes. */
export async function seedDemo(
  composition: Pick<Composition, 'changes' | 'clock' | 'database' | 'projects' | 'sdkKeys'>,
  owner: MemberActor,
): Promise<SeededDemo> {
  const { clock, projects, sdkKeys } = composition;
  const operation = createOperation({ actor: owner, now: clock.now(), requestId: newId() });
  const project = await projects.create(operation, {
    key: 'storefront',
    name: 'Storefront',
    description: 'A shop, to try things on',
  });
  const projectId = toGlobalId('Project', project.id);
  await publish(composition, operation, demoEnvironments(projectId), 'Set up the environments');
  await publish(
    composition,
    operation,
    demoNouns(projectId, toGlobalId('Member', owner.id)),
    'Create the flags',
  );
  const environmentIds = await environmentsOf(composition, owner, project.id);
  const launchAt = new Date(operation.now + launchInMs).toISOString();
  const places = { environmentIds: globalIds(environmentIds), launchAt };
  await publish(composition, operation, demoConfiguration(places), 'Roll out');

  const environmentId = environmentIds.development;
  const { secret } = await sdkKeys.create(operation, { environmentId, kind: 'SERVER', name: 'Demo' });
  return { environmentId: toGlobalId('Environment', environmentId), sdkKey: secret };
}

async function publish(
  { changes }: Pick<Composition, 'changes'>,
  operation: Operation,
  intents: object[],
  comment: string,
): Promise<void> {
  const outcome = await changes.apply(operation, { changes: intents, comment });
  if (outcome.outcome !== 'PUBLISHED') throw new Error(`The demo is not valid: ${JSON.stringify(outcome)}`);
}

type ByEnvironment = DemoPlaces['environmentIds'];

const globalIds = ({ development, staging, production }: ByEnvironment): ByEnvironment => ({
  development: toGlobalId('Environment', development),
  staging: toGlobalId('Environment', staging),
  production: toGlobalId('Environment', production),
});

async function environmentsOf(
  { database }: Pick<Composition, 'database'>,
  { organizationId }: MemberActor,
  projectId: string,
): Promise<ByEnvironment> {
  const rows = await database.read.find(EnvironmentEntity, { where: { organizationId, projectId } });
  return Object.fromEntries(rows.map(({ key, id }) => [key, id])) as unknown as ByEnvironment;
}
