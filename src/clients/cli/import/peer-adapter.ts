import type { Json } from '../../../engine/evaluation';
import type { Import } from '../../../engine/importers';

/** One peer's file format and SDK, in the same words for all of them. `Options` are those of its importer. */
export interface PeerAdapter<Options extends object = object> {
  /** Throws an ImportError for a file that is something else. */
  import(source: unknown, options: Options): Import;
  /** Our engine, in the words of the peer's SDK. Throws an ImportError for a context that is none. */
  ours(source: unknown, options: Options): Answers;
  /** The peer's SDK with the same file; it asks no server. `sdk` is `require` as it is where the SDK is installed. */
  theirs(source: unknown, options: Options, sdk: NodeJS.Require): Promise<Oracle>;
}

/** What whoever has one of the peer's own contexts gets of a flag: all by which an application can tell answers apart. */
export type Answers = (context: Json) => (flag: string) => unknown;

/** Its answers may be promises. */
export interface Oracle {
  answers: Answers;
  close(): unknown;
}
