import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type * as FlagsmithModule from 'flagsmith-nodejs';
import type { Json } from '../../../../engine/evaluation';
import {
  flagsmithResults,
  flagsmithSubject,
  importFlagsmith,
  type FlagsmithIdentity,
  type FlagsmithOptions,
} from '../../../../engine/importers';
import type { Oracle, PeerAdapter } from '../peer-adapter';

export const flagsmith: PeerAdapter<FlagsmithOptions> = {
  import: importFlagsmith,
  ours: (source, options) => {
    const imported = importFlagsmith(source, options);
    const results = flagsmithResults(imported, { now: Date.now, random: Math.random });
    return (context) => {
      const identity = context as unknown as FlagsmithIdentity;
      const { flags } = results(flagsmithSubject(identity, imported.identities));
      return (flag) => ({ enabled: flags[flag].enabled, value: flags[flag].value });
    };
  },
  theirs: (source, _, sdk) =>
    Promise.resolve(isDocument(source) ? clientWith(source, sdk) : engineWith(source as Context, sdk)),
};

const isDocument = (source: unknown): boolean => 'feature_states' in (source as object);

/** The SDK reads an environment document from a file only. */
function clientWith(source: unknown, sdk: NodeJS.Require): Oracle {
  const { Flagsmith, LocalFileHandler } = sdk('flagsmith-nodejs') as typeof FlagsmithModule;
  const folder = mkdtempSync(join(tmpdir(), 'signalbox-'));
  const path = join(folder, 'environment.json');
  writeFileSync(path, JSON.stringify(source));
  const client = new Flagsmith({ offlineMode: true, offlineHandler: new LocalFileHandler(path) });
  rmSync(folder, { recursive: true });
  return {
    answers: (context) => {
      const { identifier, traits = {} } = context as unknown as FlagsmithIdentity;
      const asked = client.getIdentityFlags(identifier, traits as never);
      return async (flag) => answerOf((await asked).getFlag(flag));
    },
    close: () => client.close(),
  };
}

interface Context {
  identity?: Json;
}

interface Engine {
  getEvaluationResult(context: Context): { flags: Record<string, { enabled: boolean; value?: unknown }> };
}

/** An evaluation context is for the engine inside the SDK, which the package does not export. */
function engineWith(source: Context, sdk: NodeJS.Require): Oracle {
  const inside = dirname(sdk.resolve('flagsmith-nodejs'));
  const { getEvaluationResult } = sdk(join(inside, 'flagsmith-engine/index.js')) as Engine;
  return {
    answers: (identity) => {
      const { flags } = getEvaluationResult({ ...source, identity });
      return (flag) => answerOf(flags[flag]);
    },
    close: () => undefined,
  };
}

function answerOf({ enabled, value }: { enabled: boolean; value?: unknown }): object {
  return { enabled, value: value ?? null };
}
