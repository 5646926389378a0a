import { createHash } from 'node:crypto';

/** Chance that can be repeated: from 0 up to 1. */
export type Random = () => number;

/** Of the whole run: `FAULTS_SEED`, or made up with the run's name. Each scenario prints it, so that a run can be had again. */
export const runSeed = Number(process.env.FAULTS_SEED || Number.parseInt(process.env.TEST_RUN ?? '0', 16));

/** Chance of its own for everything that has a name, so that one more draw somewhere alters nothing elsewhere. */
export function randomOf(name: string, seed = runSeed): Random {
  return mulberry32(createHash('sha256').update(`${seed} ${name}`).digest().readUInt32LE());
}

export const between = (random: Random, least: number, most: number): number =>
  least + Math.floor(random() * (most - least + 1));

export const oneOf = <Item>(random: Random, items: readonly Item[]): Item =>
  items[Math.floor(random() * items.length)];

/** Tommy Ettinger's mulberry32: 32 bits of state are plenty for a schedule of faults. */
function mulberry32(state: number): Random {
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
