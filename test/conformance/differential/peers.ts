import { flagd } from './flagd';
import { flagsmith } from './flagsmith';
import { growthBook } from './growthbook';
import { launchDarkly } from './launchdarkly';
import type { Peer } from './peer';
import { statsig } from './statsig';
import { unleash } from './unleash';

export const peers: Peer[] = [flagd, flagsmith, growthBook, launchDarkly, statsig, unleash];
