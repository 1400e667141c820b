import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectTwin } from '../../src/adapters/in-process.ts';
import { loadScenario } from '../../src/cli/scenarios.ts';
import { collectSnapshot } from '../../src/inventory/index.ts';
import type { Snapshot } from '../../src/model/index.ts';
import { createTwin, LabClock, type Twin } from '../../src/twin/index.ts';
import {
  kubeconfigText,
  listen,
  makeCertificates,
  makeCredentials,
} from '../../src/twin/server/index.ts';

export const CLI = join(import.meta.dirname, '..', '..', 'dist', 'fargatectl.js');

export interface Lab {
  readonly twin: Twin;
  /** An empty folder of this lab's own; commands run in it. */
  readonly dir: string;
  readonly kubeconfig: string;
  readonly env: Readonly<Record<string, string>>;
  /** What its cluster and account are now, as its operator sees them. */
  look(): Promise<Snapshot>;
  /** Every connection breaks, as after a sleep or a change of networks; new ones are taken. */
  cut(): void;
  close(): Promise<void>;
}

/** The tutorial's cluster behind TLS and AWS' protocols on the loopback, as `fargatectl lab start` has it. */
export async function openLab(speed = 200): Promise<Lab> {
  const dir = mkdtempSync(join(tmpdir(), 'fargatectl-lab-'));
  const scenario = await loadScenario();
  const certificates = await makeCertificates();
  const { token, ...operatorKey } = makeCredentials();
  const server = await listen({ certificates });
  const clock = new LabClock({ bootMs: 600_000, speed });
  const twin = await createTwin({
    scenario,
    clock,
    endpoint: server.kubeUrl,
    certificateAuthority: certificates.ca,
    operatorKey,
    adminToken: token,
  });
  clock.goLive();
  server.attach(twin);
  const kubeconfig = join(dir, 'kubeconfig');
  const { region, accountId, aws } = scenario;
  writeFileSync(kubeconfig, kubeconfigText({ server: server.kubeUrl, ca: certificates.ca, region, accountId, cluster: aws.cluster.name, token, speed })); // prettier-ignore
  return {
    twin,
    dir,
    kubeconfig,
    env: {
      KUBECONFIG: kubeconfig,
      AWS_ENDPOINT_URL: server.awsUrl,
      AWS_REGION: region,
      AWS_DEFAULT_REGION: region,
      AWS_ACCESS_KEY_ID: operatorKey.accessKeyId,
      AWS_SECRET_ACCESS_KEY: operatorKey.secretAccessKey,
      AWS_EC2_METADATA_DISABLED: 'true',
    },
    look: () => collectSnapshot({ ...connectTwin(twin, operatorKey), cluster: aws.cluster.name }),
    cut: () => server.hangUp(),
    async close() {
      twin.stop();
      await server.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs a program to its end, without a terminal. The environment is exactly what is given, and PATH. */
export function runProgram(
  program: string,
  args: readonly string[],
  o: {
    readonly cwd: string;
    readonly env?: Readonly<Record<string, string>>;
    readonly stdin?: string;
    /** Called with each piece of output; may end the program. */
    readonly onOutput?: (text: string, kill: (signal: NodeJS.Signals) => void) => void;
  },
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: o.cwd,
      env: { PATH: process.env['PATH'] ?? '', HOME: o.cwd, LANG: 'C.UTF-8', TZ: 'UTC', ...o.env },
      stdio: 'pipe',
    });
    let out = '';
    let err = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text;
      o.onOutput?.(out, (signal) => child.kill(signal));
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, out, err }));
    child.stdin.end(o.stdin ?? '');
  });
}

export const fargatectl = (args: readonly string[], o: Parameters<typeof runProgram>[2]) =>
  runProgram(process.execPath, [CLI, ...args], o);
