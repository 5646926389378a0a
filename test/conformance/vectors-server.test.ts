import type { Bucketing, Condition, Flag, Ruleset, Serve } from '../../src/engine/evaluation';
import { applyChanges } from '../support/changes';
import { dialects, startHarness, type Harness } from '../support/harness';
import { aWorld, evaluate, type World } from '../support/world';
import { namedFiles, type VectorFile } from './vectors';

/** The nouns first, empty, so that configurations and segments may name one another in any order. */
function intentsOf(file: VectorFile, { project, production: environmentId }: World): object[] {
  const { projectId } = project;
  const { flags, segments, lists } = withoutLayers(file.ruleset);
  const { lists: ids = {} } = file;
  return [
    ...Object.values(flags).map((flag) => ({ createFlag: { projectId, ...nounOf(flag) } })),
    ...Object.keys(segments).map((key) => ({ createSegment: { projectId, key } })),
    ...Object.entries(lists).flatMap(([key, { unit }]) => [
      { createList: { projectId, key, unit } },
      { addToList: { environmentId, listKey: key, ids: ids[key] } },
    ]),
    ...Object.entries(segments).map(([key, { when }]) => ({
      putSegment: { environmentId, segmentKey: key, when },
    })),
    ...Object.values(flags).map((flag) => ({
      replaceConfiguration: { environmentId, flagKey: flag.key, configuration: flag },
    })),
  ];
}

/** A flag is created without null values; its configuration may have them. */
function nounOf({ key, type, variants, seed, clientSide, tags }: Flag): object {
  const listed = Object.entries(variants).map(([variant, { value }]) => ({
    key: variant,
    value: value ?? {},
  }));
  return { key, type, variants: listed, seed, clientSide, tags };
}

/** The API gives each layer a seed of its own, so the bucketing of a vector's layer is written out in its place. */
function withoutLayers({ layers, ...ruleset }: Ruleset): Ruleset {
  const isLayer = (within: unknown): within is string => typeof within === 'string' && within in layers;
  const written = (_name: string, part: unknown): unknown => {
    const { within, split } = (part ?? {}) as { within?: Bucketing | string; split?: Bucketing | string };
    if (isLayer(within)) return { ...(part as Condition & object), within: layers[within] };
    if (isLayer(split)) return { ...(part as Serve & object), split: layers[split] };
    return part;
  };
  return { ...(JSON.parse(JSON.stringify(ruleset, written)) as Ruleset), layers: {} };
}

describe.each(dialects)('the server over %s', (dialect) => {
  let harness: Harness;

  beforeAll(async () => {
    harness = await startHarness(dialect);
  });
  afterAll(() => harness.close());

  describe.each(namedFiles.filter(([, file]) => file.publishable !== false))(
    'answers our vectors of %s',
    (_name, file) => {
      let world: World;

      beforeAll(async () => {
        world = await aWorld(harness);
        await world.publish(...intentsOf(file, world));
      });

      it.each(file.cases)('$name', async ({ flagKey, subject, now, expect: expected }) => {
        const [{ evaluations }] = await evaluate(harness, world.owner, {
          environmentId: world.production,
          subjects: [subject],
          flagKeys: [flagKey],
          ...(now !== undefined && { now: new Date(now).toISOString() }),
        });
        const { variant, reason, value = null, rule: ruleId = null, error = null } = expected;
        expect(evaluations).toEqual([{ flagKey, variant, value, reason, ruleId, error }]);
      });
    },
  );

  it.each(namedFiles.filter(([, file]) => file.publishable === false))(
    'refuses to publish our vectors of %s',
    async (_name, file) => {
      const world = await aWorld(harness);
      const outcome = await applyChanges(harness, world.owner, intentsOf(file, world));
      expect(outcome.__typename).toBe('ChangesInvalid');
    },
  );
});
