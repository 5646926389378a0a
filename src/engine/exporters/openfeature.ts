import type { Flag, Json } from '../evaluation';
import type { EnvironmentFile } from './environment-file';
import { exportFlags } from './export-flags';
import { refuse, type Export } from './export-report';

const schema =
  'https://raw.githubusercontent.com/open-feature/cli/refs/heads/main/schema/v0/flag-manifest.json';

/**
 * The manifest from which the OpenFeature CLI generates typed accessors. What it calls a default is what the caller gets
 * when there is no answer: the variant while off, or where that is the caller's own default, the one of whom no rule serves.
 * A flag that has neither is refused, and so is one with a value that is no type of OpenFeature's.
 */
export function exportOpenFeature({ ruleset, words }: Pick<EnvironmentFile, 'ruleset' | 'words'>): Export {
  const { flags, report } = exportFlags(ruleset, (flag) => {
    const description = Object.hasOwn(words.flags, flag.key) ? words.flags[flag.key].description : '';
    const typed = { flagType: flagTypeOf(flag), defaultValue: defaultOf(flag) };
    return { value: description === '' ? typed : { ...typed, description } };
  });
  return { document: { $schema: schema, flags }, report };
}

function defaultOf({ off, fallthrough, variants }: Flag): Json {
  const variant = off ?? fallthrough;
  if (typeof variant === 'string' && Object.hasOwn(variants, variant)) return variants[variant].value;
  return refuse("it has no value to give when there is no answer: while off it is the caller's own default");
}

/** A whole number is one to every language up to 2^53. */
function flagTypeOf({ type, variants }: Flag): string {
  const values = Object.values(variants).map(({ value }) => value);
  switch (type) {
    case 'BOOLEAN':
      return 'boolean';
    case 'STRING':
      return 'string';
    case 'NUMBER':
      return values.every((value) => Number.isSafeInteger(value)) ? 'integer' : 'float';
    case 'JSON':
      if (values.every((value) => typeof value === 'object' && value !== null)) return 'object';
      return refuse('it has a value that is neither an object nor a list');
  }
}
