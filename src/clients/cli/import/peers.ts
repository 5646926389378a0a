import { InvalidArgumentError, Option } from 'commander';
import { readJson } from '../read-json';
import type { PeerAdapter } from './peer-adapter';
import type * as Flagd from './peers/flagd';
import type * as Flagsmith from './peers/flagsmith';
import type * as GrowthBook from './peers/growthbook';
import type * as LaunchDarkly from './peers/launchdarkly';
import type * as Statsig from './peers/statsig';
import type * as Unleash from './peers/unleash';
import type * as ReadFile from './read-file';

/** A system whose flags can be brought over: what must be known of it before anything is loaded. */
export interface Peer {
  /** As it is typed. */
  name: string;
  /** As it is written. */
  title: string;
  /** What a file holds, and what a context is for `--verify`. */
  file: string;
  contexts: string;
  /** What the file does not tell, named as the importer names it. */
  options: readonly Option[];
  /** The npm package that `--verify` asks, in the version with which it is tested. */
  sdk: { name: string; version: string };
  /** Words after `import <name>`. */
  examples: readonly string[];
  load(): PeerAdapter;
}

/** A row and its adapter are all that another peer needs. */
export const peers: readonly Peer[] = [
  {
    name: 'flagd',
    title: 'flagd',
    file: 'a definition, JSON or YAML',
    contexts: 'evaluation contexts of OpenFeature',
    options: [
      new Option(
        '--generation <generation>',
        'how flagd split users; needed where a flag does (v1: percentages, v2: weights, v3: CBOR)',
      ).choices(['v1', 'v2', 'v3']),
      sdkOption('go, java, javascript, …'),
    ],
    sdk: { name: '@openfeature/flagd-core', version: '4.0.1' },
    examples: [
      'flags.json --project storefront --environment staging --generation v2 --dry-run',
      'flags.yaml --environment production --generation v2 --sdk go',
      'flags.json --generation v2 --verify contexts.json',
    ],
    load: () => (require('./peers/flagd') as typeof Flagd).flagd,
  },
  {
    name: 'unleash',
    title: 'Unleash',
    file: 'what the client API sends: a state, or delta events',
    contexts: 'contexts of Unleash',
    options: [sdkOption('node, java, go, …')],
    sdk: { name: 'unleash-client', version: '6.12.1' },
    examples: [
      'features.json --project storefront --environment staging --dry-run',
      'features.json --environment production --sdk java',
      'features.json --sdk node --verify contexts.ndjson',
    ],
    load: () => (require('./peers/unleash') as typeof Unleash).unleash,
  },
  {
    name: 'growthbook',
    title: 'GrowthBook',
    file: 'the payload that SDKs download, decrypted',
    contexts: 'attributes of users',
    options: [
      sdkOption('javascript, go, python, …'),
      new Option('--sticky-bucketing <yes|no>', 'whether the SDK had a sticky bucket service').argParser(
        yesOrNo,
      ),
      new Option('--key-attribute <name>', "the attribute that becomes the subject's key; id when absent"),
      new Option(
        '--context <json>',
        'what else the SDK was told: {"enabled", "qaMode", "forcedVariations", "url"}',
      ).argParser((text) => readJson(text, '--context')),
    ],
    sdk: { name: '@growthbook/growthbook', version: '1.8.0' },
    examples: [
      'payload.json --project storefront --environment staging --dry-run',
      'payload.json --environment production --sdk javascript --sticky-bucketing no',
      'payload.json --sdk javascript --verify users.json',
    ],
    load: () => (require('./peers/growthbook') as typeof GrowthBook).growthBook,
  },
  {
    name: 'launchdarkly',
    title: 'LaunchDarkly',
    file: 'flags and segments as server-side SDKs receive them',
    contexts: 'contexts of LaunchDarkly',
    options: [sdkOption('node, go, java, …')],
    sdk: { name: '@launchdarkly/node-server-sdk', version: '9.13.7' },
    examples: [
      'flag-data.json --project storefront --environment staging --dry-run',
      'flag-data.json --environment production --sdk go',
      'flag-data.json --sdk node --verify contexts.json',
    ],
    load: () => (require('./peers/launchdarkly') as typeof LaunchDarkly).launchDarkly,
  },
  {
    name: 'flagsmith',
    title: 'Flagsmith',
    file: 'an environment document, or a context of the engine',
    contexts: 'identities: {"identifier", "traits"}',
    options: [
      sdkOption('node, python, …'),
      new Option(
        '--key-attribute <name>',
        "the attribute in which apps send the identity's key, where Flagsmith hashed ids of its database",
      ),
    ],
    sdk: { name: 'flagsmith-nodejs', version: '8.1.2' },
    examples: [
      'environment.json --project storefront --environment staging --dry-run',
      'environment.json --environment production --sdk python',
      'environment.json --sdk node --verify identities.json',
    ],
    load: () => (require('./peers/flagsmith') as typeof Flagsmith).flagsmith,
  },
  {
    name: 'statsig',
    title: 'Statsig',
    file: 'the config specs that server SDKs download',
    contexts: 'users of Statsig',
    options: [
      sdkOption('node, go, …'),
      new Option(
        '--id-lists <file>',
        'JSON: the hashes that each id list holds, by its name; needed where a condition asks for one',
      ).argParser(fileContent),
    ],
    sdk: { name: 'statsig-node', version: '6.5.2' },
    examples: [
      'config-specs.json --project storefront --environment staging --dry-run',
      'config-specs.json --environment production --sdk node --id-lists id-lists.json',
      'config-specs.json --sdk node --verify users.json',
    ],
    load: () => (require('./peers/statsig') as typeof Statsig).statsig,
  },
];

function sdkOption(examples: string): Option {
  return new Option('--sdk <name>', `where flags were evaluated: ${examples}`);
}

function yesOrNo(text: string): boolean {
  if (text === 'yes' || text === 'no') return text === 'yes';
  throw new InvalidArgumentError('It is yes or no.');
}

function fileContent(path: string): unknown {
  return (require('./read-file') as typeof ReadFile).readDefinition(path);
}
