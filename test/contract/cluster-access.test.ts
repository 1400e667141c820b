import { beforeAll, describe, expect, it } from 'vitest';
import { loadScenario } from '../../src/cli/scenarios.ts';
import { readBody } from '../../src/model/index.ts';
import { createTwin, VirtualClock, type Scenario, type Twin } from '../../src/twin/index.ts';

const ACCOUNT = '111122223333';
const USER = `arn:aws:iam::${ACCOUNT}:user/ann`;
const ROLE = `arn:aws:iam::${ACCOUNT}:role/team/dev`;
const SESSION = `arn:aws:sts::${ACCOUNT}:assumed-role/dev/bob@example.com`;

/** The tutorial's cluster with two more people; no secrets, so signatures are not looked at. */
async function aTwin(change: (scenario: Scenario) => Scenario = (s) => s): Promise<Twin> {
  const scenario = await loadScenario();
  const identities = [
    { accessKeyId: 'ANN', arn: USER },
    { accessKeyId: 'DEV', arn: SESSION },
  ];
  const with2 = { ...scenario, aws: { ...scenario.aws, identities } };
  return createTwin({ scenario: change(with2), clock: new VirtualClock() });
}

interface Answer {
  readonly status: number;
  // Answers are read freely.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly body: any;
}

async function send(twin: Twin, method: string, path: string, o: { readonly headers: Record<string, string>; readonly body?: unknown }): Promise<Answer> {
  const body = o.body === undefined ? new Uint8Array() : Buffer.from(JSON.stringify(o.body));
  const headers = { 'content-type': 'application/json', ...o.headers };
  const response = await twin.handle({ method, origin: 'https://x', path, headers, body });
  const text = Buffer.from(await readBody(response)).toString('utf8');
  return { status: response.status, body: text.startsWith('{') ? JSON.parse(text) : text };
} // prettier-ignore

/** `aws eks get-token` of the owner of a key. */
function bearer(twin: Twin, key: string): Record<string, string> {
  const date = new Date(twin.clock.now()).toISOString().replace(/[-:]|\.\d{3}/g, '');
  const query = new URLSearchParams({
    Action: 'GetCallerIdentity',
    'X-Amz-Credential': `${key}/${date.slice(0, 8)}/ap-northeast-2/sts/aws4_request`,
    'X-Amz-Date': date,
    'X-Amz-Expires': '60',
    'X-Amz-SignedHeaders': 'host;x-k8s-aws-id',
    'X-Amz-Signature': '00',
  });
  const url = `https://sts.ap-northeast-2.amazonaws.com/?${query.toString()}`;
  return { authorization: `Bearer k8s-aws-v1.${Buffer.from(url).toString('base64url')}` };
}
const as = (twin: Twin, key: string, method: string, path: string, body?: unknown) =>
  send(twin, method, path, { headers: bearer(twin, key), body });
const eks = (twin: Twin, method: string, path: string, body?: unknown) =>
  send(twin, method, `/clusters/Migration-EKS/access-entries${path}`, {
    headers: {
      authorization:
        'AWS4-HMAC-SHA256 Credential=OPERATOR/20261125/ap-northeast-2/eks/aws4_request, SignedHeaders=host, Signature=00',
    },
    body,
  });
const policyPath = (principal: string): string =>
  `/${encodeURIComponent(principal)}/access-policies`;
const associate = (twin: Twin, principal: string, policy: string, accessScope: unknown) =>
  eks(twin, 'POST', policyPath(principal), {
    policyArn: `arn:aws:eks::aws:cluster-access-policy/${policy}`,
    accessScope,
  });
const WHOLE = { type: 'cluster' };

const PODS = '/api/v1/namespaces/app/pods';
const canI = async (twin: Twin, key: string, resourceAttributes: object): Promise<boolean> => {
  const { body } = await as(
    twin,
    key,
    'POST',
    '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
    {
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SelfSubjectAccessReview',
      spec: { resourceAttributes },
    },
  );
  return body.status.allowed as boolean;
};

