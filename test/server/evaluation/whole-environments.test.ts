import { limitDefaults } from '../../../src/server/foundation/settings';
import { aMember, ask, refusalOf } from '../../support/ask';
import { aProject, type TestProject } from '../../support/changes';
import { dialects } from '../../support/harness';
import { aStage, openTheatre, type Stage, type Theatre } from '../delivery/stage';
import type { InlineSnapshot } from '../delivery/subscriber';

const ruleset = /* GraphQL */ `
  query Ruleset($id: ID!, $asOf: AsOf) {
    environment(id: $id) {
      epoch
      ruleset(asOf: $asOf) {
        revision
        epoch
        ruleset
      }
    }
  }
`;

const two = /* GraphQL */ `
  query Two($id: ID!) {
    environment(id: $id) {
      one: ruleset {
        revision
      }
      other: ruleset {
        revision
      }
    }
  }
`;

const findings = /* GraphQL */ `
  query Findings($id: ID!) {
    environment(id: $id) {
      findings {
        environmentId
        kind
        key
        rule
        path
        message
      }
    }
  }
`;

const tables = { FLAG: 'flags', SEGMENT: 'segments', LAYER: 'layers', LIST: 'lists' } as const;

/** What a client of the stream would hold, in the format of a ruleset. */
function rulesetIn({ objects }: InlineSnapshot): Record<string, Record<string, unknown>> {
  const held: Record<string, Record<string, unknown>> = { flags: {}, segments: {}, layers: {}, lists: {} };
  for (const { kind, key, payload } of objects) {
    const { ids: _ids, ...body } = JSON.parse(payload!) as Record<string, unknown>;
    held[tables[kind]][key] = body;
  }
  return held;
}

