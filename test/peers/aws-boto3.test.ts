import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { HttpRequest, HttpResponse } from '../../src/model/index.ts';
import { listen, makeCertificates } from '../../src/twin/server/index.ts';
import { withPeers } from './peer.ts';

const json = (status: number, code: string): HttpResponse => ({
  status,
  headers: { 'content-type': 'application/json', 'x-amzn-errortype': code },
  body: Buffer.from(JSON.stringify({ __type: code, message: 'Rate exceeded' })),
});
/** How each protocol says that it is asked too often. */
const THROTTLED: Readonly<Record<string, HttpResponse>> = {
  eks: json(429, 'ThrottlingException'),
  servicequotas: json(400, 'TooManyRequestsException'),
  ec2: {
    status: 503,
    headers: { 'content-type': 'text/xml' },
    body: Buffer.from(
      '<Response><Errors><Error><Code>RequestLimitExceeded</Code><Message>Request limit exceeded.</Message></Error></Errors><RequestID>x</RequestID></Response>',
    ),
  },
};

withPeers('boto3', ['python'], (peers) => {
  const ask = async (question: string, env: Record<string, string> = {}): Promise<unknown> => {
    const script = join(import.meta.dirname, 'boto3_calls.py');
    const { code, out, err } = await peers.run('python', ['-B', script, question], {
      env: { ...peers.lab.env, ...env },
    });
    expect({ code, err }).toEqual({ code: 0, err: '' });
    return JSON.parse(out);
  };

  it('waits for what becomes and for what goes', async () => {
    expect(await ask('waiters')).toEqual([
      'cluster_active', 'fargate_profile_active', 'fargate_profile_deleted', 'nodegroup_active',
      'nodegroup_deleted', 'addon_active', 'addon_deleted',
    ]); // prettier-ignore
  });

  it('ends its wait for a profile that fails, and reads why', async () => {
    peers.lab.twin.aws.controls.failNextProfiles.push({ code: 'AccessDenied', message: 'no' });
    expect(await ask('failed_profile')).toMatchObject({
      error: expect.stringContaining('terminal failure state: For expression "fargateProfile.status" we matched expected path: "CREATE_FAILED"') as string,
      issues: [{ code: 'AccessDenied', message: 'no' }],
    }); // prettier-ignore
  });

  it('reads lists in pages', async () => {
    const whole = { pages: true, 'none lost': true, 'none too long': true };
    expect(await ask('pages')).toEqual({
      describe_network_interfaces: whole,
      describe_security_group_rules: whole,
      list_roles: whole,
      list_addons: whole,
    });
  });

  it('tries again what is throttled', async () => {
    const left = new Map(Object.keys(THROTTLED).map((service) => [service, 2]));
    const throttling = (request: HttpRequest): Promise<HttpResponse> => {
      const service = /\/([a-z0-9-]+)\/aws4_request/.exec(
        request.headers['authorization'] ?? '',
      )?.[1];
      const times = left.get(service ?? '') ?? 0;
      if (times === 0) return peers.lab.twin.handle(request);
      left.set(service ?? '', times - 1);
      return Promise.resolve(THROTTLED[service ?? ''] ?? json(500, 'ServerException'));
    };
    const server = await listen({ certificates: await makeCertificates() });
    server.attach({ handle: throttling, connect: (request) => peers.lab.twin.connect(request) });
    try {
      const retries = await ask('retries', { AWS_ENDPOINT_URL: server.awsUrl });
      expect(retries).toEqual({ eks: 2, ec2: 2, 'service-quotas': 2 });
    } finally {
      await server.close();
    }
  });

  it('does not try again what is denied', async () => {
    const { denied } = peers.lab.twin.aws.controls;
    denied.add('eks:ListClusters');
    const answer = await ask('denied');
    denied.delete('eks:ListClusters');
    expect(answer).toMatchObject({
      code: 'AccessDeniedException',
      status: 403,
      retries: 0,
      message: expect.stringContaining('is not authorized to perform: eks:ListClusters') as string,
    });
  });

  describe('a token', () => {
    it('is good for a quarter of an hour, whole and signed for a short while', async () => {
      expect(await ask('tokens')).toEqual({
        fresh: 200,
        'ten minutes old': 200,
        'twenty minutes old': 401,
        'of the day after tomorrow': 401,
        'good for an hour': 401,
        'cut short': 401,
      });
    });
  });
});
