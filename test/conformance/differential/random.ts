/** Chance that a seed repeats. */
export class Random {
  private state: number;

  constructor(seed: number) {
    this.state = seed >>> 0;
  }

  /** In [0, 1): mulberry32. */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let mixed = this.state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** In [0, limit). */
  integer(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(choices: readonly T[]): T {
    return choices[this.integer(choices.length)];
  }

  /** Between `least` and `most` of what `make` makes. */
  list<T>(least: number, most: number, make: (at: number) => T): T[] {
    return Array.from({ length: least + this.integer(most - least + 1) }, (_, at) => make(at));
  }

  /** Whole numbers that add up to `total`; some may be 0. */
  weights(count: number, total: number): number[] {
    const cuts = Array.from({ length: count - 1 }, () => this.integer(total + 1)).sort((a, b) => a - b);
    return [...cuts, total].map((cut, at) => cut - (cuts[at - 1] ?? 0));
  }
}
