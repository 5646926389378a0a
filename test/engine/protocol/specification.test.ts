import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

const root = join(__dirname, '../../..');
const specification = readFileSync(join(root, 'schema/PROTOCOL.md'), 'utf8');
/** By file name; of two with one name, both. */
const sources = new Map<string, string>();
for (const path of readdirSync(join(root, 'test'), { recursive: true, encoding: 'utf8' })) {
  if (!path.endsWith('.test.ts')) continue;
  const source = readFileSync(join(root, 'test', path), 'utf8');
  sources.set(basename(path), `${sources.get(basename(path)) ?? ''}${source}`);
}
const named = [...specification.matchAll(/`([a-z-]+\.test\.ts)`: "([^"]+)"/g)].map(
  ([, file, name]) => [file!, name!] as const,
);
const rulesIn = (text: string) => new Set([...text.matchAll(/\bR\d+(?=\*\*|:)/g)].map(([rule]) => rule));

test.each(named)('%s holds "%s", as PROTOCOL.md says', (file, name) => {
  expect(sources.get(file)).toContain(`'${name}'`);
});

test('each client rule has a test named for it, and no test names a rule that is not there', () => {
  const rules = [...rulesIn(specification)].sort();
  expect(rules).toHaveLength(14);
  expect([...rulesIn(testNames().join('\n'))].sort()).toEqual(rules);
  expect([...rulesIn(named.map(([, name]) => name).join('\n'))].length).toBe(rules.length);
});

function testNames(): string[] {
  return [...sources.values()].flatMap((source) => source.match(/(?<=(?:describe|test|it)\(')[^']+/g) ?? []);
}
