import type * as FlagdCoreModule from '@openfeature/flagd-core';
import { compile, isProblem, subjectOf, type Json, type Subject } from '../../../../engine/evaluation';
import { importFlagd, ImportError, splitsUsers, type FlagdOptions } from '../../../../engine/importers';
import { wrongUsage } from '../../failure';
import type { PeerAdapter } from '../peer-adapter';

/** Without a generation it is not known, which matters only where a flag splits users. */
type Options = Partial<FlagdOptions>;

export const flagd: PeerAdapter<Options> = {
  import: (source, { generation, sdk }) => {
    const converted = importFlagd(source, { generation: generation ?? 'v2', sdk });
    if (generation === undefined && Object.values(converted.ruleset.flags).some(splitsUsers))
      throw generationNeeded();
    return converted;
  },
  ours: (source, options) => {
    const { ruleset } = flagd.import(source, options);
    const compiled = compile(ruleset, { now: Date.now, random: Math.random });
    return (context) => {
      const subject = subjectOfContext(context);
      return (flag) => {
        const { variant, value, reason } = compiled.evaluate(flag, subject);
        if (reason === 'OFF' || reason === 'ERROR') return { reason };
        return variant === null ? {} : { variant, value };
      };
    };
  },
  theirs: (source, _, sdk) => {
    const { FlagdCore } = sdk('@openfeature/flagd-core') as typeof FlagdCoreModule;
    const core = new FlagdCore(undefined, quiet);
    core.setConfigurations(JSON.stringify(source));
    const answers = (context: Json) => (key: string) => {
      const flag = core.getFlag(key);
      if (flag?.state === 'DISABLED') return { reason: 'OFF' };
      const answer = flag?.evaluate(context as never, quiet);
      if (answer === undefined || answer.reason === 'ERROR') return { reason: 'ERROR' };
      return { variant: answer.variant, value: answer.value };
    };
    return Promise.resolve({ answers, close: () => undefined });
  },
};

const quiet = { error() {}, warn() {}, info() {}, debug() {} };

function generationNeeded(): Error {
  return wrongUsage(
    'this file splits users, and flagd has done that in three ways: --generation v1 (percentages in floats), v2 (weights in integers) or v3 (CBOR)',
  );
}

function subjectOfContext(context: Json): Subject {
  const subject = subjectOf(context);
  if (isProblem(subject)) throw new ImportError(subject.path, subject.message);
  return subject;
}
