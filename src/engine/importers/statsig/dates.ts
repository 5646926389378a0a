import { dateReadings } from '../../evaluation/operators/dates';
import type { Condition, Json, Op, Ref } from '../../evaluation';
import type { Place } from '../place';

interface Target {
  value: Json;
  place: Place;
}

export function dateTest(op: Op): (attr: Ref, target: Target) => Condition {
  return (attr, target) => {
    const instant = instantOf(target);
    return instant !== undefined && test(attr, op, instant);
  };
}

const day = 24 * 60 * 60 * 1000;

/** The same day, as days are in UTC. */
export function dayTest(attr: Ref, target: Target): Condition {
  const instant = instantOf(target);
  if (instant === undefined) return false;
  const start = Math.floor(instant / day) * day;
  return { all: [test(attr, 'gte', start), test(attr, 'lt', start + day)] };
}

function test(attr: Ref, op: Op, instant: number): Condition {
  return { attr, op, as: 'date.unix', values: [new Date(instant).toISOString()] };
}

/** Beyond it JavaScript knows no dates. */
const lastInstant = 8.64e15;

/** Undefined for what is no date in Statsig either; a spelling that JavaScript reads by the machine's place is refused. */
function instantOf({ value, place }: Target): number | undefined {
  const instant = dateReadings['date.unix'](value);
  if (instant !== undefined) return Math.abs(instant) <= lastInstant ? instant : undefined;
  if (typeof value !== 'string' || Number.isNaN(Date.parse(value))) return undefined;
  throw place.fault(`the date ${value} is not written as ISO 8601`);
}
