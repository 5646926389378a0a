import { registerEnumType } from 'type-graphql';
import { configKinds, flagTypes, reasons } from '../../engine/evaluation/types';

/** Makes the GraphQL enum `name` of a list of words, for fields to name: `@Field(() => FlagTypeEnum)`. */
export function enumOf<Word extends string>(
  name: string,
  words: readonly Word[],
  description?: string,
): { [Each in Word]: Each } {
  const values = Object.fromEntries(words.map((word) => [word, word])) as { [Each in Word]: Each };
  registerEnumType(values, { name, description });
  return values;
}

export const FlagTypeEnum = enumOf('FlagType', flagTypes, 'What the values of a flag are');

export const ReasonEnum = enumOf('Reason', reasons, 'Why a value was served');

export const ConfigKindEnum = enumOf('ConfigKind', configKinds, 'The kinds of what an SDK sees');

export const ChangeOpEnum = enumOf(
  'ChangeOp',
  ['PUT', 'PATCH', 'DELETE'],
  'PATCH: ids of a list came or went',
);
