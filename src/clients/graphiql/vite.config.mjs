import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** Everything is in the bundle: the page asks no other host for anything. */
export default defineConfig({
  base: './',
  logLevel: 'error',
  plugins: [react()],
  worker: { format: 'es' },
  build: { outDir: '../../../dist/graphiql', emptyOutDir: true, chunkSizeWarningLimit: 8_000 },
});
