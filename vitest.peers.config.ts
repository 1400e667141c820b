import { defineConfig } from 'vitest/config';

/** Tests that drive tools which nobody here wrote: kubectl, helm, the AWS CLI. Slower than the rest. */
export default defineConfig({
  test: {
    include: ['test/peers/**/*.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 60_000,
    fileParallelism: false,
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true', LC_ALL: 'C.UTF-8', TZ: 'UTC' },
  },
});
