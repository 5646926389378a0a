import type { Json } from '../../engine/evaluation';
import { wrongUsage, type CommandFailure } from './failure';
import { jsonFault } from './json-fault';

/** `what` is how the message calls the text, such as `--context`. */
export function readJson(
  text: string,
  what: string,
  failure: (message: string) => CommandFailure = wrongUsage,
): Json {
  const fault = jsonFault(text);
  if (fault === null) return JSON.parse(text) as Json;
  const found = fault < text.length ? `unexpected ${JSON.stringify(text[fault])}` : 'unexpected end';
  throw failure(`${what} is not JSON: ${found} at ${placeOf(text, fault)}`);
}

function placeOf(text: string, offset: number): string {
  const lines = text.slice(0, offset).split('\n');
  const column = (lines.at(-1) as string).length + 1;
  return lines.length === 1 && !text.includes('\n')
    ? `position ${offset}`
    : `line ${lines.length}, column ${column}`;
}
