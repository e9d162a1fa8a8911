import { defineConfig } from 'vitest/config'

/** At night counts (`npm run drill -- --long`) a single test may take a while. */
const long = (process.env['KAPOK_LONG'] ?? '') !== ''

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts', 'test/**/*.test.tsx'],
    testTimeout: long ? 3_600_000 : 60_000,
    hookTimeout: long ? 3_600_000 : 120_000,
    maxWorkers: 2,
  },
})
