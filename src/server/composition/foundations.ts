import type { NodeSource } from '../api/node.resolver';
import type { Database } from '../database/database';
import type { Clock } from '../foundation/clock';
import type { Hints } from '../foundation/hints';
import type { HintsOverNats } from '../foundation/hints-over-nats';
import type { Logger } from '../foundation/logger';
import type { Pagination } from '../foundation/pagination';
import type { Settings } from '../foundation/settings';

/** What everything is built on, and where every part says what it adds to the schema. */
export interface Foundations {
  settings: Settings;
  clock: Clock;
  logger: Logger;
  database: Database;
  hints: Hints;
  /** Null: this node is told of the changes of others by nobody. */
  hintsOverNats: HintsOverNats | null;
  /** Signs resume tokens and cursors. */
  secret: string;
  pagination: Pagination;
  /** Instances of resolver classes. */
  resolvers: object[];
  /** How `node(id:)` finds a type's rows. */
  nodes: Map<string, NodeSource>;
}
