import type { FlagEvaluation } from '../../../src/server/evaluation/evaluate';
import type { SdkKeyActor } from '../../../src/server/foundation/actor';
import { mostNames, UsageCounters } from '../../../src/server/measurements/usage-counters';

const place = { organizationId: 'organization', projectId: 'project', environmentId: 'environment' };
const key = { ...place, kind: 'SDK_KEY' } as SdkKeyActor;
const minute = 1_800_000_060_000;
const hour = 3_600_000;

const anEvaluation = (flagKey: string, variant: string | null, error: FlagEvaluation['error'] = null) =>
  ({ flagKey, variant, error }) as FlagEvaluation;
const subject = (user: object) => ({ contexts: { user: user as Record<string, string> } });

function taken(counters: UsageCounters) {
  return counters.take().map(({ environmentId, evaluations, unknownFlagKeys, attributes }) => ({
    environmentId,
    evaluations: [...evaluations].flatMap(([at, flags]) =>
      [...flags].flatMap(([flagKey, variants]) =>
        [...variants].map(([variant, times]) => [at, flagKey, variant, times]),
      ),
    ),
    unknown: [...unknownFlagKeys].map(([name, { times, minute: at }]) => [name, times, at]),
    attributes: [...attributes].map(([kind, names]) => [kind, [...names]]),
  }));
}

test('answers add up by flag, variant and minute', () => {
  const counters = new UsageCounters();
  const answers = [anEvaluation('a', 'on'), anEvaluation('b', null)];
  counters.answered(key, subject({}), answers, minute + 1);
  counters.answered(key, subject({}), answers, minute + 59_999);
  counters.answered(key, subject({}), [anEvaluation('a', 'off')], minute + 60_000);
  counters.evaluated(place, 'a', 'on', 40, minute);
  expect(taken(counters)).toEqual([
    {
      environmentId: 'environment',
      evaluations: [
        [minute, 'a', 'on', 42],
        [minute, 'b', null, 2],
        [minute + 60_000, 'a', 'off', 1],
      ],
      unknown: [],
      attributes: [],
    },
  ]);
  expect(counters.take()).toEqual([]);
});

test('what was asked for in vain is counted apart, with the last minute', () => {
  const counters = new UsageCounters();
  const ghost = [anEvaluation('ghost', null, 'FLAG_NOT_FOUND')];
  counters.answered(key, subject({}), ghost, minute + 60_000);
  counters.askedInVain(place, 'ghost', 4, minute);
  counters.askedInVain(place, '', 1, minute);
  counters.askedInVain(place, 'x'.repeat(256), 1, minute);
  expect(taken(counters)[0]).toMatchObject({ evaluations: [], unknown: [['ghost', 5, minute + 60_000]] });
});

test('names of attributes are noted once an hour, and their values never', () => {
  const counters = new UsageCounters();
  const ada = { key: 'ada', plan: 'pro' };
  counters.answered(key, subject(ada), [], minute);
  const [first] = counters.take();
  expect(first.attributes).toEqual(new Map([['user', new Set(['key', 'plan'])]]));
  expect(JSON.stringify([...first.attributes].map(([kind, names]) => [kind, ...names]))).not.toContain('pro');
  counters.answered(key, subject({ ...ada, city: 'Utrecht' }), [], minute + 1);
  expect(taken(counters)[0].attributes).toEqual([['user', ['city']]]);
  counters.saw(place, 'user', ['plan'], minute + hour);
  expect(taken(counters)[0].attributes).toEqual([['user', ['plan']]]);
});

test('what could not be written is counted on', () => {
  const counters = new UsageCounters();
  counters.evaluated(place, 'a', 'on', 2, minute);
  counters.askedInVain(place, 'ghost', 3, minute);
  counters.saw(place, 'user', ['plan'], minute);
  const lost = counters.take();
  counters.evaluated(place, 'a', 'on', 1, minute);
  for (const usage of lost) counters.giveBack(usage);
  expect(taken(counters)).toEqual([
    {
      environmentId: 'environment',
      evaluations: [[minute, 'a', 'on', 3]],
      unknown: [['ghost', 3, minute]],
      attributes: [['user', ['plan']]],
    },
  ]);
});

test('made-up names do not fill the memory', () => {
  const counters = new UsageCounters();
  const many = Array.from({ length: 10_000 }, (_, position) => `name-${position}`);
  for (const name of many) counters.askedInVain(place, name, 1, minute);
  counters.saw(place, 'user', many, minute);
  for (const kind of many) counters.saw(place, kind, ['key'], minute);
  const [{ unknown, attributes }] = taken(counters);
  expect(unknown).toHaveLength(mostNames.unknownFlagKeys);
  expect(attributes.flatMap(([, names]) => names)).toHaveLength(mostNames.attributes);
});

test('a writer that stands still does not fill the memory, and what is there is counted on', () => {
  const counters = new UsageCounters();
  for (let at = 0; !counters.isFull; at += 1) counters.evaluated(place, `flag-${at}`, 'on', 1, minute);
  counters.evaluated(place, 'one-more', 'on', 1, minute);
  counters.evaluated(place, 'flag-0', 'on', 1, minute);
  const [{ evaluations }] = taken(counters);
  expect(evaluations).toHaveLength(200_000);
  expect(evaluations[0]).toEqual([minute, 'flag-0', 'on', 2]);
  expect(counters.isFull).toBe(false);
});
