import { defineConfig } from 'vitest/config';

/** The whole job on Kubernetes' own control plane. Some minutes, most of them Kubernetes' own waits. */
export default defineConfig({
  test: {
    include: ['test/{control-plane,differential}/**/*.test.ts'],
    testTimeout: 600_000,
    hookTimeout: 1_200_000,
    fileParallelism: false,
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true', LC_ALL: 'C.UTF-8', TZ: 'UTC' },
  },
});
