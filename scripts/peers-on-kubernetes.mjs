// The peers' tables that need no AWS, answered by Kubernetes' own control plane in place of the twin.
import { spawnSync } from 'node:child_process';
import { controlPlane } from './control-plane.mjs';
import { TABLES_WITHOUT_AWS } from './peers.mjs';

const found = controlPlane();
if (!('path' in found)) {
  console.error(found.reason);
  process.exit(1);
}
const args = ['node_modules/vitest/vitest.mjs', 'run', '--config', 'vitest.peers.config.ts'];
const { status } = spawnSync(process.execPath, [...args, ...TABLES_WITHOUT_AWS, ...process.argv.slice(2)], {
  stdio: 'inherit',
  env: { ...process.env, FARGATECTL_PEERS_ON: 'kubernetes' },
}); // prettier-ignore
process.exit(status ?? 1);
