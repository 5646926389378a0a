import type {
  ConfigurationSource,
  EnvironmentState,
} from '../../../src/server/delivery/configuration-source';
import { RulesetCache } from '../../../src/server/evaluation/ruleset-cache';
import { systemClock } from '../../../src/server/foundation/clock';
import { aSubject } from '../../support/builders';
import { aFlagServingOn, aState, writtenFlag, writtenSegment } from './builders';

const environment = { organizationId: 'organization', environmentId: 'environment' };

/** A cache over states that the test puts in place; `loads` names what was asked of the source. */
function cacheOver(head: EnvironmentState, past: EnvironmentState[] = []) {
  const loads: unknown[] = [];
  const feeds = { head, current: async (): Promise<EnvironmentState> => feeds.head };
  const load = async (_environment: unknown, at: unknown): Promise<EnvironmentState> => {
    loads.push(at);
    const found = past.find((state) => state.revision === (at as { revision: number }).revision);
    if (!found) throw new Error('the database is away');
    return found;
  };
  const source = { load } as Pick<ConfigurationSource, 'load'>;
  return { cache: new RulesetCache(feeds, source, systemClock, { heads: 2, past: 2 }), feeds, loads, past };
}

const variantOf = async (cache: RulesetCache, key = 'banner') =>
  (await cache.at(environment, null, 0)).ruleset.evaluate(key, aSubject()).variant;

describe('the head', () => {
  it('is compiled once, however many ask at the same time', async () => {
    const { cache } = cacheOver(aState(1, [writtenFlag(1, aFlagServingOn('banner'))]));
    const compiled = await Promise.all([1, 2, 3].map(() => cache.at(environment, null, 0)));
    expect(new Set(compiled.map(({ ruleset }) => ruleset)).size).toBe(1);
    expect(cache.counts).toEqual({ compiled: 1, advanced: 0 });
  });

  it('moves on with what was put and deleted, without being compiled again', async () => {
    const { cache, feeds } = cacheOver(
      aState(2, [writtenFlag(1, aFlagServingOn('banner')), writtenFlag(2, aFlagServingOn('old'))]),
    );
    expect(await variantOf(cache, 'old')).toBe('on');
    feeds.head = aState(4, [
      writtenFlag(3, aFlagServingOn('banner', { on: false })),
      writtenFlag(4, aFlagServingOn('new')),
    ]);
    expect(await variantOf(cache, 'banner')).toBe('off');
    expect(await variantOf(cache, 'new')).toBe('on');
    expect((await cache.at(environment, null, 0)).ruleset.evaluate('old', aSubject()).error).toBe(
      'FLAG_NOT_FOUND',
    );
    expect(cache.counts).toEqual({ compiled: 1, advanced: 1 });
  });

  it('follows a segment that changed in the flags that name it', async () => {
    const rules = [{ id: 'beta', when: { segment: 'testers' }, serve: 'off' }];
    const flag = writtenFlag(1, aFlagServingOn('banner', { rules }));
    const { cache, feeds } = cacheOver(aState(1, [flag, writtenSegment(1, 'testers', false)]));
    expect(await variantOf(cache)).toBe('on');
    feeds.head = aState(2, [flag, writtenSegment(2, 'testers', true)]);
    expect(await variantOf(cache)).toBe('off');
  });

  it('follows a list whose contents changed', async () => {
    const unit = { path: ['key'] };
    const rules = [{ id: 'listed', when: { list: 'guests' }, serve: 'off' }];
    const flag = writtenFlag(1, aFlagServingOn('banner', { rules }));
    const guests = (version: number, size: number) =>
      ({ kind: 'LIST', key: 'guests', version, value: { unit, size } }) as const;
    const { cache, feeds } = cacheOver(
      aState(1, [flag, guests(1, 1)], { lists: new Map([['guests', new Set(['grace'])]]) }),
    );
    expect(await variantOf(cache)).toBe('on');
    feeds.head = aState(2, [flag, guests(2, 2)], { lists: new Map([['guests', new Set(['grace', 'ada'])]]) });
    expect(await variantOf(cache)).toBe('off');
  });

  it('is never exchanged for an older one that arrives late', async () => {
    const older = aState(1, [writtenFlag(1, aFlagServingOn('banner'))]);
    const { cache, feeds } = cacheOver(aState(2, [writtenFlag(2, aFlagServingOn('banner', { on: false }))]));
    expect(await variantOf(cache)).toBe('off');
    feeds.head = older;
    expect(await variantOf(cache)).toBe('off');
  });

  it('is compiled anew in a new epoch, since its versions tell nothing about the old one', async () => {
    const { cache, feeds } = cacheOver(aState(5, [writtenFlag(1, aFlagServingOn('banner'))]));
    expect(await variantOf(cache)).toBe('on');
    const banner = writtenFlag(1, aFlagServingOn('banner', { on: false }));
    feeds.head = aState(3, [banner], { epoch: 'restored' });
    expect(await variantOf(cache)).toBe('off');
    expect(cache.counts).toEqual({ compiled: 2, advanced: 0 });
  });
});

describe('the past', () => {
  const first = aState(1, [writtenFlag(1, aFlagServingOn('banner', { on: false }))]);
  const second = aState(2, [writtenFlag(2, aFlagServingOn('banner'))]);
  const head = aState(3, [writtenFlag(3, aFlagServingOn('banner', { on: false }))]);
  const now = 10_000;

  it('is loaded and compiled once for all who ask for it', async () => {
    const { cache, loads } = cacheOver(head, [first]);
    const answers = await Promise.all([1, 2].map(() => cache.at(environment, { revision: 1 }, now)));
    expect(answers.map(({ state }) => state)).toEqual([first, first]);
    expect(loads).toEqual([{ revision: 1 }]);
    expect(cache.counts.compiled).toBe(1);
  });

  it.each([
    ['the newest revision', { revision: 3 }],
    ['the time of the newest commit', { time: 3_000 }],
    ['any time from then until now', { time: 10_000 }],
  ])('at %s is the head', async (_case, asOf) => {
    const { cache, loads } = cacheOver(head);
    expect((await cache.at(environment, asOf, now)).state).toBe(head);
    expect(loads).toEqual([]);
  });

  it('is not known for a revision or a time that has not been', async () => {
    const { cache } = cacheOver(head);
    await expect(cache.at(environment, { revision: 4 }, now)).rejects.toMatchObject({
      kind: 'INVALID_INPUT',
      message: 'Revision 4 does not exist yet; the newest is 3',
    });
    await expect(cache.at(environment, { time: 10_001 }, now)).rejects.toMatchObject({
      kind: 'INVALID_INPUT',
      message: '1970-01-01T00:00:10.001Z lies in the future',
    });
  });

  it('reaches to the newest commit where the clock of this server is behind it', async () => {
    const { cache } = cacheOver(head);
    expect((await cache.at(environment, { time: 3_000 }, 2_500)).state).toBe(head);
  });

  it('is asked for again after it could not be loaded', async () => {
    const { cache, past } = cacheOver(head);
    await expect(cache.at(environment, { revision: 2 }, now)).rejects.toThrow('the database is away');
    past.push(second);
    expect((await cache.at(environment, { revision: 2 }, now)).state).toBe(second);
  });

  it('is forgotten when others were asked for since', async () => {
    const { cache, loads } = cacheOver(aState(9, []), [first, second, head]);
    for (const revision of [1, 2, 3, 1]) await cache.at(environment, { revision }, now);
    expect(loads).toEqual([{ revision: 1 }, { revision: 2 }, { revision: 3 }, { revision: 1 }]);
  });
});
