/** Where an environment's log stands now, said after the commit that moved it. */
export interface Hint {
  environmentId: string;
  epoch: string;
  revision: number;
  /** Where it was committed. */
  from: 'THIS_NODE' | 'ANOTHER_NODE';
}

export type HintListener = (hint: Hint) => void;

/** Wakes readers of the log sooner than their clock. A hint may get lost: the database is the truth. */
export interface Hints {
  notify(hint: Hint): void;
  /** The answer ends the subscription. */
  subscribe(listener: HintListener): () => void;
}

/** Hints within one process; `hints-over-nats` takes them to the others. */
export function createHints(): Hints {
  const listeners = new Set<HintListener>();
  return {
    notify(hint) {
      for (const listener of [...listeners]) listener(hint);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
