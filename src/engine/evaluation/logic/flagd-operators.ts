import { utf8 } from '../bucketing/bytes';
import { shifted } from '../bucketing/hashes';
import { murmur3 } from '../bucketing/murmur3';
import { compareVersions, versionReadings, type Version } from '../operators/versions';
import type { Json } from '../types';
import type { Logic, LogicOperator, LogicScope } from './logic';

/** flagd's own operators. On bad input they give null, not false: the default variant is taken, not one named "false". */
export const flagdOperators: Record<string, LogicOperator> = {
  starts_with: onTexts((text, part) => text.startsWith(part)),
  ends_with: onTexts((text, part) => text.endsWith(part)),
  sem_ver: (args) => (scope) => compareSemver(args.map((arg) => arg(scope))),
  fractional: (args) => (scope) => fractional(args, scope),
};

function onTexts(decide: (text: string, part: string) => boolean): LogicOperator {
  return (args) => (scope) => {
    const [text, part] = args.map((arg) => arg(scope));
    return args.length === 2 && typeof text === 'string' && typeof part === 'string'
      ? decide(text, part)
      : null;
  };
}

const comparisons: Record<string, (left: Version, right: Version) => boolean> = {
  '=': (left, right) => compareVersions(left, right) === 0,
  '!=': (left, right) => compareVersions(left, right) !== 0,
  '<': (left, right) => compareVersions(left, right) < 0,
  '<=': (left, right) => compareVersions(left, right) <= 0,
  '>': (left, right) => compareVersions(left, right) > 0,
  '>=': (left, right) => compareVersions(left, right) >= 0,
  '^': (left, right) => hasSameNumbers(left, right, 1),
  '~': (left, right) => hasSameNumbers(left, right, 2),
};

function hasSameNumbers(left: Version, right: Version, count: number): boolean {
  for (let i = 0; i < count; i += 1) if ((left.numbers[i] ?? 0) !== (right.numbers[i] ?? 0)) return false;
  return true;
}

function compareSemver([first, operator, second, ...rest]: Json[]): Json {
  if (typeof operator !== 'string' || !Object.hasOwn(comparisons, operator) || rest.length > 0) return null;
  const [left, right] = [first ?? null, second ?? null].map(versionReadings['semver.prefixed']);
  return left === undefined || right === undefined ? null : comparisons[operator](left, right);
}

const heaviest = 2 ** 31 - 1;

/** `[unit?, [variant, weight = 1]…]`; without a unit the flag's key and the targeting key are hashed together. */
function fractional(args: Logic[], scope: LogicScope): Json {
  const values = args.map((arg) => arg(scope));
  const hasUnit = typeof values[0] === 'string';
  const unit = hasUnit ? (values[0] as string) : defaultUnit(scope);
  const arms = (hasUnit ? values.slice(1) : values).map(readArm);
  if (unit === undefined || arms.length === 0) return null;
  let total = 0;
  for (const arm of arms) {
    if (arm === undefined) return null;
    total += arm.weight;
  }
  if (total < 1 || total > heaviest) return null;
  // the generation that flagd calls high-precision: the weights' sum is the span
  return variantAt(arms as FractionalArm[], shifted(murmur3(utf8(unit), 0), total));
}

interface FractionalArm {
  variant: Json;
  weight: number;
}

function readArm(value: Json): FractionalArm | undefined {
  if (!Array.isArray(value) || value.length < 1 || value.length > 2) return undefined;
  const [variant, weight = 1] = value;
  if (typeof weight !== 'number' || !Number.isInteger(weight)) return undefined;
  return { variant, weight: Math.max(0, weight) };
}

function defaultUnit({ call, flagKey }: LogicScope): string | undefined {
  const key = call.user?.key;
  return typeof key === 'string' ? flagKey + key : undefined;
}

function variantAt(arms: FractionalArm[], position: number): Json {
  let end = 0;
  for (const { variant, weight } of arms) {
    end += weight;
    if (position < end) return variant;
  }
  return null;
}
