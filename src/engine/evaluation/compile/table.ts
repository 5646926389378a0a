/**
 * A map that never changes. `with` gives a new one, and shares with it nearly everything: changes lie in a small layer
 * above the rest until they are many, so one change to thousands of entries copies a few and not all.
 */
export class Table<Value> {
  private list: readonly (readonly [string, Value])[] | undefined;

  private constructor(
    private readonly base: ReadonlyMap<string, Value>,
    private readonly layer: ReadonlyMap<string, Value | undefined>,
  ) {}

  static of<Value>(entries: Iterable<readonly [string, Value]>): Table<Value> {
    return new Table(new Map(entries), new Map<string, Value>());
  }

  get(key: string): Value | undefined {
    const { layer } = this;
    return layer.size > 0 && layer.has(key) ? layer.get(key) : this.base.get(key);
  }

  has(key: string): boolean {
    return this.get(key) !== undefined;
  }

  entries(): readonly (readonly [string, Value])[] {
    return (this.list ??= [...this.whole()]);
  }

  /** Undefined takes the entry away. */
  with(changes: ReadonlyMap<string, Value | undefined>): Table<Value> {
    if (changes.size === 0) return this;
    const layer = new Map(this.layer);
    for (const [key, value] of changes) layer.set(key, value);
    const changed = new Table(this.base, layer);
    return layer.size ** 2 > this.base.size ? new Table(changed.whole(), new Map<string, Value>()) : changed;
  }

  private whole(): ReadonlyMap<string, Value> {
    if (this.layer.size === 0) return this.base;
    const whole = new Map(this.base);
    for (const [key, value] of this.layer) {
      if (value === undefined) whole.delete(key);
      else whole.set(key, value);
    }
    return whole;
  }
}
