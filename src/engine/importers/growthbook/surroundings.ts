import type { Bucketing, Segment } from '../../evaluation';
import type { Payload } from './payload';
import type { Settings } from './settings';

/** What surrounds a flag while it is translated. */
export interface Surroundings {
  payload: Payload;
  /** The flags that prerequisites may name. */
  featureKeys: ReadonlySet<string>;
  settings: Settings;
  /** What conditions name, by key: written down when it is first named. */
  segments: Map<string, Segment>;
  layers: Map<string, Bucketing>;
  /** What the report will say of the flag. */
  remarks: { questions: Set<string>; warnings: Set<string> };
}
