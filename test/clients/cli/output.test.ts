import { printable } from '../../../src/clients/cli/output';
import { aWrittenOutput } from './written';

const escape = '\u001b[';

it('a table on a terminal has its head, columns side by side and colours', () => {
  const { output, text } = aWrittenOutput({ isTTY: true });
  output.table(
    ['flag', 'on'],
    [
      ['checkout', output.colors.green('on')],
      ['a', 'off'],
    ],
  );
  expect(text()).toContain(escape);
  const plain = text()
    .replaceAll(/\u001b\[\d+m/g, '')
    .split('\n')
    .map((line) => line.trimEnd());
  expect(plain.filter((line) => line !== '')).toEqual(['flag       on', 'checkout   on', 'a          off']);
});

it('a table elsewhere is its rows with tabs between the fields and no colours', () => {
  const { output, text } = aWrittenOutput();
  output.table(['flag', 'notes'], [['checkout', output.colors.green('one\ntwo')]]);
  expect(text()).toBe('checkout\tone; two\n');
});

it('JSON has no colours even on a terminal, and one value per line', () => {
  const { output, lines } = aWrittenOutput({ isTTY: true, json: true });
  output.json({ text: output.colors.red('a\nb') });
  output.json([1]);
  expect(lines()).toEqual(['{"text":"a\\nb"}', '[1]']);
});

it('what a terminal would obey is shown instead', () => {
  expect(printable('a\u001b[31m\r\nzoë')).toBe('a\ufffd[31m\ufffd\ufffdzoë');
});
