import { defineConfig } from 'vitest/config';

// Where `npm run dev` finds a running Rowgate.
const server = 'http://127.0.0.1:8080';

export default defineConfig({
  // Relative, so that the console also works when a proxy serves Rowgate under a path of its own.
  base: './',
  build: {
    target: 'es2023',
    // A data: URL would need an exception in the content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: {
    proxy: { '/rest': server, '/admin': server, '/metrics': server },
  },
  test: { include: ['src/**/*.test.ts'] },
});
