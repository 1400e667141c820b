import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EC2Client, DescribeVpcsCommand } from '@aws-sdk/client-ec2';
import { DescribeAccessEntryCommand, EKSClient, ListClustersCommand } from '@aws-sdk/client-eks';
import { GetProductsCommand, PricingClient } from '@aws-sdk/client-pricing';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { fargatectl, openLab, type Lab } from './lab.ts';

let one: Lab;
let two: Lab;
beforeAll(async () => {
  [one, two] = await Promise.all([openLab(), openLab()]);
});
afterAll(async () => {
  await Promise.all([one.close(), two.close()]);
});

interface Kubeconfig {
  readonly clusters: readonly { readonly cluster: { readonly server: string } }[];
  readonly users: readonly { readonly user: { readonly token: string } }[];
}
const kubeconfigOf = (lab: Lab): { readonly server: string; readonly token: string } => {
  const { clusters, users } = parse(readFileSync(lab.kubeconfig, 'utf8')) as Kubeconfig;
  return { server: clusters[0]?.cluster.server ?? '', token: users[0]?.user.token ?? '' };
};

interface Answer {
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}
const ask = (
  url: string,
  headers: Readonly<Record<string, string>> = {},
  method = 'GET',
): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const send = url.startsWith('https') ? httpsRequest : httpRequest;
    send(url, { method, headers, rejectUnauthorized: false }, (answer) => {
      let body = '';
      answer.setEncoding('utf8').on('data', (text: string) => (body += text));
      answer.on('end', () => resolve({ status: answer.statusCode, headers: answer.headers, body }));
    })
      .on('error', reject)
      .end();
  });

const settings = (lab: Lab, key: { readonly id?: string; readonly secret?: string } = {}) => ({
  region: 'ap-northeast-2',
  endpoint: lab.env['AWS_ENDPOINT_URL'] ?? '',
  maxAttempts: 1,
  credentials: {
    accessKeyId: key.id ?? lab.env['AWS_ACCESS_KEY_ID'] ?? '',
    secretAccessKey: key.secret ?? lab.env['AWS_SECRET_ACCESS_KEY'] ?? '',
  },
});
/** What the SDK makes of a refusal, by service. */
const refusals = async (config: ReturnType<typeof settings>): Promise<Record<string, unknown>> => {
  const told = (work: Promise<unknown>): Promise<unknown> =>
    work.then(
      () => 'answered',
      (e: { name: string; $metadata: { httpStatusCode?: number } }) =>
        `${e.$metadata.httpStatusCode ?? 0} ${e.name}`,
    );
  return {
    sts: await told(new STSClient(config).send(new GetCallerIdentityCommand())),
    eks: await told(new EKSClient(config).send(new ListClustersCommand())),
    ec2: await told(new EC2Client(config).send(new DescribeVpcsCommand())),
    pricing: await told(
      new PricingClient(config).send(new GetProductsCommand({ ServiceCode: 'AmazonEKS' })),
    ),
  };
};

