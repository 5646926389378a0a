import { once } from 'node:events';
import { InMemStorageProvider, Unleash, type Context } from 'unleash-client';
import Repository from 'unleash-client/lib/repository';
import { resolveBootstrapProvider } from 'unleash-client/lib/repository/bootstrap-provider';
import type { Contender } from './contender';
import { arms, countries, listed, type FlagKind, type FlagName } from './workload';

/** Only the bootstrap is loaded, so that nothing is ever fetched. */
export const unleash: Contender<Context> = {
  name: 'unleash-client',
  contextOf: ({ key, ...properties }) => ({ userId: key, properties }),
  textOf: (flags) =>
    JSON.stringify({
      version: 2,
      features: flags.map(featureOf),
      segments: flags.some(({ kind }) => kind === 'list') ? [{ id: 1, constraints: [isListed] }] : [],
    }),
  load: async (text) => {
    const { features, segments } = JSON.parse(text) as Parameters<typeof bootstrapOf>[0];
    const repository = new Repository({ ...offline, bootstrapProvider: bootstrapOf({ features, segments }) });
    const client = new Unleash({
      appName,
      url: offline.url,
      repository,
      disableMetrics: true,
      disableAutoStart: true,
    });
    const isReady = once(repository, 'ready');
    await repository.loadBootstrap();
    await isReady;
    return {
      evaluate: ({ key, kind }, context) =>
        kind === 'split' ? client.getVariant(key, context) : client.isEnabled(key, context),
      evaluateAll: (context) => features.map(({ name }) => client.getVariant(name, context)),
      close: () => client.destroy(),
    };
  },
  valueOf: (result: boolean | { enabled: boolean; name: string }) => {
    if (typeof result === 'boolean') return result;
    return result.enabled ? result.name : 'off';
  },
};

const appName = 'benchmark';
const offline = {
  appName,
  url: 'http://127.0.0.1/',
  instanceId: appName,
  connectionId: appName,
  refreshInterval: 0,
  storageProvider: new InMemStorageProvider<never>(),
  mode: { type: 'polling', format: 'full' } as const,
};

function bootstrapOf({ features, segments }: { features: { name: string }[]; segments: unknown[] }) {
  return resolveBootstrapProvider(
    { data: features as never[], segments: segments as never[] },
    appName,
    appName,
  );
}

const isListed = constraint('userId', 'IN', { values: listed });
const isPro = constraint('plan', 'IN', { values: ['pro'] });

function constraint(contextName: string, operator: string, operand: object): object {
  return { contextName, operator, inverted: false, caseInsensitive: false, ...operand };
}

function featureOf({ key, kind }: FlagName): object {
  return {
    name: key,
    type: 'release',
    enabled: true,
    project: 'default',
    strategies: strategiesOf(kind, key),
  };
}

function strategiesOf(kind: FlagKind, key: string): object[] {
  const everyone = { name: 'default', parameters: {}, constraints: [] };
  const flexible = { name: 'flexibleRollout', constraints: [] };
  const parameters = { groupId: key, stickiness: 'userId', rollout: '100' };
  switch (kind) {
    case 'static':
      return [everyone];
    case 'rule':
      return [
        { ...everyone, constraints: [constraint('country', 'IN', { values: countries }), isPro] },
        { ...flexible, parameters: { ...parameters, rollout: '20' } },
      ];
    case 'split': {
      const isOld = constraint('version', 'SEMVER_LT', { value: '2.0.0' });
      const variants = arms.map((name) => ({ name, weight: 250, stickiness: 'userId' }));
      return [{ ...flexible, parameters, constraints: [{ ...isOld, inverted: true }], variants }];
    }
    case 'list':
      return [
        { ...everyone, segments: [1] },
        { ...everyone, constraints: [isPro] },
      ];
  }
}
