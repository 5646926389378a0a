import {
  getClient,
  PollingMode,
  SegmentComparator,
  SettingType,
  User,
  UserComparator,
  type IConfigCatCache,
} from 'configcat-node';
import type { Contender } from './contender';
import { arms, countries, listed, type FlagKind, type FlagName } from './workload';

let clients = 0;

/** Offline, the SDK takes its configuration from a cache. */
export const configCat: Contender<User> = {
  name: 'configcat-node',
  contextOf: ({ key, country, ...custom }) => new User(key, undefined, country, custom),
  textOf: (flags) =>
    JSON.stringify({
      p: { u: '', r: 0, s: 'salt' },
      s: flags.some(({ kind }) => kind === 'list') ? [{ n: 'listed', r: [isListed] }] : [],
      f: Object.fromEntries(flags.map((flag) => [flag.key, settingOf(flag)])),
    }),
  load: async (text) => {
    clients += 1;
    const sdkKey = `configcat-sdk-1/${String(clients).padStart(22, '0')}/${'0'.repeat(22)}`;
    const cache: IConfigCatCache = { get: () => `${Date.now()}\netag\n${text}`, set: () => undefined };
    const client = getClient(sdkKey, PollingMode.AutoPoll, { offline: true, cache, logger: null });
    await client.waitForReady();
    const snapshot = client.snapshot();
    return {
      evaluate: ({ key, kind }, user) =>
        kind === 'split'
          ? snapshot.getValueDetails(key, 'off', user)
          : snapshot.getValueDetails(key, false, user),
      evaluateAll: (user) => snapshot.getAllKeys().map((key) => snapshot.getValueDetails(key, null, user)),
      close: () => client.dispose(),
    };
  },
  valueOf: ({ value }: { value: unknown }) => value,
};

const isListed = { a: 'Identifier', c: UserComparator.TextIsOneOf, l: listed };
const isPro = { u: { a: 'plan', c: UserComparator.TextEquals, s: 'pro' } };
const isNear = { u: { a: 'Country', c: UserComparator.TextIsOneOf, l: countries } };
const isNew = { u: { a: 'version', c: UserComparator.SemVerGreaterOrEquals, s: '2.0.0' } };
const on = { v: { b: true }, i: 'on' };

function settingOf({ kind }: FlagName): object {
  const isSplit = kind === 'split';
  const value = isSplit ? { s: 'off' } : { b: kind === 'static' };
  return { t: isSplit ? SettingType.String : SettingType.Boolean, v: value, i: 'off', ...partsOf(kind) };
}

function partsOf(kind: FlagKind): object {
  switch (kind) {
    case 'static':
      return {};
    case 'rule':
      return {
        r: [{ c: [isNear, isPro], s: on }],
        p: [
          { p: 20, v: { b: true }, i: 'on' },
          { p: 80, v: { b: false }, i: 'off' },
        ],
      };
    case 'split':
      return { r: [{ c: [isNew], p: arms.map((arm) => ({ p: 25, v: { s: arm }, i: arm })) }] };
    case 'list':
      return {
        r: [
          { c: [{ s: { s: 0, c: SegmentComparator.IsIn } }], s: on },
          { c: [isPro], s: on },
        ],
      };
  }
}
