import type { FlagName, Person } from './workload';

/** An engine that takes part, each in a file of its own. `Context` is the form in which it wants to know who is asking. */
export interface Contender<Context = unknown> {
  name: string;
  contextOf(person: Person): Context;
  /** The flags in the form in which the engine gets them sent. */
  textOf(flags: FlagName[]): string;
  /** From the text to a client that answers. */
  load(text: string): Client<Context> | Promise<Client<Context>>;
  /** What was answered, for making sure that all contenders are asked the same. */
  valueOf(result: never): unknown;
}

/** Results are promises where an engine has no other way. */
export interface Client<Context = unknown> {
  evaluate(flag: FlagName, context: Context): unknown;
  evaluateAll(context: Context): unknown;
  close?(): unknown;
  /** Takes in the new state of one flag; absent: the engine only loads everything anew. */
  replace?(flag: FlagName): unknown;
}
