import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Flag, Ruleset } from '../../src/engine/evaluation';
import { change, remote, type Remote } from '../support/remote';
import { freePort, startServerProcess, type ServerProcess } from '../support/server-process';
import { inChromium, openBrowser, type Browser } from './chromium';
import { servePage, type PageServer } from './page-server';

jest.setTimeout(120_000);

const token = 'the-owner-of-the-browser-test';

inChromium('a page with flags', () => {
  let folder: string;
  let pages: PageServer;
  let port: string;
  let server: ServerProcess;
  let owner: Remote;
  let browser: Browser;
  let address: string;
  let environmentId: string;

  const startServer = async (): Promise<void> => {
    server = await startServerProcess({
      PORT: port,
      DATABASE_URL: `sqlite:${join(folder, 'signalbox.db')}`,
      SIGNALBOX_OWNER_TOKEN: token,
      SIGNALBOX_ALLOWED_ORIGINS: pages.origin,
    });
    owner = remote(server.url, token);
  };

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'signalbox-browser-'));
    pages = await servePage();
    port = String(await freePort());
    await startServer();
    const shop = await aShop(owner);
    ({ environmentId } = shop);
    address = `${pages.origin}/?url=${encodeURIComponent(server.url)}&key=${shop.key}`;
    browser = await openBrowser();
  });
  beforeEach(async () => {
    await setOn(true);
    await visit('ann');
    await shows('banner', 'welcome');
    await shows('status', 'READY');
    await browser.page.evaluate('window.isTheSamePage = true');
  });
  afterAll(async () => {
    await browser?.close();
    await server?.kill();
    await pages?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const shows = (id: string, text: string): Promise<unknown> =>
    browser.page.locator(`#${id}`, { hasText: new RegExp(`^${text}$`) }).waitFor({ timeout: 60_000 });
  const visit = (user: string): Promise<unknown> => browser.page.goto(`${address}&user=${user}`);
  const setOn = (on: boolean): Promise<number> =>
    change(owner, [{ setFlagOn: { environmentId, flagKey: 'banner', on } }]);
  const isTheSamePage = (): Promise<unknown> => browser.page.evaluate('window.isTheSamePage === true');

  test('a value changes on screen without a reload', async () => {
    await setOn(false);
    await shows('banner', 'closed today');
    await shows('reason', 'DISABLED');
    expect(await isTheSamePage()).toBe(true);
    await setOn(true);
    await shows('banner', 'welcome');
  });

  test('another context has other values, without a reload', async () => {
    await browser.page.getByRole('button', { name: 'Bob' }).click();
    await shows('banner', 'hello bob');
    await shows('status', 'READY');
    expect(await isTheSamePage()).toBe(true);
  });

  test('a page that is loaded while the server is down starts from its cache, and follows again later', async () => {
    await server.kill();
    await visit('ann');
    await shows('banner', 'welcome');
    await shows('status', 'STALE');
    await shows('reason', 'CACHED');
    await startServer();
    await setOn(false);
    await shows('banner', 'closed today');
    await shows('status', 'READY');
  });

  test('no rule, segment, percentage or foreign flag is in any byte that it was sent', async () => {
    await setOn(false);
    await shows('banner', 'closed today');
    await browser.page.getByRole('button', { name: 'Bob' }).click();
    await shows('status', 'READY');
    const { http, frames } = await browser.received.from(server.url);
    const received = [...http, ...frames].join('\n');
    expect(received).toContain('"flagKey":"banner"');
    expect(frames.join('\n')).toContain('"flagKeys":["banner"]');
    expect(
      secretsOf(await rulesetOf(owner, environmentId)).filter((each) => received.includes(each)),
    ).toEqual([]);
  });
});

/** A flag for clients with everything behind it that clients may not see, and a key for them. */
async function aShop(owner: Remote): Promise<{ environmentId: string; key: string }> {
  const { createProject } = await owner.ask(
    'mutation($input: CreateProjectInput!) { createProject(input: $input) { project { id } } }',
    { input: { key: 'shop', name: 'A shop' } },
  );
  const projectId = createProject.project.id as string;
  await change(owner, [{ createEnvironment: { projectId, key: 'production', kind: 'PRODUCTION' } }]);
  const { project } = await owner.ask(
    'query($id: ID!) { project(id: $id) { environments { nodes { id } } } }',
    { id: projectId },
  );
  const environmentId = project.environments.nodes[0].id as string;
  const texts = {
    welcome: 'welcome',
    bob: 'hello bob',
    closed: 'closed today',
    unseen: 'never shown to anybody',
  };
  const variants = Object.entries(texts).map(([key, value]) => ({ key, value }));
  const isBob = { attr: { path: ['key'] }, op: 'eq', as: 'strict', values: ['bob'] };
  const at = { environmentId, flagKey: 'banner' };
  await change(owner, [
    { createSegment: { projectId, key: 'people-called-bob', when: isBob } },
    { createFlag: { projectId, key: 'hidden-from-clients', type: 'BOOLEAN' } },
    {
      createFlag: {
        projectId,
        key: 'banner',
        type: 'STRING',
        clientSide: true,
        variants,
        off: 'closed',
        fallthrough: 'welcome',
      },
    },
    { setFlagOn: { ...at, on: true } },
    { addRule: { ...at, when: { segment: 'people-called-bob' }, serve: 'bob' } },
    {
      setRollout: {
        ...at,
        weights: [
          { variant: 'welcome', weight: 99_983 },
          { variant: 'unseen', weight: 17 },
        ],
      },
    },
  ]);
  const { createSdkKey } = await owner.ask(
    'mutation($input: CreateSdkKeyInput!) { createSdkKey(input: $input) { secret } }',
    { input: { environmentId, kind: 'CLIENT', name: 'page' } },
  );
  return { environmentId, key: createSdkKey.secret as string };
}

async function rulesetOf(owner: Remote, id: string): Promise<Ruleset> {
  const { environment } = await owner.ask(
    'query($id: ID!) { environment(id: $id) { ruleset { ruleset } } }',
    { id },
  );
  return environment.ruleset.ruleset as Ruleset;
}

/** What of the environment a client may never be told. */
function secretsOf(ruleset: Ruleset): string[] {
  const flag: Flag = ruleset.flags.banner;
  const secrets = [
    ...Object.keys(ruleset.segments),
    ...Object.keys(ruleset.flags).filter((key) => !ruleset.flags[key].clientSide),
    ...Object.values(ruleset.flags).map(({ seed }) => seed),
    ...flag.rules.map(({ id }) => id),
    String(flag.variants.unseen.value),
    ...['99983', '"unseen"', '"rules"', '"fallthrough"', '"weight"', '"arms"', '"seed"', '"when"'],
  ];
  expect(secrets.length).toBeGreaterThan(12);
  return secrets;
}
