import type { HttpResponse, Pod } from '../../../model/index.ts';
import { targetOf, type ResourceCall } from '../http/call.ts';
import { optional } from '../http/verbs.ts';
import type { LogOptions } from '../node-proxy.ts';
import { getObject } from '../operations/read.ts';
import { badRequest } from '../status-error.ts';
import { chooseContainer } from './container.ts';

/** GET pods/NAME/log: the node's answer, passed on as it comes. */
export async function podLog(call: ResourceCall): Promise<HttpResponse> {
  const { kernel, info } = call;
  const { query } = info;
  const pod = getObject(kernel, targetOf(call)) as Pod;
  const container = chooseContainer(pod, query.get('container') ?? '');
  if (!pod.spec.nodeName)
    throw badRequest(`pod ${pod.metadata.name} does not have a host assigned`);
  const number = (name: string): number | undefined => {
    const text = query.get(name);
    if (text === null || text === '') return undefined;
    const n = Number(text);
    if (!Number.isInteger(n) || n < 0)
      throw badRequest(
        `PodLogOptions "" is invalid: ${name}: Invalid value: ${text}: must be greater than or equal to 0`,
      );
    return n;
  };
  const flag = (name: string): boolean => ['true', '1'].includes(query.get(name) ?? '');
  const options: LogOptions = {
    container,
    follow: flag('follow'),
    previous: flag('previous'),
    timestamps: flag('timestamps'),
    ...optional('tailLines', number('tailLines')),
    ...optional('sinceSeconds', number('sinceSeconds')),
    ...optional('limitBytes', number('limitBytes')),
    ...optional('sinceTime', query.get('sinceTime') ?? undefined),
    ...optional('signal', call.request.signal),
  };
  return {
    status: 200,
    headers: { 'content-type': 'text/plain' },
    body: await kernel.nodes.logs(pod, options),
  };
}
