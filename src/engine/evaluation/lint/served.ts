import type { Flag, Serve, Split } from '../types';
import type { Outlook } from './outlook';
import { holdNothing, takeEverybody } from './positions';

/** What may be served somewhere; null is the caller's default. */
export interface Served {
  variants: ReadonlySet<string | null>;
  /** Whether it serves something to everybody, so that nothing after it is asked. */
  isSure: boolean;
}

/** What a flag may serve while it is on. */
export function servedBy(flag: Flag, outlook: Outlook): Served {
  return firstOf(flag.rules, flag.fallthrough, flag, outlook);
}

/** What one rule, or the fallthrough, may serve to whom it is for. */
export function servedAt(serve: Serve, flag: Flag, outlook: Outlook): Served {
  if (typeof serve === 'string' || serve === null) return { variants: new Set([serve]), isSure: true };
  if ('split' in serve) return servedBySplit(serve, flag, outlook);
  if ('first' in serve) return firstOf(serve.first, serve.serve, flag, outlook);
  // an expression may name any variant
  return { variants: new Set(Object.keys(flag.variants)), isSure: false };
}

function firstOf(choices: Flag['rules'] | Choices, last: Serve, flag: Flag, outlook: Outlook): Served {
  const variants = new Set<string | null>();
  for (const { when, serve } of choices) {
    const { mayHold, mayFail } = outlook.of(when);
    if (!mayHold) continue;
    const served = servedAt(serve, flag, outlook);
    for (const variant of served.variants) variants.add(variant);
    if (served.isSure && !mayFail) return { variants, isSure: true };
  }
  const served = servedAt(last, flag, outlook);
  for (const variant of served.variants) variants.add(variant);
  return { variants, isSure: served.isSure };
}

type Choices = Extract<Serve, { first: unknown }>['first'];

/** Whoever was assigned to an arm keeps it, even when no position leads there any more. */
function servedBySplit({ split, arms, sticky, otherwise }: Split, flag: Flag, outlook: Outlook): Served {
  const open = arms.filter(({ range }) => sticky !== undefined || !holdNothing([range]));
  const variants = new Set<string | null>(open.map((arm) => arm.variant));
  const bucketing = outlook.bucketingOf(split);
  const ranges = arms.map((arm) => arm.range);
  const isFull = bucketing !== undefined && takeEverybody(ranges, bucketing);
  if (isFull && sticky?.blockedBelow === undefined) return { variants, isSure: true };
  if (otherwise === 'next') return { variants, isSure: false };
  const beside = servedAt(otherwise, flag, outlook);
  return { variants: new Set([...variants, ...beside.variants]), isSure: beside.isSure };
}
