import type { HttpResponse, Pod } from '../../../model/index.ts';
import { targetOf, type ResourceCall } from '../http/call.ts';
import { optional } from '../http/verbs.ts';
import type { LogOptions } from '../node-proxy.ts';
import { getObject } from '../operations/read.ts';
import { badRequest, invalid, type StatusCause } from '../status-error.ts';
import { forbiddenField, invalidValue } from '../validation/causes.ts';
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
    if (!Number.isInteger(n))
      throw badRequest(`strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`);
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
  const faults = faultsOf(options);
  if (faults.length > 0)
    throw invalid({ group: '', kind: 'PodLogOptions' }, pod.metadata.name, faults);
  return {
    status: 200,
    headers: { 'content-type': 'text/plain' },
    body: await kernel.nodes.logs(pod, options),
  };
}

/** @source https://github.com/kubernetes/kubernetes/blob/v1.35.0/pkg/apis/core/validation/validation.go (ValidatePodLogOptions; read 2026-11-25) */
function faultsOf(o: LogOptions): readonly StatusCause[] {
  const atLeast = (field: 'tailLines' | 'limitBytes' | 'sinceSeconds', least: 0 | 1) => {
    const value = o[field];
    const words = least === 0 ? 'must be greater than or equal to 0' : 'must be greater than 0';
    return value === undefined || value >= least ? [] : [invalidValue(field, value, words)];
  };
  return [
    ...atLeast('tailLines', 0),
    ...atLeast('limitBytes', 1),
    ...(o.sinceSeconds !== undefined && o.sinceTime !== undefined
      ? [forbiddenField('', 'at most one of `sinceTime` or `sinceSeconds` may be specified')]
      : atLeast('sinceSeconds', 1)),
  ];
}
