import type * as SdkModule from 'statsig-node';
import type { StatsigUser } from 'statsig-node';
import { compile } from '../../../../engine/evaluation';
import {
  importStatsig,
  statsigResult,
  statsigSpecs,
  statsigSubject,
  type StatsigOptions,
} from '../../../../engine/importers';
import type { PeerAdapter } from '../peer-adapter';

export const statsig: PeerAdapter<StatsigOptions> = {
  import: importStatsig,
  ours: (source, options) => {
    const { ruleset } = importStatsig(source, options);
    const compiled = compile(ruleset, { now: Date.now, random: Math.random });
    return (context) => {
      const subject = statsigSubject(context);
      return (flag) => {
        const { value, ruleID } = statsigResult(compiled.evaluate(flag, subject), ruleset.flags[flag]);
        return { value, ruleID };
      };
    };
  },
  theirs: async (source, _, sdk) => {
    const { StatsigServer } = sdk('statsig-node') as typeof SdkModule;
    const server = new StatsigServer('secret-of-nobody', {
      bootstrapValues: JSON.stringify(source),
      localMode: true,
      disableAllLogging: true,
      initStrategyForIDLists: 'none',
      initStrategyForIP3Country: 'none',
    });
    await server.initializeAsync();
    const specs = statsigSpecs(source);
    return {
      answers: (context) => (flag) => {
        const spec = specs.get(flag);
        return spec && ask[spec.kind](server, context as StatsigUser, spec.name);
      },
      close: () => server.shutdown(),
    };
  },
};

const quiet = { disableExposureLogging: true };

const ask = {
  gate: (server: SdkModule.StatsigServer, user: StatsigUser, name: string) => {
    const { value, ruleID } = server.getFeatureGate(user, name, quiet);
    return { value, ruleID };
  },
  config: (server: SdkModule.StatsigServer, user: StatsigUser, name: string) => {
    const config = server.getConfig(user, name, quiet);
    return { value: config.value, ruleID: config.getRuleID() };
  },
  /** A layer tells its parameters one by one only. */
  layer: (server: SdkModule.StatsigServer, user: StatsigUser, name: string) => {
    const layer = server.getLayer(user, name, quiet);
    const { _value: value } = layer as unknown as { _value: Record<string, unknown> };
    return { value, ruleID: layer.getRuleID() };
  },
};
