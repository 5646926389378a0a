import Table from 'cli-table3';
import { createColors } from 'picocolors';

export interface Output {
  readonly isJson: boolean;
  readonly colors: ReturnType<typeof createColors>;
  line(text: string): void;
  /** Drawn on a terminal; fields between tabs, without the head, anywhere else. */
  table(head: string[], rows: string[][]): void;
  /** One value per line, so that a reader can take them as they come. */
  json(value: unknown): void;
}

export interface OutputStream {
  isTTY?: boolean;
  write(text: string): unknown;
}

export function createOutput(stream: OutputStream, { json = false } = {}): Output {
  const isTerminal = stream.isTTY === true && !json;
  const colors = createColors(isTerminal && !process.env.NO_COLOR);
  const line = (text: string): void => void stream.write(`${text}\n`);
  return {
    isJson: json,
    colors,
    line,
    table: (head, rows) => line(isTerminal ? drawn(head.map(colors.dim), rows) : tabbed(rows)),
    json: (value) => line(JSON.stringify(value)),
  };
}

const noLines = Object.fromEntries(
  [
    ...['top', 'bottom', 'mid', 'left', 'right'].flatMap((side) => [side, `${side}-mid`]),
    ...['top-left', 'top-right', 'bottom-left', 'bottom-right', 'middle', 'mid-mid'],
  ].map((place) => [place, '']),
);

function drawn(head: string[], rows: string[][]): string {
  const table = new Table({
    head,
    chars: noLines,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 3 },
  });
  table.push(...rows);
  return table.toString();
}

function tabbed(rows: string[][]): string {
  return rows.map((row) => row.map((cell) => cell.replaceAll('\n', '; ')).join('\t')).join('\n');
}

/** Keys and values come from elsewhere: what a terminal would obey is made visible instead. */
export function printable(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f]/g, '\ufffd');
}
