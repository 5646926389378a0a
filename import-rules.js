/**
 * Who may import whom. Read by eslint.config.mjs, which says so while you type, and by test/architecture.test.ts, which
 * walks every import. A pattern is a folder or a file without its extension; `*` is part of a name, `**` any folders.
 */
const { posix } = require('node:path');

/** Each may import the ones before it. */
const nouns = [
  'audit',
  'access',
  'organizations',
  'projects',
  'configuration',
  'environments',
  'flags',
  'segments',
  'lists',
  'layers',
  'changes',
];

const engine = 'src/engine';
const foundation = 'src/server/foundation';
const database = 'src/server/database';
const domain = 'src/server/domain';
const delivery = 'src/server/delivery';
const evaluation = 'src/server/evaluation';
const measurements = 'src/server/measurements';
const propagation = 'src/server/propagation';
const sdk = 'src/clients/sdk';
const web = 'src/clients/web';
const openFeatureWeb = 'src/clients/openfeature-web';
const generated = 'src/clients/generated';

/** What of the SDK for Node the one for browsers stands on too. */
const loadsInBrowsers = [
  'clock',
  'connection',
  'emitter',
  'endpoint',
  'logger',
  'stream-end',
  'variation-detail',
  'when-ready',
];

/** The first row with a file says what of ours it may import, beside the row's own files. */
const rooms = [
  { files: `${engine}/exporters`, imports: [`${engine}/evaluation`] },
  { files: engine, imports: [] },

  { files: foundation, imports: [engine] },
  {
    files: `${database}/entities`,
    imports: [database, `${domain}/*/*.entity`, `${measurements}/*.entity`, `${propagation}/*.entity`],
  },
  { files: database, imports: [engine, foundation, 'migrations'] },
  ...nouns.map((noun, position) => ({
    files: `${domain}/${noun}`,
    imports: [engine, foundation, database, ...nouns.slice(0, position).map((each) => `${domain}/${each}`)],
  })),
  // A noun that is not listed above has no place yet.
  { files: domain, imports: [] },
  { files: `${delivery}/database-source*`, imports: [engine, foundation, database, domain, delivery] },
  { files: `${delivery}/*-fields.*`, imports: [engine, foundation, domain, delivery] },
  { files: delivery, imports: [engine, foundation] },
  { files: `${evaluation}/*-fields.*`, imports: [engine, foundation, domain, delivery, evaluation] },
  { files: evaluation, imports: [engine, foundation, delivery] },
  {
    files: `${measurements}/*-fields.*`,
    imports: [engine, foundation, domain, delivery, evaluation, measurements],
  },
  { files: measurements, imports: [engine, foundation, database, delivery, evaluation] },
  { files: `${propagation}/*-fields.*`, imports: [engine, foundation, domain, propagation] },
  { files: propagation, imports: [engine, foundation, database, delivery] },
  { files: 'src/server', imports: [engine, 'migrations'] },

  { files: sdk, imports: [engine] },
  { files: web, imports: [engine, ...loadsInBrowsers.map((each) => `${sdk}/${each}`)] },
  { files: openFeatureWeb, imports: [web] },
  { files: generated, imports: [engine] },
  { files: 'src/clients', imports: [engine, sdk, generated] },
  { files: 'src/signalbox', imports: ['src/server/commands', 'src/clients/cli'] },
  { files: 'migrations', imports: [] },
];

/** What else than ours a file may import; files in no row may import anything. `node:` is all of Node. */
const packages = [
  { files: engine, only: ['re2js', '@noble/hashes', 'semver'] },
  { files: sdk, only: ['node:', 'graphql-ws', 'ws'] },
  { files: web, only: [] },
  { files: openFeatureWeb, only: ['@openfeature/web-sdk'] },
];

/** Packages that only these files may know. */
const reserved = [
  {
    package: 'type-graphql',
    files: ['src/server/**/*.resolver', 'src/server/**/*.types', 'src/server/api/schema'],
  },
  {
    package: 'typeorm',
    files: [
      database,
      `${domain}/**/*`,
      `${delivery}/database-source*`,
      `${measurements}/*.entity`,
      `${propagation}/*.entity`,
      'migrations',
    ],
  },
  { package: 'nats', files: ['src/server/foundation/hints-over-nats'] },
  { package: '@apollo/server', files: ['src/server/api'] },
];

/** What is wrong with `file` (from the root, with extension) importing `specifier`; null: nothing. */
function importProblem(file, specifier) {
  const name = withoutExtension(file);
  return specifier.startsWith('.')
    ? ownProblem(name, withoutExtension(posix.join(posix.dirname(file), specifier)))
    : packageProblem(name, specifier);
}

function ownProblem(name, target) {
  const room = rooms.find(({ files }) => matches(files, name));
  if (!room) return null;
  if ([room.files, ...room.imports].some((pattern) => matches(pattern, target))) return null;
  return `${room.files} may not import ${target}, only ${room.imports.join(', ') || 'itself'}`;
}

function packageProblem(name, specifier) {
  const allowed = packages.find(({ files }) => matches(files, name));
  if (allowed && !allowed.only.some((each) => within(each, specifier))) {
    return `${allowed.files} may not import ${specifier}, only ${allowed.only.join(', ')}`;
  }
  if (!name.startsWith('src/')) return null;
  const rule = reserved.find((each) => within(each.package, specifier));
  if (!rule || rule.files.some((pattern) => matches(pattern, name))) return null;
  return `${specifier} is for ${rule.files.join(', ')} only`;
}

const within = (name, specifier) =>
  specifier === name || specifier.startsWith(name.endsWith(':') ? name : `${name}/`);

function matches(pattern, path) {
  const escaped = pattern.replace(/[.+]/g, '\\$&');
  const expression = escaped.replace(/\*\*\/|\*/g, (star) => (star === '*' ? '[^/]*' : '(.*/)?'));
  return new RegExp(`^${expression}(/|$)`).test(path);
}

const withoutExtension = (path) => path.replace(/\.(ts|tsx|js|mjs)$/, '');

module.exports = { importProblem, nouns, rooms };
