import { builtinModules } from 'node:module';
import { build } from 'vite';

/**
 * Bundles an entry point for browsers as one script that leaves `signalbox`: node bundle.mjs <entry> <folder>. OpenFeature's
 * own package is its user's, and comes as `openfeature`.
 */
const [entry, outDir] = process.argv.slice(2);
const openfeature = '@openfeature/web-sdk';
const builtins = new Set(builtinModules);

/** Vite would put an empty module in place of one of Node's, and the bundle fail only where it is used. */
const withoutNode = {
  name: 'without-node',
  enforce: 'pre',
  resolveId(source, importer) {
    if (source.startsWith('node:') || builtins.has(source)) throw new Error(`${importer} imports ${source}`);
    return null;
  },
};

await build({
  configFile: false,
  logLevel: 'error',
  plugins: [withoutNode],
  build: {
    outDir,
    emptyOutDir: false,
    target: 'es2022',
    minify: true,
    rollupOptions: { external: [openfeature], output: { globals: { [openfeature]: 'openfeature' } } },
    lib: { entry, name: 'signalbox', formats: ['iife'], fileName: () => 'bundle.js' },
  },
});
