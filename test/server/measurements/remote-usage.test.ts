import type { RunningServer } from '../../../src/server/main';
import { ask } from '../../support/ask';
import { dialects, startHarness, type Harness } from '../../support/harness';
import { succeed } from '../../support/mutate';
import { ofrepClient } from '../../support/ofrep';
import { aWorld } from '../../support/world';

describe.each(dialects)('usage over OFREP on %s', (dialect) => {
  let harness: Harness;
  let server: RunningServer;

  beforeAll(async () => {
    harness = await startHarness(dialect);
    server = await harness.listen();
  });
  afterAll(() => harness.close());

  it('one flag, all flags and one that nobody has count as over GraphQL', async () => {
    const world = await aWorld(harness);
    await world.publishFlag('checkout');
    const made = { environmentId: world.production, kind: 'SERVER', name: 'Backend' };
    const { secret } = await succeed(harness, world.owner, 'createSdkKey', made, 'secret');
    const client = ofrepClient(server.url, secret);
    const context = { targetingKey: 'ada', plan: 'pro' };
    await client.flag('checkout', { context });
    await client.flags({ context });
    await client.flag('ghost', { context });
    await harness.usageWriter.flush();
    const { environment } = await ask(
      harness,
      world.owner,
      `query ($id: ID!) { environment(id: $id) {
        flagConfigurations { nodes { usage { perVariant { variant count } } } }
        unknownFlagKeys { key count } attributesSeen { kind names } } }`,
      { id: world.production },
    );
    expect(environment).toEqual({
      flagConfigurations: { nodes: [{ usage: { perVariant: [{ variant: 'on', count: 2 }] } }] },
      unknownFlagKeys: [{ key: 'ghost', count: 1 }],
      attributesSeen: [{ kind: 'user', names: ['key', 'plan'] }],
    });
  });
});
