import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { init, type LDSingleKindContext } from '@launchdarkly/node-server-sdk';
import { FileDataSourceFactory } from '@launchdarkly/node-server-sdk/integrations';
import type { Contender } from './contender';
import { arms, countries, listed, type FlagKind, type FlagName } from './workload';

/** The SDK reads data that is not its service's from files only; it answers by promises only. */
export const launchDarkly: Contender<LDSingleKindContext> = {
  name: '@launchdarkly/node-server-sdk',
  contextOf: (person) => ({ kind: 'user', ...person }),
  textOf: (flags) =>
    JSON.stringify({
      flags: Object.fromEntries(flags.map((flag) => [flag.key, flagOf(flag)])),
      segments: flags.some(({ kind }) => kind === 'list') ? segments : {},
    }),
  load: async (text) => {
    const folder = mkdtempSync(join(tmpdir(), 'signalbox-bench-'));
    const path = join(folder, 'flags.json');
    writeFileSync(path, text);
    const files = new FileDataSourceFactory({ paths: [path] });
    const client = init('sdk-benchmark', {
      updateProcessor: files.getFactory(),
      sendEvents: false,
      diagnosticOptOut: true,
      logger: { debug() {}, info() {}, warn() {}, error: console.error },
    });
    await client.waitForInitialization({ timeout: 10 });
    rmSync(folder, { recursive: true });
    return {
      evaluate: ({ key, kind }, context) =>
        kind === 'split'
          ? client.stringVariation(key, context, 'off')
          : client.boolVariation(key, context, false),
      evaluateAll: (context) => client.allFlagsState(context),
      close: () => client.close(),
    };
  },
  valueOf: (result: unknown) => result,
};

const segments = {
  listed: { key: 'listed', version: 1, included: listed, excluded: [], salt: 's', rules: [] },
};

function flagOf({ key, kind }: FlagName): object {
  const isSplit = kind === 'split';
  return {
    key,
    version: 1,
    on: true,
    salt: key,
    variations: isSplit ? [...arms, 'off'] : [true, false],
    offVariation: isSplit ? arms.length : 1,
    prerequisites: [],
    targets: [],
    ...partsOf(kind),
  };
}

function partsOf(kind: FlagKind): object {
  switch (kind) {
    case 'static':
      return { rules: [], fallthrough: { variation: 0 } };
    case 'rule':
      return {
        rules: [{ id: 'near', clauses: [clause('country', 'in', countries), isPro], variation: 0 }],
        fallthrough: { rollout: rolloutOf([20_000, 80_000]) },
      };
    case 'split': {
      const isNew = { ...clause('version', 'semVerLessThan', ['2.0.0']), negate: true };
      const rollout = rolloutOf(arms.map(() => 25_000));
      return { rules: [{ id: 'new', clauses: [isNew], rollout }], fallthrough: { variation: arms.length } };
    }
    case 'list': {
      const isListed = clause('key', 'segmentMatch', ['listed']);
      const rules = [isListed, isPro].map((only, at) => ({ id: `${at}`, clauses: [only], variation: 0 }));
      return { rules, fallthrough: { variation: 1 } };
    }
  }
}

const isPro = clause('plan', 'in', ['pro']);

function clause(attribute: string, op: string, values: string[]): object {
  return { contextKind: 'user', attribute, op, values, negate: false };
}

function rolloutOf(weights: number[]): object {
  return { contextKind: 'user', variations: weights.map((weight, variation) => ({ variation, weight })) };
}
