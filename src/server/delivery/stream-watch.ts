import type { ConfigStreamInput } from '../../engine/protocol/messages';
import type { EnvironmentRef } from './configuration-source';
import type { EnvironmentFeed } from './environment-feed';

/** A stream of an SDK key that has just been opened. */
export interface OpenedStream {
  streamId: string;
  /** Row id of the key that opened it. */
  sdkKeyId: string;
  environment: EnvironmentRef;
  feed: Pick<EnvironmentFeed, 'subscribe'>;
  /** What the client says of itself. */
  client: NonNullable<ConfigStreamInput['client']>;
}

/** Whoever keeps count of the streams of SDK keys. */
export interface StreamWatch {
  /** The answer is called once, when the stream is gone. */
  opened(stream: OpenedStream): () => void;
}
