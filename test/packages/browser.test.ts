import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createContext, runInContext } from 'node:vm';
import { gzipSync } from 'node:zlib';
import * as openfeature from '@openfeature/web-sdk';
import { exports as entryPoints } from '../../package.json';
import { aFlag, aRule, aRuleset, aTest } from '../support/builders';

const root = join(__dirname, '../..');
const source = (entryPoint: keyof typeof entryPoints): string =>
  join(root, entryPoints[entryPoint].replace('./dist/', '').replace(/\.js$/, '.ts'));

const ruleset = aRuleset({
  flags: [aFlag({ rules: [aRule({ when: aTest('country', { op: 'matches', values: ['^N[LO]$'] }) })] })],
});

/** What clients use of a page. */
const page = { URL, AbortController, setTimeout: () => 0, clearTimeout() {} };
const options = `{ url: 'http://signalbox.test', key: 'sbx_cli_abcdefghij', storage: null, webSocket: null, fetch: () => new Promise(() => {}) }`;

describe.each([
  {
    entryPoint: './engine' as const,
    limitKb: 80,
    script: `const engine = signalbox.compile(${JSON.stringify(ruleset)}, { now: () => 0, random: () => 0 });
      JSON.stringify(engine.evaluate('flag', { contexts: { user: { country: 'NO' } } }));`,
    gives: { variant: 'on', value: 'on', reason: 'RULE', rule: 'rule' },
  },
  {
    entryPoint: './importers' as const,
    limitKb: 120,
    script: `const flagd = { flags: { banner: { state: 'ENABLED', variants: { on: true }, defaultVariant: 'on' } } };
      const { ruleset } = signalbox.importFlagd(flagd, { generation: 'v2' });
      JSON.stringify(ruleset.flags.banner.fallthrough);`,
    gives: 'on',
  },
  {
    entryPoint: './exporters' as const,
    limitKb: 80,
    script: `JSON.stringify(signalbox.exportFlagd(${JSON.stringify(aRuleset({ flags: [aFlag()] }))}).document.flags.flag.defaultVariant);`,
    gives: 'off',
  },
  {
    entryPoint: './web' as const,
    limitKb: 15,
    globals: page,
    script: `JSON.stringify(signalbox.createClient(${options}).variationDetail('flag', 'mine'));`,
    gives: { value: 'mine', variant: null, reason: 'ERROR', error: 'NOT_READY' },
  },
  {
    entryPoint: './openfeature-web' as const,
    limitKb: 15,
    globals: { ...page, openfeature },
    script: `const provider = new signalbox.SignalboxWebProvider(${options});
      JSON.stringify(provider.resolveBooleanEvaluation('flag', true));`,
    gives: expect.objectContaining({ value: true, errorCode: 'PROVIDER_NOT_READY' }),
  },
])('the entry point $entryPoint', ({ entryPoint, limitKb, globals, script, gives }) => {
  let folder: string;
  let bundle: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'signalbox-bundle-'));
    const builder = join(__dirname, 'bundle.mjs');
    await promisify(execFile)(process.execPath, [builder, source(entryPoint), folder], { cwd: root });
    bundle = readFileSync(join(folder, 'bundle.js'), 'utf8');
  }, 60_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('is what the package exports', () => {
    expect(existsSync(source(entryPoint))).toBe(true);
  });

  it('answers in a browser, which has nothing of Node', () => {
    const browser = createContext(
      { TextEncoder, ...globals },
      { codeGeneration: { strings: false, wasm: false } },
    );
    expect(JSON.parse(runInContext(`${bundle};{${script}}`, browser) as string)).toEqual(gives);
  });

  it('is small', () => {
    const sizeKb = gzipSync(bundle).length / 1024;
    process.stdout.write(`signalbox${entryPoint.slice(1)}: ${sizeKb.toFixed(1)} KB compressed\n`);
    expect(sizeKb).toBeLessThan(limitKb);
  });
});
