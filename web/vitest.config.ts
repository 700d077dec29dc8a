import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // A machine that does other things as well must not make a test fail.
    testTimeout: 60_000,
    environment: 'happy-dom',
    include: ['src/**/*.test.{ts,tsx}'],
    coverage: {
      provider: 'v8',
      include: ['src/designer/model/**/*.ts'],
      exclude: ['src/designer/model/testing.ts', 'src/**/*.test.ts'],
      reporter: [['text', { skipFull: true }]],
      reportsDirectory: 'node_modules/.vitest/coverage',
      thresholds: { branches: 100, functions: 100, lines: 100 },
    },
  },
});
