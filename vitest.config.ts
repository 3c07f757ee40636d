import { defineConfig } from 'vitest/config'
import { LongestFirst } from './tests/support/longest-first.ts'

export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          name: 'unit',
          include: ['packages/*/src/**/*.test.ts', 'packages/*/tests/**/*.test.ts', 'tests/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          expect: { poll: { timeout: 20_000 } },
          // Most of them wait for other processes: a Redis, a collector, an app. Three at once use two cores by 60 %.
          maxWorkers: 5,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['e2e/**/*.test.ts'],
          testTimeout: 180_000,
          hookTimeout: 240_000,
          expect: { poll: { timeout: 20_000 } },
          // Each file runs a Next.js server and a browser, and waits for them, or for an agent to send, for a third of its
          // time: three at once keep two cores busy.
          maxWorkers: 3,
        },
      },
    ],
  },
})
