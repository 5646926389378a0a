/** Builds dist/ from nothing: the server, SDK and CLI by tsc, GraphiQL by Vite. */
const { chmodSync, mkdirSync, rmSync, symlinkSync } = require('node:fs');
const { join } = require('node:path');
const { spawnSync } = require('node:child_process');

const root = join(__dirname, '..');

rmSync(join(root, 'dist'), { recursive: true, force: true });
run('node_modules/typescript7/bin/tsc', '-p', 'tsconfig.build.json');
linkCommand();
run('node_modules/vite/bin/vite.js', 'build', 'src/clients/graphiql');

function run(script, ...parameters) {
  const { status } = spawnSync(process.execPath, [script, ...parameters], { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

/**
 * `npx signalbox` in a clone runs what stands here. A `bin` entry in package.json would come first, and make npx install
 * the clone somewhere else, which builds it anew under a server that runs from it.
 */
function linkCommand() {
  const command = join(root, 'dist/src/signalbox.js');
  const link = join(root, 'node_modules/.bin/signalbox');
  chmodSync(command, 0o755);
  mkdirSync(join(root, 'node_modules/.bin'), { recursive: true });
  rmSync(link, { force: true });
  symlinkSync(command, link);
}
