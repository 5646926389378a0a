import type { ChangeInput } from '../../generated/graphql';
import type { Step } from './changes';

/** How much one change may carry. */
export interface PartLimits {
  intents: number;
  bytes: number;
}

/**
 * The steps in as few changes as the limits allow, in their order: a part needs nothing of a later one, so that each is
 * valid by itself. A step that is beyond the limits alone has a part to itself, for the server to judge.
 */
export function partsOf(steps: readonly Step[], limits: PartLimits): Step[][] {
  const parts: Step[][] = [];
  let room: PartLimits = { intents: 0, bytes: 0 };
  for (const step of steps) {
    const { intents, bytes } = sizeOf(step);
    if (intents > room.intents || bytes > room.bytes) {
      parts.push([]);
      room = limits;
    }
    room = { intents: room.intents - intents, bytes: room.bytes - bytes };
    parts.at(-1)?.push(step);
  }
  return parts;
}

function sizeOf({ first, then }: Step): PartLimits {
  const intents = [...first, ...then];
  return { intents: intents.length, bytes: Buffer.byteLength(JSON.stringify(intents)) };
}

export function intentsOf(part: readonly Step[]): ChangeInput[] {
  return part.flatMap(({ first, then }) => [...first, ...then]);
}

/** A dry run leaves nothing behind for the next part: what a part needs of others, it must bring along. */
export function dryIntentsOf(part: readonly Step[], steps: readonly Step[]): ChangeInput[] {
  const own = new Set(part.map(({ name }) => name));
  const needed = new Set(part.flatMap(({ needs }) => needs.filter((name) => !own.has(name))));
  const brought = steps.filter(({ name }) => needed.has(name)).flatMap(({ first }) => first);
  return [...brought, ...intentsOf(part)];
}
