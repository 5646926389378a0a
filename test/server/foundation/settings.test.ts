import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readSettings, settingNames, SettingsError } from '../../../src/server/foundation/settings';

const example = readFileSync(join(__dirname, '../../../.env.example'), 'utf8');

function listed(): Record<string, string> {
  const lines = example.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return Object.fromEntries(lines.map((line) => line.split(/=(.*)/).slice(0, 2)));
}

test('.env.example lists every setting, with the value that holds when it is absent', () => {
  expect(Object.keys(listed()).sort()).toEqual([...settingNames].sort());
  expect(readSettings(listed())).toEqual(readSettings({}));
});

test('settings are read from the environment', () => {
  const settings = readSettings({
    PORT: '80',
    DATABASE_URL: 'mysql://signalbox:secret@db:3306/signalbox',
    NATS_URL: 'nats://signalbox:secret@one:4222, tls://two:4222',
    SIGNALBOX_NATS_PREFIX: 'shop.flags',
    SIGNALBOX_DEMO: 'false',
    SIGNALBOX_MODE: 'production',
    SIGNALBOX_ALLOWED_ORIGINS: 'https://a.example, http://localhost:3000',
    SIGNALBOX_LIMIT_RATE_RESTORE_PER_SECOND: '5',
    SIGNALBOX_CLOCK_OFFSET_MS: '-600000',
    HOME: '/root',
  });
  expect(settings).toMatchObject({
    port: 80,
    host: '127.0.0.1',
    databaseUrl: 'mysql://signalbox:secret@db:3306/signalbox',
    natsUrl: 'nats://signalbox:secret@one:4222, tls://two:4222',
    natsPrefix: 'shop.flags',
    demo: false,
    mode: 'production',
    allowedOrigins: ['https://a.example', 'http://localhost:3000'],
    clockOffsetMs: -600_000,
    limits: { rateRestorePerSecond: 5, tokens: 2_000 },
  });
});

test.each([
  ['PORT', '99999', 'PORT must be a whole number from 0 to 65535, "99999" was given'],
  ['PORT', '-1', 'PORT must be a whole number from 0 to 65535, "-1" was given'],
  ['PORT', 'http', 'PORT must be a whole number from 0 to 65535, "http" was given'],
  ['SIGNALBOX_COLOUR', 'red', 'SIGNALBOX_COLOUR is not a setting; .env.example lists them all'],
  ['SIGNALBOX_MODE', 'prod', 'SIGNALBOX_MODE must be one of development, production; "prod" was given'],
  [
    'SIGNALBOX_NATS_PREFIX',
    'a.*',
    'SIGNALBOX_NATS_PREFIX must be words of letters, digits, _ and -, joined by dots; "a.*" was given',
  ],
  ['SIGNALBOX_DEMO', 'yes', 'SIGNALBOX_DEMO must be one of true, false; "yes" was given'],
  ['SIGNALBOX_OWNER_TOKEN', 'short', 'SIGNALBOX_OWNER_TOKEN must have 24 characters or more, 5 were given'],
  [
    'SIGNALBOX_ALLOWED_ORIGINS',
    'https://a.example/path',
    'SIGNALBOX_ALLOWED_ORIGINS lists origins such as https://app.example.com, separated by commas; "https://a.example/path" is not one',
  ],
  [
    'SIGNALBOX_LIMIT_DEPTH',
    '0',
    `SIGNALBOX_LIMIT_DEPTH must be a whole number from 1 to ${Number.MAX_SAFE_INTEGER}, "0" was given`,
  ],
])('%s=%s is refused with a line that says why', (name, value, message) => {
  expect(() => readSettings({ [name]: value })).toThrow(new SettingsError(message));
});

test.each(['postgres://db/flags', 'mysql://db', 'sqlite:', 'hunter2'])(
  'DATABASE_URL=%s is refused without repeating it, since it may hold a password',
  (url) => {
    expect(() => readSettings({ DATABASE_URL: url })).toThrow(
      'DATABASE_URL must be sqlite:<file> or mysql://<user>:<password>@<host>:<port>/<database name>',
    );
  },
);

test.each(['nats.example:4222', 'http://nats.example', 'nats://', 'nats://one,two', 'hunter2'])(
  'NATS_URL=%s is refused without repeating it, since it may hold a password',
  (url) => {
    expect(() => readSettings({ NATS_URL: url })).toThrow(
      'NATS_URL must be nats://<host>:<port> or tls://<host>:<port>, or several of them separated by commas',
    );
  },
);
