import { In, type EntityTarget } from 'typeorm';
import type { Database } from '../../database/database';
import type { Clock } from '../../foundation/clock';
import type { Logger } from '../../foundation/logger';
import { AccessTokenEntity } from './access-token.entity';
import { SdkKeyEntity } from './sdk-key.entity';
import type { KnownActor } from './stored-credential';

const minuteMs = 60_000;
const flushMs = 10_000;
const batchSize = 500;

interface Use {
  entity: EntityTarget<SdkKeyEntity | AccessTokenEntity>;
  credentialId: string;
  minute: number;
}

/** When each credential was last used, to the minute: written at leisure, since no request should wait for it. */
export class LastUse {
  private minute = 0;
  private readonly noted = new Set<string>();
  private pending: Use[] = [];
  private readonly stop: () => void;

  constructor(
    private readonly database: Database,
    clock: Clock,
    private readonly logger: Logger,
  ) {
    this.stop = clock.every(flushMs, () => void this.flush());
  }

  note({ kind, credentialId }: KnownActor, now: number): void {
    const minute = now - (now % minuteMs);
    if (minute !== this.minute) {
      this.minute = minute;
      this.noted.clear();
    }
    if (this.noted.has(credentialId)) return;
    this.noted.add(credentialId);
    this.pending.push({
      entity: kind === 'SDK_KEY' ? SdkKeyEntity : AccessTokenEntity,
      credentialId,
      minute,
    });
  }

  async flush(): Promise<void> {
    const uses = this.pending;
    this.pending = [];
    try {
      for (const batch of batches(uses)) await this.write(batch);
    } catch (error) {
      this.logger.warn({ err: error }, 'the last use of some credentials was not written');
    }
  }

  async close(): Promise<void> {
    this.stop();
    await this.flush();
  }

  private async write(batch: Use[]): Promise<void> {
    const [{ entity, minute }] = batch;
    const ids = batch.map(({ credentialId }) => credentialId);
    await this.database.transaction((transaction) =>
      transaction.update(entity, { id: In(ids) }, { lastUsedAt: minute }),
    );
  }
}

/** Uses that one statement can write: of one table, in one minute, and not too many. */
function batches(uses: Use[]): Use[][] {
  const open = new Map<string, Use[]>();
  const all: Use[][] = [];
  for (const use of uses) {
    const alike = `${String(use.entity === SdkKeyEntity)} ${use.minute}`;
    let batch = open.get(alike);
    if (!batch || batch.length === batchSize) {
      batch = [];
      open.set(alike, batch);
      all.push(batch);
    }
    batch.push(use);
  }
  return all;
}
