import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { parse } from 'csv-parse';
import { failed } from './failure';

/** How a file of ids is read: a JSON value a line, a column of a table, or an id a line. */
export type IdFormat = 'ndjson' | 'csv' | 'text';

/** By the file's name when nobody says. */
export function formatOf(file: string): IdFormat {
  if (/\.(ndjson|jsonl)$/i.test(file)) return 'ndjson';
  return /\.csv$/i.test(file) ? 'csv' : 'text';
}

/** The ids of a file of any size, one at a time. Fails naming the line that holds none. */
export async function* readIds(
  file: string,
  format: IdFormat,
  column: string | undefined,
): AsyncGenerator<string> {
  const stream = createReadStream(file, 'utf8');
  try {
    if (format === 'csv') yield* fromTable(stream, file, column);
    else yield* fromLines(stream, file, format);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw code === 'ENOENT' || code === 'EISDIR' || code === 'EACCES'
      ? failed(`cannot read ${file}: ${message}`)
      : error;
  }
}

async function* fromLines(
  stream: NodeJS.ReadableStream,
  file: string,
  format: IdFormat,
): AsyncGenerator<string> {
  let number = 0;
  for await (const line of createInterface({ input: stream, crlfDelay: Infinity })) {
    number += 1;
    const text = line.trim();
    if (text === '') continue;
    yield format === 'text' ? text : idIn(text, `${file}:${number}`);
  }
}

/** `"ada"`, `42`, `{ "id": "ada" }` or `{ "key": "ada" }`. */
function idIn(text: string, place: string): string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw failed(`${place}: not JSON`);
  }
  const { id, key } = (typeof value === 'object' && value !== null ? value : {}) as {
    id?: unknown;
    key?: unknown;
  };
  const found = id ?? key ?? value;
  if (typeof found === 'string' || typeof found === 'number') return String(found);
  throw failed(`${place}: an id is a text, a number, or an object with \`id\` or \`key\``);
}

/** With a column's name the first row holds names; without, the first column is read from the first row on. */
async function* fromTable(
  stream: NodeJS.ReadableStream,
  file: string,
  column: string | undefined,
): AsyncGenerator<string> {
  const rows = stream.pipe(
    parse({ bom: true, trim: true, skip_empty_lines: true, relax_column_count: true }),
  );
  let position = column === undefined ? 0 : -1;
  let number = 0;
  for await (const row of rows as AsyncIterable<string[]>) {
    number += 1;
    if (position < 0) {
      position = row.indexOf(column as string);
      if (position < 0) throw failed(`${file} has no column ${column}, only ${row.join(', ')}`);
      continue;
    }
    const id = row[position];
    if (!id) throw failed(`${file}: row ${number} has no id`);
    yield id;
  }
}
