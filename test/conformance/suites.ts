import { flagd } from './flagd';
import { flagsmith } from './flagsmith';
import { growthBook } from './growthbook';
import { launchDarkly } from './launchdarkly';
import type { Suite } from './suite';
import { unleash } from './unleash';

/** Every peer whose published suite our importer runs; a line each. */
export const suites: Suite[] = [flagd, flagsmith, growthBook, launchDarkly, unleash];
