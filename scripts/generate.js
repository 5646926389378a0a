/**
 * Writes what is generated from code: schema/*.graphql, and src/clients/generated from them and schema/operations.
 * With `--check` nothing is written: it fails and names the files that are not up to date.
 */
require('@swc-node/register');
require('reflect-metadata');
const { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { dirname, join, relative, resolve } = require('node:path');

const root = join(__dirname, '..');
const isCheck = process.argv.includes('--check');
process.chdir(root);

main().catch((error) => {
  console.error(error.message);
  process.exit(1);
});

async function main() {
  const schemas = await printSchemas();
  const stale = put(schemas);
  stale.push(...put(await generateDocuments()));
  if (!isCheck || stale.length === 0) return;
  console.error(`Not up to date: ${stale.join(', ')}\nRun \`npm run generate\`, and commit what it writes.`);
  process.exit(1);
}

/** The schemas as the server composes them, on a database that is thrown away. */
async function printSchemas() {
  const { printSubgraph } = require('../src/server/api/subgraph');
  const { compose } = require('../src/server/composition');
  const { openDatabase } = require('../src/server/database/data-source');
  const { migrate } = require('../src/server/database/migrate');
  const { readSettings } = require('../src/server/foundation/settings');
  const folder = mkdtempSync(join(tmpdir(), 'signalbox-generate-'));
  try {
    const database = await openDatabase(`sqlite:${join(folder, 'generate.db')}`);
    await migrate(database);
    const composition = await compose(readSettings({ SIGNALBOX_LOG_LEVEL: 'silent' }), { database });
    const { schemas } = composition;
    await composition.close();
    return [
      { filename: 'schema/schema.graphql', content: schemas.apiSdl },
      { filename: 'schema/subgraph.graphql', content: printSubgraph(schemas) },
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Typed documents for our own clients, as codegen.yml says. */
async function generateDocuments() {
  const { generate, loadCodegenConfig } = require('@graphql-codegen/cli');
  const { config } = await loadCodegenConfig({ configFilePath: join(root, 'codegen.yml') });
  return generate({ ...config, silent: true, errorsOnly: true }, false);
}

/** Writes the files that changed, unless only checking; the answer names them. */
function put(files) {
  const changed = files.filter(
    ({ filename, content }) => !existsSync(filename) || readFileSync(filename, 'utf8') !== content,
  );
  for (const { filename, content } of isCheck ? [] : changed) {
    mkdirSync(dirname(filename), { recursive: true });
    writeFileSync(filename, content);
  }
  return changed.map(({ filename }) => relative(root, resolve(filename)));
}
