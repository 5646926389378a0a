/** What scripts can tell apart; `--help` lists them. */
export const exitCodes = { failed: 1, usage: 2, unreachable: 3 } as const;

/** Ends the command: the message is its one line on standard error. */
export class CommandFailure extends Error {
  constructor(
    readonly exitCode: (typeof exitCodes)[keyof typeof exitCodes],
    message: string,
  ) {
    super(message);
  }
}

/** It was refused, or did not work. */
export const failed = (message: string): CommandFailure => new CommandFailure(exitCodes.failed, message);

/** It cannot have been meant like this. */
export const wrongUsage = (message: string): CommandFailure => new CommandFailure(exitCodes.usage, message);

/** There is no server at the address. */
export const unreachable = (message: string): CommandFailure =>
  new CommandFailure(exitCodes.unreachable, message);