describe('an access entry', () => {
  let twin: Twin;
  beforeAll(async () => {
    twin = await aTwin();
  });

  it('is what lets a principal in, and alone allows nothing', async () => {
    expect((await as(twin, 'ANN', 'GET', PODS)).status).toBe(401);
    expect((await eks(twin, 'POST', '', { principalArn: USER })).status).toBe(200);
    const refused = await as(twin, 'ANN', 'GET', PODS);
    expect(refused).toMatchObject({
      status: 403,
      body: {
        reason: 'Forbidden',
        message: `pods is forbidden: User "${USER}" cannot list resource "pods" in API group "" in the namespace "app"`,
      },
    });
    expect((await as(twin, 'ANN', 'GET', '/apis')).status).toBe(200);
  });

  it('with the view policy may read but Secrets, and write nothing', async () => {
    await associate(twin, USER, 'AmazonEKSViewPolicy', WHOLE);
    expect((await as(twin, 'ANN', 'GET', '/api/v1/pods')).status).toBe(200);
    expect((await as(twin, 'ANN', 'GET', '/api/v1/namespaces/app/secrets')).status).toBe(403);
    expect((await as(twin, 'ANN', 'GET', '/api/v1/nodes')).status).toBe(403);
    expect((await as(twin, 'ANN', 'DELETE', `${PODS}/x`)).status).toBe(403);
    expect(await canI(twin, 'ANN', { verb: 'list', resource: 'pods', namespace: 'app' })).toBe(true); // prettier-ignore
    expect(await canI(twin, 'ANN', { verb: 'delete', resource: 'pods', namespace: 'app' })).toBe(false); // prettier-ignore
  });

  it('with the admin view policy sees Secrets and nodes, too', async () => {
    await associate(twin, USER, 'AmazonEKSAdminViewPolicy', WHOLE);
    expect((await as(twin, 'ANN', 'GET', '/api/v1/secrets')).status).toBe(200);
    expect((await as(twin, 'ANN', 'GET', '/api/v1/nodes')).status).toBe(200);
    expect((await as(twin, 'ANN', 'DELETE', '/api/v1/nodes/x')).status).toBe(403);
  });

  it('whose policies go loses what they allowed at once', async () => {
    for (const policy of ['AmazonEKSViewPolicy', 'AmazonEKSAdminViewPolicy'])
      await eks(twin, 'DELETE', `${policyPath(USER)}/${encodeURIComponent(`arn:aws:eks::aws:cluster-access-policy/${policy}`)}`); // prettier-ignore
    expect((await as(twin, 'ANN', 'GET', '/api/v1/pods')).status).toBe(403);
  });

  it('of a role holds for its sessions, within the namespaces of a policy’s scope', async () => {
    await eks(twin, 'POST', '', { principalArn: ROLE });
    await associate(twin, ROLE, 'AmazonEKSEditPolicy', { type: 'namespace', namespaces: ['app', 'dev-*'] }); // prettier-ignore
    const may = (verb: string, resource: string, namespace?: string, group = '') =>
      canI(twin, 'DEV', { verb, resource, group, ...(namespace === undefined ? {} : { namespace }) }); // prettier-ignore
    expect(await may('patch', 'deployments', 'app', 'apps')).toBe(true);
    expect(await may('create', 'pods', 'dev-1')).toBe(true);
    expect(await may('create', 'rolebindings', 'app', 'rbac.authorization.k8s.io')).toBe(false);
    expect(await may('list', 'pods', 'kube-system')).toBe(false);
    expect(await may('list', 'pods')).toBe(false);
    expect((await as(twin, 'DEV', 'GET', PODS)).status).toBe(200);
    expect((await as(twin, 'DEV', 'GET', '/api/v1/pods')).body.message).toBe(
      `pods is forbidden: User "arn:aws:sts::${ACCOUNT}:assumed-role/team/dev/bob-example.com" cannot list resource "pods" in API group "" at the cluster scope`,
    );
  });

  it('gives its groups to RBAC, and none of Kubernetes’ own', async () => {
    const path = `/${encodeURIComponent(USER)}`;
    const refused = await eks(twin, 'POST', path, { kubernetesGroups: ['system:masters'] });
    expect(refused).toMatchObject({
      status: 400,
      body: { message: 'The kubernetes group name system:masters is invalid, it cannot start with system:' }, // prettier-ignore
    });
    await eks(twin, 'POST', path, { kubernetesGroups: ['readers'] });
    await twin.kube.create({
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      metadata: { name: 'readers', namespace: 'app' },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'view' },
      subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name: 'readers' }],
    });
    expect((await as(twin, 'ANN', 'GET', PODS)).status).toBe(200);
    expect((await as(twin, 'ANN', 'GET', '/api/v1/namespaces/kube-system/pods')).status).toBe(403);
  });

  it('with the cluster admin policy may do everything, without being system:masters', async () => {
    const { body } = await as(twin, 'OPERATOR', 'POST', '/apis/authentication.k8s.io/v1/selfsubjectreviews', { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' }); // prettier-ignore
    expect(body.status.userInfo).toMatchObject({
      username: `arn:aws:iam::${ACCOUNT}:user/operator`,
      groups: ['system:authenticated'],
      extra: { arn: [`arn:aws:iam::${ACCOUNT}:user/operator`] },
    });
    expect((await as(twin, 'OPERATOR', 'GET', '/api/v1/secrets')).status).toBe(200);
    expect(await canI(twin, 'OPERATOR', { verb: '*', group: '*', resource: '*' })).toBe(true);
  });
});

