import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeWhole } from '../adapters/files.ts';
import { createTwin, LabClock, type Scenario } from '../twin/index.ts';
import { kubeconfigText, listen, makeCertificates, makeCredentials } from '../twin/server/index.ts';
import type { LabFile } from './commands/lab-start.ts';
import type { Io } from './io.ts';

/** How old the lab's cluster is when people first see it. */
const BOOT_MS = 10 * 60_000;

/** Boots the twin, opens its ports, writes down how to reach it, and answers when it is told to stop. */
export async function runLab(o: {
  readonly io: Io;
  readonly dir: string;
  readonly file: string;
  readonly scenario: Scenario;
  readonly speed: number;
  readonly onReady: (lab: LabFile) => void;
}): Promise<void> {
  const { scenario } = o;
  const certificates = await makeCertificates();
  const { token, ...operatorKey } = makeCredentials();
  const server = await listen({ certificates });
  const clock = new LabClock({ bootMs: BOOT_MS, speed: o.speed });
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
  const kubeconfig = join(o.dir, 'kubeconfig');
  writeWhole(
    kubeconfig,
    kubeconfigText({
      server: server.kubeUrl,
      ca: certificates.ca,
      region: scenario.region,
      accountId: scenario.accountId,
      cluster: scenario.aws.cluster.name,
      token,
      speed: o.speed,
    }),
  );
  const lab: LabFile = {
    pid: process.pid,
    kubeconfig,
    awsUrl: server.awsUrl,
    region: scenario.region,
    cluster: scenario.aws.cluster.name,
    ...operatorKey,
  };
  writeWhole(o.file, `${JSON.stringify(lab, null, 2)}\n`);
  o.onReady(lab);
  await new Promise<void>((resolve) => o.io.onInterrupt(resolve, resolve));
  twin.stop();
  await server.close();
  rmSync(o.file, { force: true });
}
