import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { generations, importFlagd, type Generation, type Import } from '../../src/engine/importers';
import { readFeature, type Scenario } from '../support/gherkin';
import { play } from './flagd-provider';
import type { Case, Suite } from './suite';

/** A scenario, and the ruleset that it is about; those of one file share one. */
export interface FlagdScenario {
  name: string;
  scenario: Scenario;
  imported: Import;
  /** A scenario tagged `@deprecated` contradicts a newer one. */
  refused?: string;
}

/** flagd's testbed: the scenarios of its evaluator, and those that its providers share. */
export const flagd: Suite = {
  name: 'flagd',
  folder: 'flagd',
  cases: (folder) =>
    scenariosIn(folder).map(({ name, scenario, imported, refused }): Case => {
      const run = (): void => play(scenario, imported.ruleset);
      return { name, run, ...(refused !== undefined && { refused }) };
    }),
};

export const scenariosIn = (folder: string): FlagdScenario[] => [
  ...scenariosOf(folder, 'evaluator/gherkin', definitionsIn(folder, 'evaluator/flags')),
  ...scenariosOf(folder, 'gherkin', definitionsIn(folder, 'flags')),
];

function scenariosOf(folder: string, features: string, definition: object): FlagdScenario[] {
  const imports = Object.fromEntries(
    generations.map((generation) => [generation, importFlagd(definition, { generation })]),
  ) as Record<Generation, Import>;
  return filesIn(join(folder, features), '.feature').flatMap((file) =>
    readFeature(readFileSync(file, 'utf8')).map((scenario) => ({
      name: `${features}/${basename(file)}: ${scenario.name}`,
      scenario,
      imported: imports[generationOf(scenario)],
      ...(scenario.tags.includes('@deprecated') && { refused: '@deprecated' }),
    })),
  );
}

function generationOf({ tags }: Scenario): Generation {
  return generations.find((generation) => tags.includes(`@fractional-${generation}`)) ?? 'v2';
}

/** The files of a folder as one definition: flags of one name evaluators of another. Selectors choose between files. */
function definitionsIn(folder: string, name: string): { flags: object; $evaluators: object } {
  const files = filesIn(join(folder, name), '.json').filter(
    (file) => !basename(file).startsWith('selector-'),
  );
  const sources = files.map(
    (file) => JSON.parse(readFileSync(file, 'utf8')) as { flags: object; $evaluators?: object },
  );
  return {
    flags: Object.assign({}, ...sources.map(({ flags }) => flags)),
    $evaluators: Object.assign({}, ...sources.map(({ $evaluators }) => $evaluators)),
  };
}

function filesIn(folder: string, extension: string): string[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith(extension))
    .map((file) => join(folder, file));
}
