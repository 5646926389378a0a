import { parse, type DocumentNode } from 'graphql';

const mostDocuments = 1_000;
const mostCharacters = 4_000_000;

interface Entry {
  document: DocumentNode;
  characters: number;
}

/**
 * The documents that were parsed lately, the least used dropped first. What is worked out of a document is kept beside
 * it in WeakMaps, so it is bounded by this cache as well. Also the shape that Apollo Server wants of a document store.
 */
export class Documents {
  private readonly entries = new Map<string, Entry>();
  private characters = 0;

  constructor(private readonly maxTokens: number) {}

  /** Throws graphql-js's syntax error, also for a document of too many tokens. */
  parse(query: string): DocumentNode {
    const known = this.find(query);
    if (known) return known;
    const document = parse(query, this.parseOptions);
    this.keep(query, document);
    return document;
  }

  get parseOptions(): { maxTokens: number } {
    return { maxTokens: this.maxTokens };
  }

  get size(): number {
    return this.entries.size;
  }

  async get(key: string): Promise<DocumentNode | undefined> {
    return this.find(key);
  }

  async set(key: string, document: DocumentNode): Promise<void> {
    this.keep(key, document);
  }

  async delete(key: string): Promise<void> {
    this.drop(key);
  }

  private find(key: string): DocumentNode | undefined {
    const entry = this.entries.get(key);
    if (!entry) return undefined;
    this.entries.delete(key);
    this.entries.set(key, entry);
    return entry.document;
  }

  private keep(key: string, document: DocumentNode): void {
    this.drop(key);
    const characters = document.loc?.source.body.length ?? 0;
    this.entries.set(key, { document, characters });
    this.characters += characters;
    for (const oldest of this.entries.keys()) {
      if (this.entries.size <= mostDocuments && this.characters <= mostCharacters) return;
      this.drop(oldest);
    }
  }

  private drop(key: string): void {
    this.characters -= this.entries.get(key)?.characters ?? 0;
    this.entries.delete(key);
  }
}
