import { conflict } from '../foundation/errors';
import { readSettings } from '../foundation/settings';
import { bootFirst } from './first-boot';
import { composeMigrated } from './start';
import { startFailure } from './start-failure';

/** Founds the demo organization in a database that has none, as the first start does, and ends. */
export async function seedDatabase(
  print: (line: string) => void,
  variables: Readonly<Record<string, string | undefined>> = process.env,
): Promise<void> {
  let settings;
  try {
    settings = readSettings(variables);
    const composition = await composeMigrated({ ...settings, demo: true, logLevel: 'error' });
    try {
      if (!(await composition.founding.isFirst())) throw taken();
      await bootFirst(composition, print);
    } finally {
      await composition.close();
    }
  } catch (error) {
    throw startFailure(error, settings);
  }
}

const taken = (): Error =>
  conflict('There is an organization already: the demo is for a database that has none');
