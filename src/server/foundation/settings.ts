export interface Settings {
  port: number;
  host: string;
  databaseUrl: string;
  /** Null: nodes hear of each other's changes from the database alone. */
  natsUrl: string | null;
  /** What the subjects of this installation begin with. */
  natsPrefix: string;
  /** Null: made up at the first boot, and printed once. */
  ownerToken: string | null;
  /** Null: when the database is new and no owner token was given. */
  demo: boolean | null;
  mode: 'development' | 'production';
  /** Origins beside the server's own that browsers may call from. */
  allowedOrigins: string[];
  /** Null: the one that the installation made up for itself. */
  secret: string | null;
  /** Null: there is no /graphql/subgraph. */
  routerSecret: string | null;
  logLevel: LogLevel;
  /** How long exposures and metric events are kept, in days. */
  measurementDays: number;
  /** What this process takes the time of day to be, against the machine's; for tests. */
  clockOffsetMs: number;
  limits: Limits;
}

export const logLevels = ['silent', 'error', 'warn', 'info', 'debug'] as const;
export type LogLevel = (typeof logLevels)[number];

export type Limits = Record<keyof typeof limitDefaults, number>;

/** Each is a setting `SIGNALBOX_LIMIT_…`: `queryCharacters` is `SIGNALBOX_LIMIT_QUERY_CHARACTERS`. */
export const limitDefaults = {
  /** Of a document. */
  queryCharacters: 10_000,
  tokens: 2_000,
  depth: 16,
  aliases: 30,
  directives: 20,
  rootFields: 20,
  /** Of a body after decompression, and of a WebSocket message. */
  bodyBytes: 1_048_576,
  /** Of one operation of a member, service token or server key. */
  cost: 50_000,
  clientCost: 1_000,
  /** Of the leaky bucket of each credential, in cost. */
  rateBurst: 200_000,
  rateRestorePerSecond: 20_000,
  operationMs: 10_000,
  socketOperations: 100,
  socketInitMs: 3_000,
  sockets: 20_000,
  socketsPerAddress: 1_000,
  /** New ones on this node, sockets or subscriptions on a socket that has one. */
  streamsPerSecond: 500,
};

/** A setting that cannot be used; the message names it and says what is wrong. */
export class SettingsError extends Error {}

/** Reads environment variables; empty ones count as absent. Throws SettingsError for the first that is wrong. */
export function readSettings(environment: Readonly<Record<string, string | undefined>>): Settings {
  refuseUnknown(environment);
  const text = (name: string): string | null => environment[name] || null;
  const settings: Settings = {
    port: wholeNumber('PORT', text('PORT') ?? '4000', 0, 65_535),
    host: text('HOST') ?? '127.0.0.1',
    databaseUrl: databaseUrl(text('DATABASE_URL') ?? 'sqlite:data/signalbox.db'),
    natsUrl: natsUrl(text('NATS_URL')),
    natsPrefix: subjectPrefix('SIGNALBOX_NATS_PREFIX', text('SIGNALBOX_NATS_PREFIX') ?? 'signalbox'),
    ownerToken: secretText('SIGNALBOX_OWNER_TOKEN', text('SIGNALBOX_OWNER_TOKEN')),
    demo: trueOrFalse('SIGNALBOX_DEMO', text('SIGNALBOX_DEMO')),
    mode: oneOf('SIGNALBOX_MODE', text('SIGNALBOX_MODE') ?? 'development', ['development', 'production']),
    allowedOrigins: origins('SIGNALBOX_ALLOWED_ORIGINS', text('SIGNALBOX_ALLOWED_ORIGINS') ?? ''),
    secret: secretText('SIGNALBOX_SECRET', text('SIGNALBOX_SECRET')),
    routerSecret: secretText('SIGNALBOX_ROUTER_SECRET', text('SIGNALBOX_ROUTER_SECRET')),
    logLevel: oneOf('SIGNALBOX_LOG_LEVEL', text('SIGNALBOX_LOG_LEVEL') ?? 'info', logLevels),
    measurementDays: wholeNumber(
      'SIGNALBOX_MEASUREMENT_DAYS',
      text('SIGNALBOX_MEASUREMENT_DAYS') ?? '90',
      1,
      3_650,
    ),
    clockOffsetMs: wholeNumber(
      'SIGNALBOX_CLOCK_OFFSET_MS',
      text('SIGNALBOX_CLOCK_OFFSET_MS') ?? '0',
      -yearMs,
      yearMs,
    ),
    limits: { ...limitDefaults },
  };
  for (const limit of limitNames) {
    const name = limitSetting(limit);
    const given = text(name);
    if (given !== null) settings.limits[limit] = wholeNumber(name, given, 1, Number.MAX_SAFE_INTEGER);
  }
  return settings;
}

