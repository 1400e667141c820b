import type { HttpRequest } from '../../src/model/index.ts';

/** One write that a run made over the wire. */
export interface WriteCall {
  /** Its place among the run's writes, from 0: the same in every undisturbed run of the plan. */
  readonly ordinal: number;
  /** `PATCH apps/v1 deployments app/web`, `eks POST /clusters/…/fargate-profiles`, `ec2 AuthorizeSecurityGroupIngress`. */
  readonly name: string;
  readonly cloud: 'kubernetes' | 'aws';
}

export const isKube = (r: HttpRequest): boolean => r.origin.includes('kubernetes.twin');

/** Asks that change nothing, though they are POSTs. */
const ASKS = /selfsubject(access|rules)reviews|subjectaccessreviews|tokenreviews/;

/** A write's name, or undefined for a read. The lock's own lease is told apart: it is renewed by time, not by step. */
export function writeName(r: HttpRequest): string | undefined {
  const path = r.path.split('?')[0] ?? '';
  if (isKube(r)) {
    if (r.method === 'GET' || ASKS.test(path) || path.includes('/leases')) return undefined;
    return `${r.method} ${kubePath(path)}`;
  }
  const service = /\/\/([a-z0-9-]+)\./.exec(r.origin)?.[1] ?? 'aws';
  if (['ec2', 'iam', 'sts', 'autoscaling', 'elasticloadbalancing'].includes(service)) {
    const action = new URLSearchParams(Buffer.from(r.body).toString()).get('Action') ?? '';
    return /^(Describe|List|Get|Simulate)/.test(action) ? undefined : `${service} ${action}`;
  }
  const target = r.headers['x-amz-target'];
  if (target !== undefined)
    return /\.(Describe|List|Get)/.test(target) ? undefined : `${service} ${target}`;
  return r.method === 'GET' ? undefined : `${service} ${r.method} ${path.replace(/fs-[0-9a-f]+|fsap-[0-9a-f]+|fsmt-[0-9a-f]+/g, '…')}`; // prettier-ignore
}

/** `/apis/apps/v1/namespaces/app/deployments/web` → `apps/v1 deployments app/web`. Drawn names are cut. */
const kubePath = (path: string): string => {
  const m = /^\/(?:api|apis\/([^/]+))\/(v[^/]+)\/(?:namespaces\/([^/]+)\/)?([^/]+)(?:\/(.+))?$/.exec(path); // prettier-ignore
  if (!m) return path;
  const [, group, version, namespace, resource, name] = m;
  const of = [namespace, name].filter((p) => p !== undefined).join('/');
  return [`${group === undefined ? '' : `${group}/`}${version}`, resource, of]
    .filter((p) => p !== '')
    .join(' ');
};
