import { Command, CommanderError } from 'commander';
import { addClientCommands } from '../../src/clients/cli/commands';
import { CommandFailure, exitCodes } from '../../src/clients/cli/failure';
import type { CommandResult } from './command';

/** Runs one of the commands that talk to a server as the door would, but in this process, which is much faster. */
export async function runClientCommand(words: string[]): Promise<CommandResult> {
  const result: CommandResult = { exitCode: 0, output: '', errors: '' };
  const write = jest.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    result.output += String(chunk);
    return true;
  });
  const complain = jest.spyOn(process.stderr, 'write').mockImplementation((chunk) => {
    result.errors += String(chunk);
    return true;
  });
  const program = new Command('signalbox').exitOverride().configureOutput({
    writeErr: (text) => (result.errors += text),
  });
  addClientCommands(program);
  try {
    await program.parseAsync(words, { from: 'user' });
  } catch (error) {
    if (error instanceof CommandFailure) {
      result.exitCode = error.exitCode;
      result.errors += `signalbox: ${error.message}\n`;
    } else if (error instanceof CommanderError) {
      result.exitCode = error.exitCode === 0 ? 0 : exitCodes.usage;
    } else throw error;
  } finally {
    write.mockRestore();
    complain.mockRestore();
  }
  return result;
}