const yearMs = 365 * 24 * 3_600_000;

const limitNames = Object.keys(limitDefaults) as (keyof Limits)[];

const limitSetting = (limit: keyof Limits): string =>
  `SIGNALBOX_LIMIT_${limit.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;

/** The names of all settings, as `.env.example` lists them. */
export const settingNames: readonly string[] = [
  'PORT',
  'HOST',
  'DATABASE_URL',
  'NATS_URL',
  'SIGNALBOX_NATS_PREFIX',
  'SIGNALBOX_OWNER_TOKEN',
  'SIGNALBOX_DEMO',
  'SIGNALBOX_MODE',
  'SIGNALBOX_ALLOWED_ORIGINS',
  'SIGNALBOX_SECRET',
  'SIGNALBOX_ROUTER_SECRET',
  'SIGNALBOX_LOG_LEVEL',
  'SIGNALBOX_MEASUREMENT_DAYS',
  'SIGNALBOX_CLOCK_OFFSET_MS',
  ...limitNames.map(limitSetting),
];

/** Of the command line as a client: a shell that has it may start a server too. */
const clientVariable = 'SIGNALBOX_TOKEN';

function refuseUnknown(environment: Readonly<Record<string, string | undefined>>): void {
  const unknown = Object.keys(environment).find(
    (name) => name.startsWith('SIGNALBOX_') && name !== clientVariable && !settingNames.includes(name),
  );
  if (unknown) throw new SettingsError(`${unknown} is not a setting; .env.example lists them all`);
}

function wholeNumber(name: string, given: string, least: number, most: number): number {
  const value = /^-?\d+$/.test(given) ? Number(given) : NaN;
  if (value >= least && value <= most) return value;
  throw new SettingsError(`${name} must be a whole number from ${least} to ${most}, "${given}" was given`);
}

function oneOf<Choice extends string>(name: string, given: string, choices: readonly Choice[]): Choice {
  const choice = choices.find((each) => each === given);
  if (choice !== undefined) return choice;
  throw new SettingsError(`${name} must be one of ${choices.join(', ')}; "${given}" was given`);
}

function trueOrFalse(name: string, given: string | null): boolean | null {
  return given === null ? null : oneOf(name, given, ['true', 'false']) === 'true';
}

function secretText(name: string, given: string | null): string | null {
  if (given === null || given.length >= 24) return given;
  throw new SettingsError(`${name} must have 24 characters or more, ${given.length} were given`);
}

function origins(name: string, given: string): string[] {
  const list = given.split(',').map((each) => each.trim());
  return list.filter(Boolean).map((origin) => {
    if (URL.canParse(origin) && new URL(origin).origin === origin) return origin;
    throw new SettingsError(
      `${name} lists origins such as https://app.example.com, separated by commas; "${origin}" is not one`,
    );
  });
}

/** The text may hold a password, so the message never repeats it. */
function databaseUrl(given: string): string {
  if (/^sqlite:./.test(given)) return given;
  if (URL.canParse(given)) {
    const { protocol, hostname, pathname } = new URL(given);
    if (['mysql:', 'mariadb:'].includes(protocol) && hostname && pathname.length > 1) return given;
  }
  throw new SettingsError(
    'DATABASE_URL must be sqlite:<file> or mysql://<user>:<password>@<host>:<port>/<database name>',
  );
}

/** May hold a password as well. */
function natsUrl(given: string | null): string | null {
  if (
    given === null ||
    given.split(',').every((each) => /^(nats|tls):\/\/[^/]+$/.test(each.trim()) && URL.canParse(each.trim()))
  )
    return given;
  throw new SettingsError(
    'NATS_URL must be nats://<host>:<port> or tls://<host>:<port>, or several of them separated by commas',
  );
}

function subjectPrefix(name: string, given: string): string {
  if (/^[\w-]+(\.[\w-]+)*$/.test(given)) return given;
  throw new SettingsError(
    `${name} must be words of letters, digits, _ and -, joined by dots; "${given}" was given`,
  );
}
