import type * as SdkModule from '@growthbook/growthbook';
import { compile, type Json } from '../../../../engine/evaluation';
import {
  growthBookExperiment,
  growthBookFeature,
  growthBookOriginal,
  growthBookSubject,
  importGrowthBook,
  type GrowthBookOptions,
} from '../../../../engine/importers';
import type { PeerAdapter } from '../peer-adapter';

type Attributes = Record<string, Json>;
type Payload = SdkModule.FeatureApiResponse;

export const growthBook: PeerAdapter<GrowthBookOptions> = {
  import: importGrowthBook,
  ours: (source, options) => {
    const { ruleset } = importGrowthBook(source, options);
    const compiled = compile(ruleset, { now: Date.now, random: Math.random });
    const original = growthBookOriginal(source, options);
    return (context) => {
      const attributes = context as Attributes;
      const subject = growthBookSubject(attributes, options);
      return (flag) => {
        const explanation = compiled.explain(flag, subject);
        const experiment = growthBookExperiment(original, explanation, attributes);
        return answerOf(experiment ?? growthBookFeature(original, explanation, attributes));
      };
    };
  },
  theirs: (source, options, sdk) => {
    const { GrowthBookClient } = sdk('@growthbook/growthbook') as typeof SdkModule;
    const payload = source as Payload;
    const client = new GrowthBookClient().initSync({ payload });
    const answers = (context: Json) => {
      const user = { ...options.context, ...stickyBuckets(options), attributes: context as Attributes };
      return (flag: string) => {
        if (payload.features !== undefined && Object.hasOwn(payload.features, flag))
          return answerOf(client.evalFeature(flag, user));
        const experiment = payload.experiments?.find(({ key }) => key === flag);
        return experiment && answerOf(client.runInlineExperiment(experiment as never, user));
      };
    };
    return Promise.resolve({ answers, close: () => client.destroy() });
  },
};

/** A service that has kept nothing yet. */
function stickyBuckets({ stickyBucketing }: GrowthBookOptions): SdkModule.UserContext {
  if (stickyBucketing !== true) return {};
  return { stickyBucketAssignmentDocs: {}, saveStickyBucketAssignmentDoc: () => Promise.resolve() };
}

/** Of a feature and of an experiment's result: the value, where it is from, and where somebody is. */
function answerOf(result: object): object {
  const { value, source, ruleId, experimentResult } = result as Record<string, unknown>;
  const { variationId, inExperiment, hashUsed, bucket } = (experimentResult ?? result) as typeof result &
    Record<string, unknown>;
  return { value, source, ruleId, variationId, inExperiment, hashUsed, bucket };
}
