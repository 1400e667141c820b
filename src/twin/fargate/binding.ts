import type { FargateSize, Pod } from '../../model/index.ts';
import type { ControllerContext } from '../runtime/index.ts';
import { fargateNode, nodeName, type Placed } from './node.ts';

export const COMPONENT = 'fargate-scheduler';
const LOGGING = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  namespace: 'aws-observability',
  name: 'aws-logging',
} as const;

export const time = (c: ControllerContext): string =>
  new Date(c.clock.now()).toISOString().replace(/\.\d+Z$/, 'Z');

/** Makes the node of a pod, notes on the pod what it got, and binds it; answers whether its logs are sent. */
export async function giveNode(
  c: ControllerContext,
  pod: Pod,
  o: { readonly size: FargateSize; readonly at: Placed; readonly kubelet: string },
): Promise<boolean> {
  const { size, at, kubelet } = o;
  const isLogged = (await c.api.get('v1/ConfigMap', LOGGING.namespace, LOGGING.name)) !== undefined;
  const id = Math.floor(c.random() * 2 ** 40)
    .toString(16)
    .padStart(10, '0');
  await c.api.create(fargateNode(at, size, { kubelet, time: time(c), id }));
  const { uid, name } = pod.metadata;
  const namespace = pod.metadata.namespace ?? '';
  await c.api.mergePatch(
    { apiVersion: 'v1', kind: 'Pod', namespace, name },
    {
      metadata: {
        annotations: {
          CapacityProvisioned: `${size.vcpu}vCPU ${size.memoryGB}GB`,
          Logging: isLogged ? 'LoggingEnabled' : 'LoggingDisabled: LOGGING_CONFIGMAP_NOT_FOUND',
        },
      },
    },
  );
  await c.api.bind({ namespace, name, ...(uid === undefined ? {} : { uid }) }, nodeName(at));
  return isLogged;
}

/** The events of a pod that has its node. */
export async function tellPlaced(
  c: ControllerContext,
  pod: Pod,
  { node, isLogged }: { readonly node: string; readonly isLogged: boolean },
): Promise<void> {
  await c.events.record(pod, {
    type: isLogged ? 'Normal' : 'Warning',
    reason: isLogged ? 'LoggingEnabled' : 'LoggingDisabled',
    message: isLogged
      ? 'Successfully enabled logging for pod'
      : 'Disabled logging because aws-logging configmap was not found. configmap "aws-logging" not found',
    component: COMPONENT,
  });
  await c.events.record(pod, {
    type: 'Normal',
    reason: 'Scheduled',
    message: `Successfully assigned ${pod.metadata.namespace ?? ''}/${pod.metadata.name} to ${node}`,
    component: COMPONENT,
  });
}
