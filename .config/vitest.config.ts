import { defineConfig } from 'vitest/config';

// `unit` is in-process and takes seconds; `proofs` is in-process too, long and side by side; `system` runs the real
// sidecars, store and broker, one file at a time, because each file brings up a whole installation on a two-core machine.
// Three are not part of `npm test`: `cluster`, since it first builds a Kubernetes API server and installs the dependencies
// twice for the image; `long`, proofs that take minutes by their nature (outages that last, a hundred thousand tasks); and
// `faults`, the whole matrix of what can break.
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{actors,app,local,bench}/**/*.test.ts'],
          environment: 'node',
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'proofs',
          include: ['test/{simulation,oracle,language}/**/*.test.ts'],
          environment: 'node',
          testTimeout: 180_000,
        },
      },
      {
        test: {
          name: 'system',
          include: ['test/**/*.test.ts'],
          exclude: ['test/{simulation,oracle,language}/**'],
          globalSetup: ['test/support/build.ts'],
          environment: 'node',
          testTimeout: 180_000,
          hookTimeout: 300_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: 'long',
          include: ['test/**/*.long.ts'],
          globalSetup: ['test/support/build.ts'],
          environment: 'node',
          testTimeout: 1_800_000,
          hookTimeout: 300_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: 'faults',
          include: ['test/faults/*.faults.ts'],
          globalSetup: ['test/support/build.ts'],
          environment: 'node',
          testTimeout: 900_000,
          hookTimeout: 300_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: 'cluster',
          include: ['test/**/*.slow.ts'],
          globalSetup: ['test/support/build.ts'],
          environment: 'node',
          testTimeout: 180_000,
          hookTimeout: 300_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
