import { BugError } from '../errors/index.ts';
import type { KubeObject } from '../model/index.ts';
import type { TwinClock } from './clock/index.ts';
import type { KubeApi } from './runtime/index.ts';
import type { Scenario } from './scenarios/scenario.ts';
import type { ClusterHooks, LoadBalancing, VolumeContents } from './seams.ts';

const STEP_MS = 5_000;
/** Long enough for load balancers and volumes; a cluster that needs more than this is not coming. */
const PATIENCE_MS = 20 * 60_000;

/** Installs what the account says, waits until the cluster is at rest, and puts files on its volumes. */
export async function boot(o: {
  readonly scenario: Scenario;
  readonly clock: TwinClock;
  readonly api: KubeApi;
  readonly addons: Pick<ClusterHooks, 'installAddon'>;
  readonly volumes: VolumeContents;
  readonly loadBalancing: Pick<LoadBalancing, 'settle'>;
}): Promise<void> {
  const { scenario, clock, api } = o;
  if (scenario.installAddons)
    for (const addon of scenario.aws.addons ?? [])
      await o.addons.installAddon({
        name: addon.name,
        version: addon.version ?? '',
        configurationValues: addon.configurationValues ?? null,
        serviceAccountRoleArn: addon.serviceAccountRoleArn ?? null,
      });
  const until = clock.now() + PATIENCE_MS;
  // A snapshot's cluster may be ill as it was; only a scenario of ours must come to full health.
  for (let seen = ''; ;) {
    await clock.sleep(STEP_MS);
    const waiting = await notReady(api);
    if (waiting.length === 0) break;
    if (clock.now() < until) continue;
    seen = waiting.join(', ');
    if (scenario.mustBeHealthy)
      throw BugError(`the scenario ${scenario.name} does not come up: ${seen}`);
    break;
  }
  o.loadBalancing.settle();
  for (const [claim, { files, prefix }] of Object.entries(scenario.volumes))
    await fill(o, claim, { files, prefix });
}

async function notReady(api: KubeApi): Promise<readonly string[]> {
  const waiting: string[] = [];
  const ask = async (gvk: string, ready: (o: KubeObject) => boolean): Promise<void> => {
    for (const object of (await api.list(gvk)).items)
      if (!ready(object))
        waiting.push(`${object.kind} ${object.metadata.namespace ?? ''}/${object.metadata.name}`);
  };
  const status = (o: KubeObject): Record<string, number> =>
    (o['status'] ?? {}) as Record<string, number>;
  const replicas = (o: KubeObject): number =>
    (o['spec'] as { replicas?: number } | undefined)?.replicas ?? 1;
  for (const kind of ['Deployment', 'StatefulSet'])
    await ask(`apps/v1/${kind}`, (o) => (status(o)['readyReplicas'] ?? 0) >= replicas(o));
  await ask('apps/v1/DaemonSet', (o) => {
    const s = status(o);
    return (
      s['desiredNumberScheduled'] !== undefined &&
      (s['numberReady'] ?? 0) >= s['desiredNumberScheduled']
    );
  });
  await ask('networking.k8s.io/v1/Ingress', (o) => {
    const spec = o['spec'] as { ingressClassName?: string } | undefined;
    if (spec?.ingressClassName !== 'alb') return true;
    const s = o['status'] as { loadBalancer?: { ingress?: unknown[] } } | undefined;
    return (s?.loadBalancer?.ingress?.length ?? 0) > 0;
  });
  return waiting;
}

/** Files as an application would have left them: small, numbered, each different. */
async function fill(
  o: { readonly api: KubeApi; readonly volumes: VolumeContents },
  claim: string,
  wanted: { readonly files: number; readonly prefix: string },
): Promise<void> {
  const [namespace = '', name = ''] = claim.split('/');
  const pvc = await o.api.get('v1/PersistentVolumeClaim', namespace, name);
  const volumeName = (pvc?.['spec'] as { volumeName?: string } | undefined)?.volumeName;
  const pv =
    volumeName === undefined
      ? undefined
      : await o.api.get('v1/PersistentVolume', undefined, volumeName);
  const handle = (pv?.['spec'] as { csi?: { volumeHandle?: string } } | undefined)?.csi
    ?.volumeHandle;
  if (handle === undefined)
    throw BugError(`the scenario's claim ${claim} has no volume to put files on`);
  const files = o.volumes.files(handle);
  for (let i = 1; i <= wanted.files; i += 1)
    files.set(
      `${wanted.prefix}${String(i).padStart(3, '0')}.txt`,
      `${wanted.prefix}${i} of ${claim}\n`,
    );
}
