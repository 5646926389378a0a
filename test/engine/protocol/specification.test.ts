import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '../../..');
const specification = readFileSync(join(root, 'schema/PROTOCOL.md'), 'utf8');
const folders = ['test/engine/protocol', 'test/clients/sdk'];
const sources = new Map(
  folders
    .flatMap((folder) =>
      readdirSync(join(root, folder)).map((file) => [file, join(root, folder, file)] as const),
    )
    .map(([file, path]) => [file, readFileSync(path, 'utf8')]),
);
const named = [...specification.matchAll(/`([a-z-]+\.test\.ts)`: "([^"]+)"/g)].map(
  ([, file, name]) => [file!, name!] as const,
);
const rulesIn = (text: string) => new Set([...text.matchAll(/\bR\d+(?=\*\*|:)/g)].map(([rule]) => rule));

test.each(named)('%s holds "%s", as PROTOCOL.md says', (file, name) => {
  expect(sources.get(file)).toContain(`'${name}'`);
});

test('each client rule has a test named for it, and no test names a rule that is not there', () => {
  const rules = [...rulesIn(specification)].sort();
  expect(rules).toHaveLength(11);
  expect([...rulesIn([...sources.values()].join('\n'))].sort()).toEqual(rules);
  expect([...rulesIn(named.map(([, name]) => name).join('\n'))].length).toBe(rules.length);
});
