import { references, type Flag, type Json, type Rule, type Ruleset } from '../evaluation';
import { draftFlag, draftSegment, importOf, type Draft, type Remarks } from './drafts';
import { readExperiment, readFeature } from './growthbook/definition';
import { keyOfExperiment, readPayload } from './growthbook/payload';
import { experimentRules } from './growthbook/experiment';
import { featureRules, isTrial, servedIn } from './growthbook/feature';
import { remarksOn } from './growthbook/remarks';
import { settingsOf, type GrowthBookOptions, type Settings } from './growthbook/settings';
import type { Surroundings } from './growthbook/surroundings';
import { servedBy } from './growthbook/trial';
import { variantTable, type VariantTable } from './growthbook/variants';
import type { Import } from './import-report';
import { Place } from './place';

/**
 * A GrowthBook payload (what its SDKs download, decrypted and parsed) as a ruleset in which everybody keeps the value
 * they had, with a report on every feature and experiment. Throws an ImportError when the payload as a whole is none; a
 * single flag that cannot be carried is refused in the report and missing in the ruleset, and with it whatever needs it.
 */
export function importGrowthBook(source: unknown, options: GrowthBookOptions = {}): Import {
  const around = surroundingsOf(source, options);
  const flags = new Map<string, Draft<Flag>>();
  for (const [key, place] of around.payload.features) {
    const draft = draftFlag(() => importFeature(key, place, around));
    flags.set(key, draft);
  }
  for (const place of around.payload.experiments) {
    const key = keyOfExperiment(place);
    const isTaken = flags.has(key);
    const draft = isTaken
      ? { refusal: `${place.path}.key: ${key} is another flag's key too` }
      : draftFlag(() => importExperiment(place, around));
    flags.set(isTaken ? place.path : key, draft);
  }
  const segments = Array.from(around.segments, ([key, body]) => {
    const remarks = { questions: [], warnings: [] };
    return [key, draftSegment(() => ({ body, remarks }))] as const;
  });
  const layers = Object.fromEntries(around.layers);
  const { ruleset, report } = importOf({ flags, segments: new Map(segments), layers });
  return { ruleset: withoutUnused(ruleset), report };
}

/** What flags of one payload share while they are translated. */
type Shared = Omit<Surroundings, 'remarks'>;

function surroundingsOf(source: unknown, options: GrowthBookOptions): Shared {
  const payload = readPayload(new Place(source, ''));
  return {
    payload,
    featureKeys: new Set(payload.features.map(([key]) => key)),
    settings: settingsOf(options),
    segments: new Map(),
    layers: new Map(),
  };
}

function importFeature(key: string, place: Place, shared: Shared): { body: Flag; remarks: Remarks } {
  const around = { ...shared, remarks: { questions: new Set<string>(), warnings: new Set<string>() } };
  const feature = readFeature(place);
  const { defaultValue, tags } = feature;
  const variants = variantTable(servedIn(key, feature, around.settings));
  const rules = featureRules(key, feature, variants, around);
  const body = flagOf(key, { variants, rules, defaultValue, tags }, around.settings);
  return { body, remarks: remarksOn(body, feature.rules.filter(isTrial), around) };
}

function importExperiment(place: Place, shared: Shared): { body: Flag; remarks: Remarks } {
  const around = { ...shared, remarks: { questions: new Set<string>(), warnings: new Set<string>() } };
  const experiment = readExperiment(place);
  const { key, variations } = experiment;
  const served = servedBy(experiment, key, variations, around.settings);
  const [defaultValue = null] = variations;
  const variants = variantTable([served, { values: [defaultValue] }]);
  const rules = experimentRules(experiment, variants.namesOf(served), around);
  const parts = { variants, rules, defaultValue, tags: [] };
  const body = flagOf(key, parts, around.settings);
  return { body, remarks: remarksOn(body, [experiment], around) };
}

interface FlagParts {
  variants: VariantTable;
  rules: Rule[];
  defaultValue: Json;
  tags: string[];
}

function flagOf(key: string, { variants, rules, defaultValue, tags }: FlagParts, { sdk }: Settings): Flag {
  return {
    key,
    type: variants.type,
    on: true,
    off: null,
    variants: variants.variants,
    rules,
    fallthrough: variants.namesOf({ values: [defaultValue] })[0],
    seed: key,
    clientSide: false,
    tags,
    source: { system: 'growthbook', ...(sdk !== undefined && { sdk }) },
  };
}

/** Groups and namespaces become segments and layers as flags ask for them; those of refused flags are left behind. */
function withoutUnused(ruleset: Ruleset): Ruleset {
  const named = Object.values(ruleset.flags).map(references);
  const segments = new Set(named.flatMap((keys) => keys.segments));
  const layers = new Set(named.flatMap((keys) => keys.layers));
  return { ...ruleset, segments: only(ruleset.segments, segments), layers: only(ruleset.layers, layers) };
}

function only<Body>(bodies: Record<string, Body>, keys: ReadonlySet<string>): Record<string, Body> {
  return Object.fromEntries(Object.entries(bodies).filter(([key]) => keys.has(key)));
}
