import { UpgradeRefused, type Channel, type Pod } from '../../../model/index.ts';
import { targetOf, type ResourceCall } from '../http/call.ts';
import { failureResponse } from '../http/respond.ts';
import type { ExecRequest } from '../node-proxy.ts';
import { getObject } from '../operations/read.ts';
import { badRequest, methodNotAllowed, pathNotFound } from '../status-error.ts';
import { execChannel } from './exec-channel.ts';
import { chooseContainer } from './container.ts';

const PROTOCOLS = ['v5.channel.k8s.io', 'v4.channel.k8s.io'];

/** The node of a pod, which alone can do anything with its containers. @throws 400 without one */
export function hostOf(pod: Pod): string {
  if (pod.spec.nodeName) return pod.spec.nodeName;
  throw badRequest(`pod ${pod.metadata.name} does not have a host assigned`);
}

/** Opens a WebSocket on exec or attach of a pod. */
export async function connectPod(call: ResourceCall): Promise<Channel> {
  const { kernel, info, path } = call;
  if (call.definition.collection !== '/pods' || path.subresource === undefined)
    throw pathNotFound();
  if (path.subresource === 'portforward')
    throw badRequest('port forwarding is not part of this API server: its pods have no network');
  if (path.subresource !== 'exec' && path.subresource !== 'attach') throw methodNotAllowed();
  const { query } = info;
  const pod = getObject(kernel, targetOf(call)) as Pod;
  const container = chooseContainer(pod, query.get('container') ?? '');
  const phase = pod.status?.phase;
  if (phase === 'Succeeded' || phase === 'Failed')
    throw badRequest(
      `cannot ${path.subresource === 'exec' ? 'exec into' : 'attach'} a container in a completed pod; current phase is ${phase}`,
    );
  hostOf(pod);
  const flag = (name: string): boolean => ['true', '1'].includes(query.get(name) ?? '');
  const request: ExecRequest = {
    container,
    command: path.subresource === 'exec' ? query.getAll('command') : [],
    stdin: flag('stdin'),
    stdout: flag('stdout'),
    stderr: flag('stderr') && !flag('tty'),
    tty: flag('tty'),
  };
  if (path.subresource === 'exec' && request.command.length === 0)
    throw badRequest('you must specify at least one command for the container');
  const offered = (call.request.headers['sec-websocket-protocol'] ?? '')
    .split(',')
    .map((p) => p.trim());
  const protocol = PROTOCOLS.find((p) => offered.includes(p));
  if (!protocol)
    throw new UpgradeRefused(
      failureResponse(
        badRequest(
          `unable to upgrade: unable to negotiate protocol: client supports [${offered.join(' ')}], server accepts [${PROTOCOLS.join(' ')}]`,
        ),
      ),
    );
  if (path.subresource === 'attach') {
    if (!kernel.nodes.attach) throw badRequest('attaching is not supported by this node');
    return execChannel(protocol, request, await kernel.nodes.attach(pod, request));
  }
  return execChannel(protocol, request, await kernel.nodes.exec(pod, request));
}
