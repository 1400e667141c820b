import type { HttpRequest } from '../../src/model/index.ts';

/** AWS' requests are signed. */
export const isKube = (r: HttpRequest): boolean =>
  !(r.headers['authorization'] ?? '').startsWith('AWS4-HMAC-SHA256');

/** `ec2`, `eks`, `elasticfilesystem` … of a request to AWS. */
export const serviceOf = (r: HttpRequest): string =>
  /\/\/([a-z0-9-]+)\./.exec(r.origin)?.[1] ?? 'aws';

/** AWS' SDK warns of whoever makes a text of its bodies in another way. */
const textIn = (r: HttpRequest): string => new TextDecoder().decode(r.body);

/** The body as JSON; an empty one has nothing in it. */
export const bodyOf = (r: HttpRequest): Readonly<Record<string, unknown>> =>
  r.body.length === 0 ? {} : (JSON.parse(textIn(r)) as Record<string, unknown>);

/** The parameters of a request in the Query protocol. */
export const parametersOf = (r: HttpRequest): URLSearchParams => new URLSearchParams(textIn(r));

/** Asks that change nothing, though they are POSTs or PATCHes. */
const ASKS = /selfsubject(access|rules)reviews|subjectaccessreviews|tokenreviews|[?&]dryRun=All/;
const QUERY = ['ec2', 'iam', 'sts', 'autoscaling', 'elasticloadbalancing'];

/**
 * What a write does to which object, or undefined for a read: `PATCH apps/v1 deployments app/web: add
 * /spec/minReadySeconds`, `ec2 AuthorizeSecurityGroupIngress sg-1 tcp 53 from sg-2`. The same work has
 * the same name in every run, whatever else goes on beside it. The lock's own lease is told apart: it
 * is renewed by time, not by step.
 */
export function writeName(r: HttpRequest): string | undefined {
  return isKube(r) ? kubeName(r) : awsName(r);
}

function kubeName(r: HttpRequest): string | undefined {
  if (r.method === 'GET' || ASKS.test(r.path) || r.path.includes('/leases')) return undefined;
  const path = kubePath(r.path.split('?')[0] ?? '');
  // A pod that a controller made: its name ends in drawn letters.
  if (path.endsWith('/eviction')) return `POST ${path.replace(/-[a-z0-9]+\/eviction$/, '-…/eviction')}`; // prettier-ignore
  if (r.method === 'POST') {
    const { metadata } = bodyOf(r) as { metadata?: { name?: string } };
    return `POST ${path}${path.split(' ').length > 2 || metadata?.name === undefined ? '/' : ' '}${metadata?.name ?? ''}`;
  }
  return `${r.method} ${path}${r.method === 'PATCH' ? patched(r) : ''}`;
}

/** Which fields a JSON patch writes. */
function patched(r: HttpRequest): string {
  const patch = bodyOf(r) as unknown;
  if (!Array.isArray(patch)) return '';
  const writes = (patch as readonly { readonly op: string; readonly path: string }[]).filter(
    (o) => o.op !== 'test',
  );
  return `: ${writes.map((o) => `${o.op} ${o.path}`).join(', ')}`;
}

function awsName(r: HttpRequest): string | undefined {
  const service = serviceOf(r);
  if (QUERY.includes(service)) {
    const parameters = parametersOf(r);
    const action = parameters.get('Action') ?? '';
    return /^(Describe|List|Get|Simulate)/.test(action)
      ? undefined
      : [service, action, ...queryObject(parameters)].join(' ');
  }
  const target = r.headers['x-amz-target'];
  if (target !== undefined)
    return /\.(Describe|List|Get)/.test(target) ? undefined : `${service} ${target}`;
  if (r.method === 'GET') return undefined;
  const path = (r.path.split('?')[0] ?? '').replace(/\b(fs|fsap|fsmt)-[0-9a-f]{8,}/g, '$1-…');
  const body = bodyOf(r);
  const object = ['fargateProfileName', 'nodegroupName', 'addonName', 'SubnetId', 'ClientToken', 'CreationToken'].flatMap((k) => (typeof body[k] === 'string' ? [body[k]] : [])); // prettier-ignore
  return [service, r.method, path, ...object].join(' ');
}

const queryObject = (p: URLSearchParams): readonly string[] =>
  p.has('GroupId')
    ? [
        p.get('GroupId') ?? '',
        p.get('IpPermissions.1.IpProtocol') ?? '',
        p.get('IpPermissions.1.FromPort') ?? '',
        'from',
        p.get('IpPermissions.1.Groups.1.GroupId') ?? '',
      ]
    : [p.get('RoleName') ?? '', p.get('PolicyArn')?.split('/').at(-1) ?? ''].filter(
        (w) => w !== '',
      );

/** `/apis/apps/v1/namespaces/app/deployments/web` → `apps/v1 deployments app/web`. */
const kubePath = (path: string): string => {
  const m = /^\/(?:api|apis\/([^/]+))\/(v[^/]+)\/(?:namespaces\/([^/]+)\/)?([^/]+)(?:\/(.+))?$/.exec(path); // prettier-ignore
  if (!m) return path;
  const [, group, version, namespace, resource, name] = m;
  const of = [namespace, name].filter((p) => p !== undefined).join('/');
  return [`${group === undefined ? '' : `${group}/`}${version}`, resource, of]
    .filter((p) => p !== '')
    .join(' ');
};