describe('aws-auth', () => {
  const mapped = (scenario: Scenario): Scenario => ({
    ...scenario,
    objects: [
      ...scenario.objects,
      {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { namespace: 'kube-system', name: 'aws-auth' },
        data: {
          // Without the path, as it has to be there.
          mapRoles: `- rolearn: arn:aws:iam::${ACCOUNT}:role/dev\n  username: dev:{{SessionName}}\n  groups: [system:masters]\n`,
          mapUsers: `- userarn: ${USER}\n  username: ann\n  groups: [nobody]\n`,
        },
      },
    ],
  });
  const inMode = (authenticationMode: 'API' | 'API_AND_CONFIG_MAP' | 'CONFIG_MAP') =>
    aTwin((scenario) => {
      const { aws } = mapped(scenario);
      return { ...mapped(scenario), aws: { ...aws, cluster: { ...aws.cluster, authenticationMode } } }; // prettier-ignore
    });

  it('lets in whom it maps, and the cluster’s creator, where it alone counts', async () => {
    const twin = await inMode('CONFIG_MAP');
    expect((await as(twin, 'DEV', 'GET', '/api/v1/secrets')).status).toBe(200);
    expect((await as(twin, 'ANN', 'GET', PODS)).body.message).toContain('User "ann" cannot list');
    expect((await as(twin, 'OPERATOR', 'GET', '/api/v1/secrets')).status).toBe(200);
    await twin.kube.mergePatch(
      { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'kube-system', name: 'aws-auth' },
      { data: { mapRoles: '{ this is no list' } },
    );
    await twin.clock.sleep(1);
    expect((await as(twin, 'DEV', 'GET', '/api/v1/secrets')).status).toBe(401);
  });

  it('counts less than an access entry, where both do', async () => {
    const twin = await inMode('API_AND_CONFIG_MAP');
    expect((await as(twin, 'DEV', 'GET', '/api/v1/secrets')).status).toBe(200);
    await eks(twin, 'POST', '', { principalArn: ROLE });
    expect((await as(twin, 'DEV', 'GET', '/api/v1/secrets')).status).toBe(403);
  });

  it('counts nothing where access entries alone do', async () => {
    expect((await as(await inMode('API'), 'DEV', 'GET', '/api/v1/secrets')).status).toBe(401);
  });
});
