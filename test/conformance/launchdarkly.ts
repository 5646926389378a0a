import { deepEqual } from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compile, type Json } from '../../src/engine/evaluation';
import {
  importLaunchDarkly,
  launchDarklyDetail,
  launchDarklySubject,
  type LaunchDarklyQuestion,
} from '../../src/engine/importers';
import type { Case, Suite } from './suite';

/** LaunchDarkly's SDK test harness: server-side evaluation, its parameters written out. */
export const launchDarkly: Suite = {
  name: 'launchdarkly',
  folder: 'launchdarkly',
  cases: (folder) => filesIn(folder).flatMap((file) => casesIn(file)),
};

/** Some questions asked of the same data. */
interface Group {
  name: string;
  sdkData: object;
  evaluations: Evaluation[];
}

interface Evaluation {
  name?: string;
  flagKey: string;
  context: object;
  valueType?: 'bool' | 'int' | 'double' | 'string' | 'any';
  default?: Json;
  expect: { value: Json; variationIndex?: number; reason: object };
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => join(folder, file));
}

function casesIn(file: string): Case[] {
  const groups = JSON.parse(readFileSync(file, 'utf8')) as Group[];
  return groups.flatMap((group) =>
    group.evaluations.map((evaluation) => ({
      name: [group.name, evaluation.name ?? evaluation.flagKey].join(': '),
      run: () => runCase(group, evaluation),
    })),
  );
}

const clockless = { now: () => 0, random: () => 0 };

/** Asked by itself and among all flags: the answers must be the same. */
function runCase({ sdkData }: Group, { flagKey, context, expect, ...asked }: Evaluation): void {
  const { ruleset } = importLaunchDarkly(sdkData, { sdk: 'node' });
  const compiled = compile(ruleset, clockless);
  const subject = launchDarklySubject(context);
  const question = questionOf(asked, expect.value);
  const answer = compiled.evaluate(flagKey, subject);
  const flag = ruleset.flags[flagKey];
  deepEqual(launchDarklyDetail(answer, flag, question), expect);
  if (flag !== undefined) deepEqual(compiled.evaluateAll(subject)[flagKey], answer);
}

const types = { bool: 'boolean', int: 'number', double: 'number', string: 'string' } as const;

/** Where no default is given, it is the zero value of the type that is expected. */
function questionOf(asked: Pick<Evaluation, 'valueType' | 'default'>, expected: Json): LaunchDarklyQuestion {
  const { valueType = 'any', default: fallback = zeroOf(expected) } = asked;
  return valueType === 'any' ? { default: fallback } : { default: fallback, type: types[valueType] };
}

function zeroOf(value: Json): Json {
  switch (typeof value) {
    case 'boolean':
      return false;
    case 'number':
      return 0;
    case 'string':
      return '';
    default:
      return null;
  }
}
