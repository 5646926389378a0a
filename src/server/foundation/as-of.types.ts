import { Directive, Field, InputType } from 'type-graphql';
import { DateTimeScalar, RevisionScalar } from './scalars';

/** A point in an environment's history. A time stands for the last revision committed by then. */
export type AsOf = { revision: number } | { time: number };

@InputType('AsOf', { description: 'A point in the history of an environment' })
@Directive('@oneOf')
export class AsOfInput {
  @Field(() => RevisionScalar, { nullable: true })
  revision?: number | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'Stands for the last revision committed by then',
  })
  time?: number | null;
}

/** null: the newest revision. `@oneOf` sees to it that exactly one of the two is there. */
export function readAsOf(input: AsOfInput | null | undefined): AsOf | null {
  if (input == null) return null;
  return input.revision == null ? { time: input.time as number } : { revision: input.revision };
}
