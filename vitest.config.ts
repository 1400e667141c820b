import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    // The last two run real processes for minutes: `npm run test:interrupt`.
    exclude: [
      'test/peers/**',
      'test/control-plane/**',
      'test/differential/**',
      'node_modules/**',
      'test/rollback/interrupt.test.ts',
      'test/rollback/colleague.test.ts',
    ],
    globalSetup: ['test/setup-build.ts'],
    setupFiles: ['test/setup-seed.ts'],
    // Generous: a busy machine is slow, not wrong.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // One for each core; the default leaves one idle, and machines here have few.
    maxWorkers: availableParallelism(),
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true', LC_ALL: 'C.UTF-8', TZ: 'UTC' },
  },
});
