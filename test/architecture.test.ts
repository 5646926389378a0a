import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { preProcessFile } from 'typescript';

const { importProblem } = require('../import-rules') as {
  importProblem(file: string, specifier: string): string | null;
};

const root = join(__dirname, '..');

interface Source {
  /** From the root. */
  file: string;
  text: string;
}

const sources: Source[] = ['src', 'migrations']
  .flatMap((folder) => readdirSync(join(root, folder), { recursive: true, withFileTypes: true }))
  .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
  .map((entry) => join(entry.parentPath, entry.name))
  .map((path) => ({ file: relative(root, path), text: readFileSync(path, 'utf8') }));

const importsOf = ({ text }: Source): string[] =>
  preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileName);

test('no file imports what import-rules.js does not allow it', () => {
  const problems = sources.flatMap((source) =>
    importsOf(source).flatMap((specifier) => {
      const problem = importProblem(source.file, specifier);
      return problem ? [`${source.file}: ${problem}`] : [];
    }),
  );
  expect(problems).toEqual([]);
});

test.each([
  ['src/engine/evaluation/compile.ts', '../../server/foundation/clock'],
  ['src/engine/evaluation/compile.ts', 'lodash'],
  ['src/engine/evaluation/compile.ts', 'node:crypto'],
  ['src/engine/exporters/flagd.ts', '../importers/flagd'],
  ['src/server/domain/flags/flag.service.ts', '../changes/change.service'],
  ['src/server/domain/flags/flag.service.ts', '../../api/errors'],
  ['src/server/domain/flags/flag.service.ts', 'type-graphql'],
  ['src/server/delivery/environment-feed.ts', '../database/database'],
  ['src/server/evaluation/evaluate.ts', '../domain/flags/flag.entity'],
  ['src/server/foundation/ids.ts', '../database/database'],
  ['src/clients/sdk/client.ts', '../../server/foundation/clock'],
  ['src/clients/cli/tail.ts', '../../server/main'],
])('%s may not import %s', (file, specifier) => {
  expect(importProblem(file, specifier)).toMatch(/ may not import | is for /);
});

test.each([
  ['src/engine/evaluation/compile.ts', './types'],
  ['src/engine/evaluation/bucketing/hashes.ts', '@noble/hashes/sha2'],
  ['src/engine/exporters/flagd.ts', '../evaluation'],
  ['src/engine/importers/signalbox.ts', '../exporters/environment-file'],
  ['src/server/domain/flags/flag.service.ts', '../access/authorize'],
  ['src/server/domain/flags/flag.resolver.ts', 'type-graphql'],
  ['src/server/delivery/database-source.ts', '../database/database'],
  ['src/server/composition.ts', './domain/flags/flag.service'],
])('%s may import %s', (file, specifier) => {
  expect(importProblem(file, specifier)).toBeNull();
});

test('only configuration/publish, with the writer it keeps to itself, writes what SDKs see', () => {
  const room = 'src/server/domain/configuration';
  const heads = ['EnvironmentHeadEntity', 'environment_heads'];
  expect(writersOf(heads)).toEqual([
    `${room}/compaction.ts`,
    `${room}/epochs.ts`,
    `${room}/publish.ts`,
    `${room}/revision-writer.ts`,
  ]);
  const contents = [
    ...['ConfigurationItemEntity', 'ConfigurationLogEntity', 'ListEntryEntity'],
    ...['configuration_items', 'configuration_log', 'list_entries'],
  ];
  expect(writersOf(contents)).toEqual([`${room}/revision-writer.ts`]);
  const users = sources.filter((source) =>
    importsOf(source).some((specifier) => /revision-writer$/.test(specifier)),
  );
  expect(users.map(({ file }) => file)).toEqual([`${room}/publish.ts`]);
});

/** The sources that send an INSERT, UPDATE or DELETE to one of these entities or tables. */
function writersOf(names: readonly string[]): string[] {
  const name = names.join('|');
  const throughOrm = `\\.(insert|update|delete|upsert|save|remove|increment|into|from)\\(\\s*(${name})`;
  const throughSql = `(INSERT INTO|INSERT IGNORE INTO|REPLACE INTO|UPDATE|DELETE FROM)\\s+[\`"]?(${name})`;
  const writing = new RegExp(`${throughOrm}|${throughSql}`, 'i');
  return sources
    .filter(({ text }) => writing.test(text))
    .map(({ file }) => file)
    .sort();
}