describe('the credentials of a lab', () => {
  it('open it', async () => {
    const { server, token } = kubeconfigOf(one);
    expect((await ask(`${server}/api/v1/nodes`, { authorization: `Bearer ${token}` })).status).toBe(200); // prettier-ignore
    expect(new Set(Object.values(await refusals(settings(one))))).toEqual(new Set(['answered']));
  });

  it('hold for paths and queries that have to be encoded twice', async () => {
    const client = new EKSClient(settings(one));
    const principalArn = 'arn:aws:iam::111122223333:role/a (b)/c*!';
    await expect(
      client.send(new DescribeAccessEntryCommand({ clusterName: 'Migration-EKS', principalArn })),
    ).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  it('open no other lab', async () => {
    const mine = kubeconfigOf(one);
    const other = kubeconfigOf(two);
    expect(mine.token).not.toBe(other.token);
    const answer = await ask(`${other.server}/api/v1/nodes`, {
      authorization: `Bearer ${mine.token}`,
    });
    expect(answer.status).toBe(401);
    expect(JSON.parse(answer.body)).toMatchObject({ kind: 'Status', reason: 'Unauthorized' });
    const id = one.env['AWS_ACCESS_KEY_ID'] ?? '';
    const secret = one.env['AWS_SECRET_ACCESS_KEY'] ?? '';
    expect(await refusals(settings(two, { id, secret }))).toEqual({
      sts: '403 InvalidClientTokenId',
      eks: '403 UnrecognizedClientException',
      ec2: '401 AuthFailure',
      pricing: '400 UnrecognizedClientException',
    });
  });

  it('do not hold with another secret', async () => {
    expect(await refusals(settings(one, { secret: 'guessed' }))).toEqual({
      sts: '403 SignatureDoesNotMatch',
      eks: '403 InvalidSignatureException',
      ec2: '401 AuthFailure',
      pricing: '400 InvalidSignatureException',
    });
  });

  it('do not hold with the token of a session from elsewhere', async () => {
    const config = settings(one);
    const client = new STSClient({
      ...config,
      credentials: { ...config.credentials, sessionToken: 'left-over' },
    });
    await expect(client.send(new GetCallerIdentityCommand())).rejects.toMatchObject({
      name: 'InvalidClientTokenId',
    });
  });
});

it('makes credentials anew at each start, for nobody else to read', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'lab-doors-'));
  const run = (command: string) => fargatectl(['lab', command, '--state-dir', dir], { cwd: dir });
  try {
    const started: string[] = [];
    for (let i = 0; i < 2; i += 1) {
      started.push((await run('start')).out);
      for (const file of ['lab.json', 'kubeconfig'])
        expect(statSync(join(dir, 'lab', file)).mode & 0o777).toBe(0o600);
      expect((await run('start')).out).toBe(started[i]);
      expect((await run('stop')).code).toBe(0);
    }
    const keys = started.map((text) => /AWS_ACCESS_KEY_ID=(LAB[A-Z2-7]{17}) AWS_SECRET_ACCESS_KEY=([\w-]{40})\n/.exec(text)?.slice(1)); // prettier-ignore
    expect(keys[0]).toHaveLength(2);
    expect(keys[1]).toHaveLength(2);
    expect(keys[0]?.[0]).not.toBe(keys[1]?.[0]);
    expect(keys[0]?.[1]).not.toBe(keys[1]?.[1]);
  } finally {
    await run('stop');
    rmSync(dir, { recursive: true, force: true });
  }
});

describe('a page in a browser', () => {
  const aws = (): string => one.env['AWS_ENDPOINT_URL'] ?? '';
  const kube = (): string => kubeconfigOf(one).server;
  const places = [
    ['Kubernetes’ version', () => `${kube()}/version`],
    ['the Kubernetes API', () => `${kube()}/api/v1/secrets`],
    ['AWS', () => `${aws()}/clusters`],
  ] as const;
  for (const [what, url] of places)
    it(`is refused at ${what} under a name of its own, even with the token`, async () => {
      const authorization = `Bearer ${kubeconfigOf(one).token}`;
      for (const headers of [
        { host: 'rebound.example.com' },
        { host: 'rebound.example.com:443', authorization },
        { host: '127.0.0.1.example.com', authorization },
        { origin: 'https://example.com', authorization },
        { origin: 'null', authorization },
      ]) {
        const answer = await ask(url(), headers);
        expect({ headers, status: answer.status }).toEqual({ headers, status: 403 });
        expect(Object.keys(answer.headers).filter((h) => h.startsWith('access-control'))).toEqual([]); // prettier-ignore
      }
    });

  it('learns from no preflight that it may', async () => {
    for (const [, url] of places) {
      const preflight = { origin: 'http://localhost:8080', 'access-control-request-method': 'GET' };
      const answer = await ask(url(), preflight, 'OPTIONS');
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect(Object.keys(answer.headers).filter((h) => h.startsWith('access-control'))).toEqual([]);
    }
  });

  it('finds nothing at AWS’ port without a signature', async () => {
    const answer = await ask(`${aws()}/version`);
    expect(answer.status).toBe(403);
    expect(JSON.parse(answer.body)).toMatchObject({ __type: 'MissingAuthenticationToken' });
  });

  it('that stands on the loopback, as kubectl proxy’s do, is served', async () => {
    const { server, token } = kubeconfigOf(one);
    const headers = { origin: 'http://localhost:8001', authorization: `Bearer ${token}` };
    expect((await ask(`${server}/version`, headers)).status).toBe(200);
  });
});
