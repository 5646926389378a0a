import type * as SdkModule from '@launchdarkly/node-server-sdk';
import type * as IntegrationsModule from '@launchdarkly/node-server-sdk/integrations';
import { compile } from '../../../../engine/evaluation';
import {
  importLaunchDarkly,
  launchDarklyDetail,
  launchDarklySubject,
  type LaunchDarklyOptions,
} from '../../../../engine/importers';
import type { PeerAdapter } from '../peer-adapter';

export const launchDarkly: PeerAdapter<LaunchDarklyOptions> = {
  import: importLaunchDarkly,
  ours: (source, options) => {
    const { ruleset } = importLaunchDarkly(source, options);
    const compiled = compile(ruleset, { now: Date.now, random: Math.random });
    return (context) => {
      const subject = launchDarklySubject(context);
      return (flag) =>
        launchDarklyDetail(compiled.evaluate(flag, subject), ruleset.flags[flag], { default: null });
    };
  },
  theirs: async (source, _, sdk) => {
    const { init } = sdk('@launchdarkly/node-server-sdk') as typeof SdkModule;
    const data = await testDataOf(source, sdk);
    const options = { sendEvents: false, diagnosticOptOut: true, logger: quiet };
    const client = init('sdk-of-nobody', { ...options, updateProcessor: data.getFactory() });
    await client.waitForInitialization({ timeout: 10 });
    return {
      answers: (context) => async (flag) => {
        const detail = await client.variationDetail(flag, context as never, null);
        const { value, variationIndex, reason } = detail;
        return { value: value as unknown, ...(variationIndex != null && { variationIndex }), reason };
      },
      close: () => client.close(),
    };
  },
};

const quiet = { error() {}, warn() {}, info() {}, debug() {} };

type Data = Record<'flags' | 'segments', Record<string, object> | undefined>;

/** The file itself, or what a stream's event carries. */
async function testDataOf(source: unknown, sdk: NodeJS.Require): Promise<IntegrationsModule.TestData> {
  const { TestData } = sdk('@launchdarkly/node-server-sdk/integrations') as typeof IntegrationsModule;
  const file = source as Partial<Data> & { data?: Data };
  const { flags = {}, segments = {} } = file.flags === undefined ? (file.data as Data) : file;
  const data = new TestData();
  for (const flag of Object.values(flags)) await data.usePreconfiguredFlag(flag);
  for (const segment of Object.values(segments)) await data.usePreconfiguredSegment(segment);
  return data;
}
