import type { ConfigStreamInput } from '../../../src/engine/protocol/messages';
import { fromGlobalId } from '../../../src/server/foundation/ids';
import type { RunningServer } from '../../../src/server/main';
import { aProject, publish } from '../../support/changes';
import type { Harness, HarnessOptions, TestDialect } from '../../support/harness';
import { startHarness } from '../../support/harness';
import { heldClock, type HeldClock } from '../../support/held-clock';
import { succeed } from '../../support/mutate';
import type { TestOrganization } from '../../support/organizations';
import { Subscriber } from './subscriber';

/** A server on a port of its own, whose time a test moves. */
export interface Theatre {
  harness: Harness;
  server: RunningServer;
  clock: HeldClock;
  /** Closes what `aStage` opened, and the server. */
  close(): Promise<void>;
}

export async function openTheatre(dialect: TestDialect, options: HarnessOptions = {}): Promise<Theatre> {
  const clock = heldClock();
  const harness = await startHarness(dialect, { clock, ...options });
  const server = await harness.listen();
  return { harness, server, clock, close: () => whileTimePasses(clock, harness.close()) };
}

/** One environment with its key, for one test. */
export interface Stage extends TestOrganization {
  projectId: string;
  environmentId: string;
  /** As the database knows it. */
  rowId: string;
  key: string;
  /** A key narrowed to flags with one of the tags. */
  keyFor(...tags: string[]): Promise<{ sdkKeyId: string; key: string }>;
  clientKey(): Promise<string>;
  subscribe(input?: Partial<ConfigStreamInput>, key?: string, query?: string, variables?: object): Subscriber;
  /** Publishes intents; those on flags need name no environment. The answer is the environment's revision. */
  publish(...intents: object[]): Promise<number>;
  createFlags(...keys: string[]): Promise<number>;
  setOn(flagKey: string, on: boolean): Promise<number>;
  /** The same, as another node on the same database shows it. */
  at(theatre: Theatre): Stage;
  closeAll(): void;
}

/** Lets time pass, step by step, until what is waited for has happened. */
export async function whileTimePasses<Result>(clock: HeldClock, waiting: Promise<Result>): Promise<Result> {
  let isOver = false;
  const over = waiting.finally(() => (isOver = true));
  while (!isOver) {
    clock.advance(250);
    await new Promise(setImmediate);
  }
  return over;
}

export async function aStage(theatre: Theatre): Promise<Stage> {
  const organization = await theatre.harness.anOrganization();
  const { projectId, environments } = await aProject(theatre.harness, organization, 'production');
  const place = { ...organization, projectId, environmentId: environments.production };
  const { secret } = await succeed(
    theatre.harness,
    organization.owner,
    'createSdkKey',
    { environmentId: place.environmentId, kind: 'SERVER', name: 'A test key' },
    'secret',
  );
  return stageAt(theatre, { ...place, key: secret });
}

type Place = TestOrganization & Pick<Stage, 'projectId' | 'environmentId' | 'key'>;

function stageAt({ harness, server }: Theatre, place: Place): Stage {
  const { owner, projectId, environmentId, key } = place;
  const subscribers: Subscriber[] = [];
  const keyOf = async (parts: object): Promise<{ sdkKeyId: string; key: string }> => {
    const input = { environmentId, kind: 'SERVER', name: 'A test key', ...parts };
    const { sdkKey, secret } = await succeed(harness, owner, 'createSdkKey', input, 'sdkKey { id } secret');
    return { sdkKeyId: sdkKey.id, key: secret };
  };
  const stage: Stage = {
    ...place,
    rowId: fromGlobalId('Environment', environmentId),
    keyFor: (...tags) => keyOf({ tags }),
    clientKey: async () => (await keyOf({ kind: 'CLIENT' })).key,
    subscribe(input = {}, credential = key, query = undefined, variables = {}) {
      const subscriber = new Subscriber(server.url, credential, input, query, variables);
      subscribers.push(subscriber);
      return subscriber;
    },
    async publish(...intents) {
      const { revisions } = await publish(harness, owner, ...intents);
      return Number(revisions[0].revision);
    },
    createFlags: (...keys) =>
      stage.publish(...keys.map((flagKey) => ({ createFlag: { projectId, key: flagKey, type: 'BOOLEAN' } }))),
    setOn: (flagKey, on) => stage.publish({ setFlagOn: { environmentId, flagKey, on } }),
    at: (theatre) => stageAt(theatre, place),
    closeAll: () => subscribers.forEach((subscriber) => subscriber.close()),
  };
  return stage;
}
