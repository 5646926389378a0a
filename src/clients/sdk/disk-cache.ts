import { readFileSync } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Clock } from './clock';
import type { Logger } from './logger';

/** Changes within this time are written together. */
const writeDelayMs = 1_000;

/** One file, always whole: it is written beside itself and then renamed. A disk that fails is only ever a warning. */
export class DiskCache {
  private timer: unknown;
  private content: (() => string) | undefined;
  private writing: Promise<void> = Promise.resolve();

  constructor(
    private readonly path: string,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {}

  /** What `parse` makes of the file; undefined when there is none or `parse` throws. */
  read<Content>(parse: (text: string) => Content): Content | undefined {
    try {
      return parse(readFileSync(this.path, 'utf8'));
    } catch (error) {
      const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT';
      if (!isMissing) this.logger.warn(`the cache ${this.path} is not used: ${(error as Error).message}`);
      return undefined;
    }
  }

  /** `content` is asked for when it is written, so it may be costly. */
  writeSoon(content: () => string): void {
    if (!this.content) this.timer = this.clock.setTimeout(() => void this.flush(), writeDelayMs);
    this.content = content;
  }

  /** Resolves when everything is on disk, or has failed to get there. */
  flush(): Promise<void> {
    this.clock.clearTimeout(this.timer);
    const { content } = this;
    this.content = undefined;
    if (content) this.writing = this.writing.then(() => this.write(content()));
    return this.writing;
  }

  private async write(content: string): Promise<void> {
    const draft = `${this.path}.${process.pid}.draft`;
    try {
      await mkdir(dirname(this.path), { recursive: true });
      await writeFile(draft, content, { mode: 0o600, flush: true });
      await rename(draft, this.path);
    } catch (error) {
      this.logger.warn(`the cache ${this.path} could not be written: ${(error as Error).message}`);
    }
  }
}
