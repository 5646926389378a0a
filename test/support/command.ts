import { once } from 'node:events';
import { spawnSignalbox } from './server-process';

export interface CommandResult {
  exitCode: number | null;
  /** What it wrote for its reader. */
  output: string;
  /** What it complained about. */
  errors: string;
}

/** A command of the door that still runs. */
export interface RunningCommand {
  /** Resolves with the output so far as soon as it matches; rejects when the command ends before that. */
  shows(pattern: RegExp): Promise<string>;
  /** As Ctrl-C does. */
  interrupt(): void;
  ended: Promise<CommandResult>;
}

export function startCommand(words: string[], settings: Record<string, string> = {}): RunningCommand {
  const child = spawnSignalbox(words, settings);
  const result: CommandResult = { exitCode: null, output: '', errors: '' };
  let wake = (): void => undefined;
  child.stdout?.on('data', (chunk: Buffer) => {
    result.output += chunk.toString();
    wake();
  });
  child.stderr?.on('data', (chunk: Buffer) => (result.errors += chunk.toString()));
  const ended = once(child, 'close').then(([exitCode]) => ({
    ...result,
    exitCode: exitCode as number | null,
  }));
  const shows = (pattern: RegExp): Promise<string> =>
    new Promise((resolve, reject) => {
      wake = () => pattern.test(result.output) && resolve(result.output);
      wake();
      void ended.then(() =>
        reject(new Error(`it ended without ${pattern}:\n${result.output}${result.errors}`)),
      );
    });
  return { shows, interrupt: () => void child.kill('SIGINT'), ended };
}

/** Runs a command to its end. */
export function runCommand(words: string[], settings?: Record<string, string>): Promise<CommandResult> {
  return startCommand(words, settings).ended;
}
