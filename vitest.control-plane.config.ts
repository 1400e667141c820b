import { defineConfig } from 'vitest/config';

/** The whole job on Kubernetes' own control plane. Some minutes, most of them Kubernetes' own waits. */
export default defineConfig({
  test: {
    include: ['test/{control-plane,differential}/**/*.test.ts'],
    globalSetup: ['test/control-plane/setup.ts'],
    testTimeout: 900_000,
    hookTimeout: 1_200_000,
    // Each has a control plane of its own, and waits for it most of the time.
    maxWorkers: 5,
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true', LC_ALL: 'C.UTF-8', TZ: 'UTC' },
  },
});
