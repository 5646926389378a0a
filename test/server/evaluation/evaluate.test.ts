import { aSubject, aTest } from '../../support/builders';
import {
  evaluationLimit,
  evaluationLoader,
  type EvaluationRequest,
} from '../../../src/server/evaluation/evaluate';
import type { EvaluationWatch } from '../../../src/server/evaluation/evaluation-watch';
import { RulesetCache } from '../../../src/server/evaluation/ruleset-cache';
import { anonymous, type Actor, type SdkKeyActor } from '../../../src/server/foundation/actor';
import { systemClock } from '../../../src/server/foundation/clock';
import { createOperation } from '../../../src/server/foundation/operation';
import { aFlagServingOn, aState, writtenFlag } from './builders';

const environment = { organizationId: 'organization', environmentId: 'environment' };
const afterNine = aTest('', { op: 'gte', as: 'date', values: [9_000] });
const launch = aFlagServingOn('launch', {
  fallthrough: 'off',
  rules: [{ id: 'opening', when: { ...afterNine, attr: { builtin: 'now' } }, serve: 'on' }],
});

/** The loader of one operation that starts at 20 s over a head of revision 5, which was committed at 5 s. */
function loaderOver(flags = [launch], actor: Actor = anonymous) {
  const head = aState(
    5,
    flags.map((flag) => writtenFlag(1, flag)),
  );
  const past = aState(
    2,
    flags.map((flag) => writtenFlag(1, flag)),
  );
  const asked: string[] = [];
  const current = async () => {
    asked.push('current');
    return head;
  };
  const load = async () => {
    asked.push('load');
    return past;
  };
  const rulesets = new RulesetCache({ current }, { load }, systemClock);
  const operation = createOperation({ actor, now: 20_000, requestId: 'request' });
  const watched: unknown[] = [];
  const watch: EvaluationWatch = {
    answered: (key, { contexts }, evaluations, now) =>
      watched.push([key.id, contexts, evaluations.map(({ flagKey, variant }) => [flagKey, variant]), now]),
  };
  return { loader: operation.load(evaluationLoader(rulesets, watch)), rulesets, asked, watched };
}

const aRequest = (parts: Partial<EvaluationRequest> = {}): EvaluationRequest => ({
  environment,
  asOf: null,
  now: null,
  subject: aSubject(),
  flagKeys: ['launch'],
  ...parts,
});

test('everything asked of one point in time is answered by one ruleset that was looked up once', async () => {
  const { loader, rulesets, asked } = loaderOver();
  const requests = Array.from({ length: 100 }, (_, index) =>
    aRequest({ subject: aSubject({ key: `${index}` }) }),
  );
  const answers = await Promise.all(requests.map((request) => loader.load(request)));
  expect(answers).toHaveLength(100);
  expect(asked).toEqual(['current']);
  expect(rulesets.counts.compiled).toBe(1);
});

test('two points in time are two rulesets, and each answer says which revision it is of', async () => {
  const { loader, asked } = loaderOver();
  const places = [null, { revision: 2 }, null, { revision: 2 }];
  const answers = await Promise.all(places.map((asOf) => loader.load(aRequest({ asOf }))));
  expect(answers.map(({ revision }) => revision)).toEqual([5, 2, 5, 2]);
  expect(asked.sort()).toEqual(['current', 'current', 'load']);
});

test('a point in time that is refused leaves the others their answers', async () => {
  const { loader } = loaderOver();
  const ahead = loader.load(aRequest({ asOf: { revision: 6 } }));
  const present = loader.load(aRequest());
  await expect(ahead).rejects.toMatchObject({ kind: 'INVALID_INPUT' });
  expect((await present).revision).toBe(5);
});

test.each([
  ['the present is after the opening', {}, 'on'],
  ['a time given is before it', { now: 8_999 }, 'off'],
  ['a revision is seen with the clock of its commit', { asOf: { revision: 2 } }, 'off'],
  ['a revision with a time given is seen at that time', { asOf: { revision: 2 }, now: 9_000 }, 'on'],
  ['a moment before it is seen as it was then', { asOf: { time: 6_000 } }, 'off'],
  ['a moment after it is seen as it was then', { asOf: { time: 9_500 } }, 'on'],
])('%s', async (_case, parts, variant) => {
  const { loader } = loaderOver();
  const { evaluations } = await loader.load(aRequest(parts));
  expect(evaluations[0].variant).toBe(variant);
});

test('an evaluation names its flag, value, variant, reason and rule, in the order asked for', async () => {
  const { loader } = loaderOver([launch, aFlagServingOn('banner')]);
  const { evaluations } = await loader.load(aRequest({ flagKeys: ['banner', 'launch', 'ghost'] }));
  expect(evaluations).toEqual([
    { flagKey: 'banner', value: 'on', variant: 'on', reason: 'STATIC', ruleId: null, error: null },
    { flagKey: 'launch', value: 'on', variant: 'on', reason: 'RULE', ruleId: 'opening', error: null },
    { flagKey: 'ghost', value: null, variant: null, reason: 'ERROR', ruleId: null, error: 'FLAG_NOT_FOUND' },
  ]);
});

test('without keys every flag is evaluated', async () => {
  const { loader } = loaderOver([launch, aFlagServingOn('banner')]);
  const { evaluations } = await loader.load(aRequest({ flagKeys: null }));
  expect(evaluations.map(({ flagKey }) => flagKey)).toEqual(['launch', 'banner']);
});

test('an operation that asks for too many evaluations gets none, even when it spreads them', async () => {
  const flags = Array.from({ length: 100 }, (_, index) => aFlagServingOn(`flag-${index}`));
  const { loader } = loaderOver(flags);
  const many = (count: number) =>
    Promise.all(Array.from({ length: count }, () => loader.load(aRequest({ flagKeys: null }))));
  expect(await many(evaluationLimit / 100)).toHaveLength(1_000);
  await expect(many(1)).rejects.toMatchObject({
    kind: 'LIMIT_EXCEEDED',
    message:
      'One operation takes at most 100000 evaluations (subjects times flags); this one asks for 100100',
  });
});

test('what an SDK is answered at the head is told to whoever counts, and nothing else', async () => {
  const key: SdkKeyActor = {
    kind: 'SDK_KEY',
    keyKind: 'SERVER',
    tags: null,
    id: 'key',
    organizationId: 'organization',
    projectId: 'project',
    environmentId: 'environment',
    name: 'A key',
    credentialId: 'key',
    expiresAt: null,
  };
  const requests = [aRequest({ flagKeys: ['launch', 'ghost'] }), aRequest({ asOf: { revision: 2 } })];
  const ofKey = loaderOver([launch], key);
  await Promise.all(requests.map((request) => ofKey.loader.load(request)));
  const answered = [
    ['launch', 'on'],
    ['ghost', null],
  ];
  expect(ofKey.watched).toEqual([['key', aSubject().contexts, answered, 20_000]]);
  const ofNobody = loaderOver();
  await Promise.all(requests.map((request) => ofNobody.loader.load(request)));
  expect(ofNobody.watched).toEqual([]);
});
