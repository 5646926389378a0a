import type { Flag, Json } from '../../evaluation';
import type { Remarks } from '../drafts';
import { isJavaScriptSdk } from '../patterns';
import { splitsUsers } from '../splits-users';
import type { Trial } from './definition';
import type { Surroundings } from './surroundings';

type VariedTrial = Trial & { variations: Json[] };

/** What came up while a flag was translated, after what must be so for its users to stay where they are. */
export function remarksOn(flag: Flag, trials: VariedTrial[], { settings, remarks }: Surroundings): Remarks {
  const { sdk, stickyBucketing } = settings;
  const kept = trials.filter(({ isSticky }) => isSticky);
  const passing = kept.some(({ meta }) => meta.some(({ isPassedThrough }) => isPassedThrough));
  const nested = trials.flatMap(({ hashAttribute }) => (hashAttribute.includes('.') ? [hashAttribute] : []));
  return {
    questions: [
      ...(splitsUsers(flag) && !isJavaScriptSdk(sdk)
        ? ["are all hashed attributes ASCII? GrowthBook's SDKs hash other letters in different ways"]
        : []),
      ...(kept.length > 0 && stickyBucketing === undefined
        ? ['was the SDK used without sticky bucketing?']
        : []),
      ...(kept.length > 0 && stickyBucketing === true
        ? ['are the sticky bucket documents brought along as assignments?']
        : []),
      ...(passing && stickyBucketing === true
        ? ['have shares never changed since users got a variation that passes through? That is not kept']
        : []),
      ...(stickyBucketing === true ? kept.filter(losesExclusions) : []).map(
        ({ key, minBucketVersion }) =>
          `was nobody assigned to ${key || flag.key} before its version ${minBucketVersion}? Its variations have no keys, so nobody is excluded here`,
      ),
      ...nested.map((name) => `does the SDK hash what ${name} leads to? Old ones look for that very name`),
      ...remarks.questions,
    ],
    warnings: [...remarks.warnings],
  };
}

/** Whoever was assigned to a variation without a key is excluded in GrowthBook, and not known here. */
function losesExclusions({ minBucketVersion, variations, meta }: VariedTrial): boolean {
  return minBucketVersion > 0 && variations.some((_, at) => !meta[at]?.key);
}
