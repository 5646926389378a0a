import { createOutput, type Output } from '../../../src/clients/cli/output';

export interface Written {
  output: Output;
  /** All that was written so far. */
  text(): string;
  lines(): string[];
}

/** An output that keeps what is written to it; a terminal without colours when `isTTY`. */
export function aWrittenOutput({ json = false, isTTY = false } = {}): Written {
  let written = '';
  const output = createOutput({ isTTY, write: (text) => (written += text) }, { json });
  return { output, text: () => written, lines: () => written.split('\n').slice(0, -1) };
}
