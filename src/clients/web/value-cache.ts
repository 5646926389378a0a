import { murmur3 } from '../../engine/evaluation/bucketing/murmur3';
import { utf8 } from '../../engine/evaluation/bucketing/bytes';
import type { HeldValues, ToldEvaluation } from './held-values';

/** What the client needs of `localStorage`. */
export interface ValueStorage {
  getItem(name: string): string | null;
  setItem(name: string, text: string): void;
}

interface CachedValues {
  /** A hash: who was asking is not written down. */
  context: string;
  revision: string;
  evaluations: ToldEvaluation[];
}

/** Of the browsers' 5 MB for everything of an origin. */
const mostCharacters = 500_000;
const mostContexts = 5;

/**
 * The last values of the contexts that were asked for last, in one item for each server and key. Storage that is full,
 * forbidden or spoilt is as good as none.
 */
export class ValueCache {
  private readonly name: string;

  constructor(
    private readonly storage: ValueStorage | null,
    binding: { url: string; key: string },
  ) {
    this.name = `signalbox.1.${hashOf(`${binding.url} ${binding.key}`)}`;
  }

  read(context: string): HeldValues | null {
    const hash = hashOf(context);
    const cached = this.readAll().find((each) => each.context === hash);
    if (!cached) return null;
    return {
      revision: cached.revision,
      evaluations: new Map(cached.evaluations.map((told) => [told.flagKey, told])),
    };
  }

  write(context: string, { revision, evaluations }: HeldValues): void {
    const newest = { context: hashOf(context), revision, evaluations: [...evaluations.values()] };
    const others = this.readAll().filter((each) => each.context !== newest.context);
    const kept = [newest, ...others].slice(0, mostContexts);
    let text = JSON.stringify(kept);
    while (text.length > mostCharacters && kept.pop()) text = JSON.stringify(kept);
    try {
      this.storage?.setItem(this.name, text);
    } catch {
      // A cache that cannot be written is none.
    }
  }

  private readAll(): CachedValues[] {
    try {
      const cached: unknown = JSON.parse(this.storage?.getItem(this.name) ?? '[]');
      return Array.isArray(cached) && cached.every(isCachedValues) ? cached : [];
    } catch {
      return [];
    }
  }
}

function isCachedValues(cached: Partial<CachedValues> | null): cached is CachedValues {
  return (
    typeof cached?.context === 'string' &&
    typeof cached.revision === 'string' &&
    Array.isArray(cached.evaluations) &&
    cached.evaluations.every((told) => typeof told?.flagKey === 'string' && typeof told.reason === 'string')
  );
}

/** 64 bits, to tell texts apart. */
function hashOf(text: string): string {
  const bytes = utf8(text);
  return [0, 1].map((seed) => murmur3(bytes, seed).toString(16).padStart(8, '0')).join('');
}
