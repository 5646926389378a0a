/** What a subscriber has yet to be told: `flagKeys` null is all of them. */
export interface Pending<Final> {
  flagKeys: readonly string[] | null;
  /** Why nothing comes after it; null: something may. */
  final: Final | null;
}

/** Holds what one subscriber has not pulled yet as one message, however much has happened. */
export class SignalMailbox<Final> {
  private pending: Pending<Final> | null = null;
  private isClosed = false;
  private wake: () => void = () => undefined;

  get isEmpty(): boolean {
    return this.pending === null;
  }

  put({ flagKeys, final }: Pending<Final>): void {
    const { pending } = this;
    const isAll = flagKeys === null || pending?.flagKeys === null;
    this.pending = {
      flagKeys: isAll ? null : [...new Set([...(pending?.flagKeys ?? []), ...flagKeys])].sort(),
      final: pending?.final ?? final,
    };
    this.wake();
  }

  close(): void {
    this.isClosed = true;
    this.wake();
  }

  /** null: it was closed. */
  async take(): Promise<Pending<Final> | null> {
    while (this.pending === null && !this.isClosed) {
      await new Promise<void>((resolve) => (this.wake = resolve));
    }
    const { pending } = this;
    this.pending = null;
    return this.isClosed ? null : pending;
  }
}
