import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { runInThisContext } from 'node:vm';
import type * as GrowthBookPackage from '@growthbook/growthbook';
import type { Contender } from './contender';
import { arms, countries, listed, type FlagKind, type FlagName, type Person } from './workload';

type Context = Omit<Person, 'key'> & { id: string };

/** The bundle that is shipped for pages; it is faster than the package's transpiled modules. */
function bundled(): typeof GrowthBookPackage {
  const folder = dirname(require.resolve('@growthbook/growthbook/package.json'));
  const script = readFileSync(join(folder, 'dist/bundles/index.js'), 'utf8');
  return runInThisContext(`(() => { ${script}\n return growthbook; })()`) as typeof GrowthBookPackage;
}

const { GrowthBookClient } = bundled();

export const growthBook: Contender<{ attributes: Context }> = {
  name: '@growthbook/growthbook',
  contextOf: ({ key, ...others }) => ({ attributes: { id: key, ...others } }),
  textOf: (flags) =>
    JSON.stringify({
      features: Object.fromEntries(flags.map((flag) => [flag.key, featureOf(flag)])),
      ...(flags.some(({ kind }) => kind === 'list') && { savedGroups: { listed } }),
    }),
  load: (text) => {
    const client = new GrowthBookClient().initSync({ payload: JSON.parse(text) as object });
    const keys = Object.keys(client.getPayload().features ?? {});
    return {
      evaluate: ({ key }, context) => client.evalFeature(key, context),
      evaluateAll: (context) => keys.map((key) => client.evalFeature(key, context)),
    };
  },
  valueOf: ({ value }: { value: unknown }) => value,
};

const isPro = { plan: 'pro' };

function featureOf({ key, kind }: FlagName): object {
  if (kind === 'static') return { defaultValue: true };
  return { defaultValue: kind === 'split' ? 'off' : false, rules: rulesOf(kind, key) };
}

function rulesOf(kind: FlagKind, key: string): object[] {
  switch (kind) {
    case 'rule':
      return [
        { condition: { country: { $in: countries }, ...isPro }, force: true },
        { force: true, coverage: 0.2, hashAttribute: 'id', hashVersion: 2, seed: key },
      ];
    case 'split':
      return [{ condition: { version: { $vgte: '2.0.0' } }, variations: arms, hashVersion: 2, key }];
    default:
      return [
        { condition: { id: { $inGroup: 'listed' } }, force: true },
        { condition: isPro, force: true },
      ];
  }
}
