import { aProject, publish } from '../../support/changes';
import { dialects, startHarness, type Harness } from '../../support/harness';

describe.each(dialects)('an archived environment on %s', (dialect) => {
  let harness: Harness;

  beforeAll(async () => {
    harness = await startHarness(dialect);
  });
  afterAll(() => harness.close());

  it('stops its keys at once, refuses changes, and takes both back when it is restored', async () => {
    const organization = await harness.anOrganization();
    const { owner } = organization;
    const { projectId, environments } = await aProject(harness, organization, 'production');
    const environmentId = environments.production;
    await publish(harness, owner, { createFlag: { projectId, key: 'checkout', type: 'BOOLEAN' } });
    const { data } = await harness.execute(
      owner,
      'mutation($input: CreateSdkKeyInput!) { createSdkKey(input: $input) { secret } }',
      { input: { environmentId, kind: 'SERVER', name: 'service' } },
    );
    const evaluate = async () => {
      await harness.accessWatch.tick();
      return harness.execute(
        data.createSdkKey.secret,
        '{ evaluate(subjects: [{ targetingKey: "ada" }], flagKeys: ["checkout"]) { evaluations { reason } } }',
      );
    };
    const setFlagOn = { setFlagOn: { environmentId, flagKey: 'checkout', on: true } };
    expect((await evaluate()).data.evaluate[0].evaluations).toEqual([{ reason: 'OFF' }]);

    await publish(harness, owner, { archiveEnvironment: { environmentId } });
    expect((await evaluate()).errors?.[0].extensions.code).toBe('UNAUTHENTICATED');
    await expect(publish(harness, owner, setFlagOn)).rejects.toThrow('is archived; restore it first');

    await publish(harness, owner, { restoreEnvironment: { environmentId } });
    await publish(harness, owner, setFlagOn);
    expect((await evaluate()).data.evaluate[0].evaluations).toEqual([{ reason: 'STATIC' }]);
  });
});
