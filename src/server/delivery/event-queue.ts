/**
 * Events on their way to somebody who pulls them. Its iterator is no generator: a generator could not be left while it
 * waits for what comes next.
 */
export class EventQueue<Event> {
  private readonly events: Event[] = [];
  private hasEnded = false;
  private failure: { error: unknown } | null = null;
  private wakePuller: () => void = () => undefined;

  get length(): number {
    return this.events.length;
  }

  push(event: Event): void {
    if (!this.hasEnded) this.events.push(event);
    this.wakePuller();
  }

  /** What was pushed before is still to be had. */
  end(): void {
    this.hasEnded = true;
    this.wakePuller();
  }

  fail(error: unknown): void {
    this.failure = { error };
    this.end();
  }

  iterator(notify: { taken?(): void; left(): void }): AsyncIterableIterator<Event> {
    return {
      next: async () => {
        while (this.events.length === 0 && !this.hasEnded) {
          await new Promise<void>((resolve) => (this.wakePuller = resolve));
        }
        const [event] = this.events.splice(0, 1);
        if (event !== undefined) {
          notify.taken?.();
          return { done: false, value: event };
        }
        if (this.failure) throw this.failure.error;
        return { done: true, value: undefined };
      },
      return: async () => {
        notify.left();
        return { done: true, value: undefined };
      },
      [Symbol.asyncIterator]() {
        return this;
      },
    };
  }
}
