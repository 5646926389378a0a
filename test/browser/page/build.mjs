import react from '@vitejs/plugin-react';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

/** Builds the page as an application would: node build.mjs <folder> */
const [outDir] = process.argv.slice(2);

await build({
  configFile: false,
  root: dirname(fileURLToPath(import.meta.url)),
  base: './',
  logLevel: 'error',
  plugins: [react()],
  build: { outDir, emptyOutDir: true, target: 'es2022' },
});