describe.each(dialects)('an environment as a whole on %s', (dialect) => {
  let theatre: Theatre;
  let stage: Stage;

  beforeAll(async () => {
    const limits = { ...limitDefaults, cost: 1_500, clientCost: 1_500 };
    theatre = await openTheatre(dialect, { settings: { limits } });
  });
  afterAll(() => theatre.close());
  beforeEach(async () => {
    stage = await aStage(theatre);
  });
  afterEach(() => stage.closeAll());

  const read = async (variables: object = {}) =>
    (await ask(theatre.harness, stage.owner, ruleset, { id: stage.environmentId, ...variables })).environment;
  const refusal = (caller: Parameters<typeof refusalOf>[1], variables: object = {}) =>
    refusalOf(theatre.harness, caller, ruleset, { id: stage.environmentId, ...variables });

  const fill = async (): Promise<number> => {
    const { projectId, environmentId } = stage;
    await stage.publish(
      { createSegment: { projectId, key: 'staff', when: true } },
      { createLayer: { projectId, key: 'traffic' } },
      { createList: { projectId, key: 'early' } },
    );
    await stage.createFlags('search', 'checkout', 'old');
    return stage.publish(
      { addToList: { environmentId, listKey: 'early', ids: ['ada', 'grace'] } },
      {
        addRule: { environmentId, flagKey: 'checkout', ruleId: 'r', when: { list: 'early' }, serve: 'on' },
      },
    );
  };

  it('is what a stream sends, now and at a revision of the past', async () => {
    const then = await fill();
    const past = await stage.subscribe().opening();
    const { projectId, environmentId } = stage;
    const now = await stage.publish(
      { archiveFlag: { projectId, flagKey: 'old' } },
      { removeFromList: { environmentId, listKey: 'early', ids: ['ada'] } },
      { putSegment: { environmentId, segmentKey: 'staff', when: { list: 'early' } } },
      { setFlagOn: { environmentId, flagKey: 'checkout', on: true } },
    );
    const present = await stage.subscribe().opening();

    const { epoch, ruleset: head } = await read();
    expect(head).toEqual({ revision: String(now), epoch, ruleset: rulesetIn(present) });
    expect(Object.keys(head.ruleset.flags)).toEqual(['checkout', 'search']);
    expect(head.ruleset).toMatchObject({
      flags: { checkout: { on: true } },
      segments: { staff: { when: { list: 'early' } } },
      layers: { traffic: { span: 100_000 } },
      lists: { early: { size: 1 } },
    });
    expect((await read({ asOf: { revision: String(now) } })).ruleset).toEqual(head);
    expect((await read({ asOf: { revision: String(then) } })).ruleset).toEqual({
      revision: String(then),
      epoch,
      ruleset: rulesetIn(past),
    });
    expect(past.objects.map(({ key }) => key)).toContain('old');
  });

  it('was nothing before its first revision, and is not known ahead of its last', async () => {
    const revision = await fill();
    const empty = { flags: {}, segments: {}, layers: {}, lists: {} };
    expect((await read({ asOf: { revision: '0' } })).ruleset).toMatchObject({
      revision: '0',
      ruleset: empty,
    });
    expect(await refusal(stage.owner, { asOf: { revision: String(revision + 1) } })).toEqual({
      code: 'BAD_USER_INPUT',
      message: `Revision ${revision + 1} does not exist yet; the newest is ${revision}`,
    });
  });

  it('is for those who may read it, and no SDK key', async () => {
    await fill();
    const { environmentId, projectId } = stage;
    const viewer = aMember(stage, 'VIEWER', { projectId, environmentId });
    const { environment } = await ask(theatre.harness, viewer, ruleset, { id: environmentId });
    expect(environment.ruleset.ruleset).toHaveProperty('flags.checkout.rules.0.id', 'r');

    const elsewhere: TestProject<'staging'> = await aProject(theatre.harness, stage, 'staging');
    const stranger = aMember(stage, 'ADMIN', { projectId: elsewhere.projectId });
    expect(await refusal(stranger)).toMatchObject({ code: 'NOT_FOUND' });
    expect(await refusal(stage.key)).toMatchObject({ code: 'FORBIDDEN' });
    expect(await refusal(await stage.clientKey())).toMatchObject({ code: 'FORBIDDEN' });
    expect(await refusal(null)).toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  it('tells what it can hardly mean, as long as it says so', async () => {
    const { environmentId } = stage;
    await fill();
    const everybody = (flagKey: string) => ({
      addRule: { environmentId, flagKey, ruleId: 'all', when: true, serve: 'on' },
    });
    const found = async (caller: Parameters<typeof ask>[1] = stage.owner) =>
      (await ask(theatre.harness, caller, findings, { id: environmentId })).environment.findings;
    expect(await found()).toEqual([]);

    await stage.publish(
      everybody('search'),
      { addRule: { environmentId, flagKey: 'search', ruleId: 'late', when: true, serve: 'off' } },
      { removeFromList: { environmentId, listKey: 'early', ids: ['ada', 'grace'] } },
      { putSegment: { environmentId, segmentKey: 'staff', when: { list: 'early' } } },
    );
    const told = [
      {
        environmentId,
        kind: 'FLAG',
        key: 'checkout',
        rule: 'NEVER',
        path: 'rules[0].when',
        message: 'list early is empty',
      },
      {
        environmentId,
        kind: 'FLAG',
        key: 'search',
        rule: 'UNREACHABLE_RULE',
        path: 'rules[1]',
        message: 'rules[0] serves everybody',
      },
      {
        environmentId,
        kind: 'SEGMENT',
        key: 'staff',
        rule: 'NEVER',
        path: 'when',
        message: 'list early is empty',
      },
    ];
    expect(await found()).toEqual(told);
    expect(await found(aMember(stage, 'VIEWER', { projectId: stage.projectId, environmentId }))).toEqual(
      told,
    );
    expect(await refusalOf(theatre.harness, stage.key, findings, { id: environmentId })).toMatchObject({
      code: 'FORBIDDEN',
    });

    await stage.publish(
      { removeRule: { environmentId, flagKey: 'search', ruleId: 'late' } },
      { addToList: { environmentId, listKey: 'early', ids: ['alan'] } },
    );
    expect(await found()).toEqual([]);
  });

  it('costs as much as a thousand objects', async () => {
    await read();
    expect(await refusalOf(theatre.harness, stage.owner, two, { id: stage.environmentId })).toEqual({
      code: 'QUERY_TOO_COMPLEX',
      message: expect.stringContaining('2002'),
    });
  });
});
