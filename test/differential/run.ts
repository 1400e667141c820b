// `npm run test:differential`: the same random calls, the same random lives of workloads
// and pods that look for a place, on the twin
// and on Kubernetes' own control plane. `-- --cases N --seed S` looks elsewhere and longer;
// `--only StatefulSet` one family of workloads, `--case 12` one case of it, `--only api` the calls alone,
// `--only scheduling` the scheduler alone.
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    cases: { type: 'string' },
    seed: { type: 'string' },
    only: { type: 'string' },
    case: { type: 'string' },
    keep: { type: 'string' },
  },
});
const PARTS: Readonly<Record<string, string>> = { api: 'api', scheduling: 'scheduling/' };
const part = values.only === undefined ? '' : PARTS[values.only];
const files = [part ?? 'controllers/'];
const given = {
  DIFFERENTIAL_SEED: values.seed,
  DIFFERENTIAL_CASES: values.cases,
  DIFFERENTIAL_RUNS: values.cases,
  DIFFERENTIAL_ONLY: part === undefined ? values.only : undefined,
  DIFFERENTIAL_CASE: values.case,
  DIFFERENTIAL_KEEP: values.keep,
};
const env = { ...process.env, ...Object.fromEntries(Object.entries(given).filter(([, v]) => v !== undefined)) }; // prettier-ignore
// Two clusters in step: what runs beside them makes one late.
const args = [
  'vitest',
  'run',
  '--config',
  'vitest.control-plane.config.ts',
  '--no-file-parallelism',
];
const { status } = spawnSync('npx', [...args, ...files.map((f) => `test/differential/${f}`)], {
  stdio: 'inherit',
  env,
});
process.exit(status ?? 1);
