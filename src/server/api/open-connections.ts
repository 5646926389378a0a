import type { Limits } from '../foundation/settings';

/** What a node holds open, WebSockets and event streams alike, counted against its limits. */
export class OpenConnections {
  private readonly perAddress = new Map<string, number>();
  private total = 0;

  constructor(private readonly limits: Pick<Limits, 'sockets' | 'socketsPerAddress'>) {}

  /** Which limit stands against another one from the address; null: none. */
  refusalFor(address: string): 'NODE' | 'ADDRESS' | null {
    if (this.total >= this.limits.sockets) return 'NODE';
    return this.of(address) >= this.limits.socketsPerAddress ? 'ADDRESS' : null;
  }

  /** The answer is called once, when it is closed. */
  opened(address: string): () => void {
    this.count(address, 1);
    return () => this.count(address, -1);
  }

  private of(address: string): number {
    return this.perAddress.get(address) ?? 0;
  }

  private count(address: string, change: 1 | -1): void {
    this.total += change;
    const open = this.of(address) + change;
    if (open === 0) this.perAddress.delete(address);
    else this.perAddress.set(address, open);
  }
}
