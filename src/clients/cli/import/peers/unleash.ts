import { once } from 'node:events';
import type * as UnleashModule from 'unleash-client';
import type * as RepositoryModule from 'unleash-client/lib/repository';
import { compile, type Json } from '../../../../engine/evaluation';
import {
  importUnleash,
  unleashSubject,
  unleashVariant,
  type UnleashContext,
  type UnleashOptions,
} from '../../../../engine/importers';
import type { PeerAdapter } from '../peer-adapter';

export const unleash: PeerAdapter<UnleashOptions> = {
  import: importUnleash,
  ours: (source, options) => {
    const { ruleset } = importUnleash(source, options);
    const compiled = compile(ruleset, { now: Date.now, random: Math.random });
    return (context) => {
      const subject = unleashSubject(context as UnleashContext);
      return (flag) => {
        const answer = unleashVariant(ruleset.flags[flag], compiled.evaluate(flag, subject));
        return { ...answer, isEnabled: answer.feature_enabled };
      };
    };
  },
  theirs: async (source, _, sdk) => {
    const { Unleash } = sdk('unleash-client') as typeof UnleashModule;
    const repository = repositoryOf(sdk);
    const client = new Unleash({
      ...names,
      repository,
      disableMetrics: true,
      disableAutoStart: true,
      skipInstanceCountWarning: true,
    });
    // it tells of strategies that nobody knows once more than its answers do
    client.on('warn', () => undefined);
    const isReady = once(repository, 'ready');
    const type = 'events' in (source as object) ? 'delta' : 'full';
    await repository.save({ ...(source as object), type } as never, false);
    await isReady;
    return {
      answers: (context) => {
        const asked = contextOf(context);
        return (flag) => {
          const { name, enabled, feature_enabled, payload } = client.getVariant(flag, asked);
          return { name, enabled, feature_enabled, payload, isEnabled: client.isEnabled(flag, asked) };
        };
      },
      close: () => client.destroy(),
    };
  },
};

const names = { appName: 'signalbox', url: 'http://127.0.0.1/', instanceId: 'one', connectionId: 'one' };

/** Holds features, and fetches none. */
function repositoryOf(sdk: NodeJS.Require): RepositoryModule.default {
  const { InMemStorageProvider } = sdk('unleash-client') as typeof UnleashModule;
  const { default: Repository } = sdk('unleash-client/lib/repository') as typeof RepositoryModule;
  return new Repository({
    ...names,
    refreshInterval: 0,
    bootstrapProvider: { readBootstrap: () => Promise.resolve(undefined) },
    storageProvider: new InMemStorageProvider<never>(),
    mode: { type: 'polling', format: 'full' },
  });
}

/** The SDK wants the time as a date. */
function contextOf(context: Json): UnleashModule.Context {
  const { currentTime, ...others } = context as UnleashContext;
  if (currentTime === undefined || currentTime === null) return others as UnleashModule.Context;
  return { ...others, currentTime: new Date(currentTime) } as UnleashModule.Context;
}
