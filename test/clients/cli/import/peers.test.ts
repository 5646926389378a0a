import { findSdk, requireSdk } from '../../../../src/clients/cli/import/installed-sdk';
import { peers } from '../../../../src/clients/cli/import/peers';
import manifest from '../../../../package.json';

it.each(peers.map((peer) => [peer.title, peer] as const))(
  '%s is compared with the SDK that we test',
  (_, { sdk }) => {
    expect((manifest.devDependencies as Record<string, string>)[sdk.name]).toBe(sdk.version);
    expect(manifest.dependencies).not.toHaveProperty(sdk.name);
  },
);

it('finds an SDK that is installed, and says how to install one that is not', () => {
  expect(findSdk('statsig-node')?.resolve('statsig-node')).toContain('node_modules');
  const missing = { ...peers[0], title: 'Nobody', sdk: { name: '@nobody/sdk', version: '1.2.3' } };
  expect(() => requireSdk(missing)).toThrow(
    "Nobody's SDK is not installed here: npm install --no-save @nobody/sdk@1.2.3",
  );
});
