import { defineConfig } from 'vitest/config';

/** Real processes against a lab that are interrupted, starved, cut off and taken over. Some minutes. */
export default defineConfig({
  test: {
    include: ['test/rollback/{interrupt,colleague}.test.ts'],
    globalSetup: ['test/setup-build.ts'],
    testTimeout: 240_000,
    hookTimeout: 120_000,
    fileParallelism: false,
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true', LC_ALL: 'C.UTF-8', TZ: 'UTC' },
  },
});
