import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { withPeers } from './peer.ts';

const CLUSTER = 'Migration-EKS';
const ROLE = 'arn:aws:iam::111122223333:role/Migration-EKS-Pod-Excution-Role';
const PROFILE = {
  apiVersion: 'eksctl.io/v1alpha5',
  kind: 'ClusterConfig',
  metadata: { name: CLUSTER, region: 'ap-northeast-2' },
  fargateProfiles: [
    {
      name: 'from-eksctl',
      podExecutionRoleARN: ROLE,
      subnets: ['subnet-0a1b2c3d4e5f6a002', 'subnet-0a1b2c3d4e5f6c002'],
      selectors: [{ namespace: 'app', labels: { compute: 'fargate' } }],
      tags: { team: 'platform' },
    },
  ],
};
const POD = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'by-eksctl', namespace: 'app', labels: { compute: 'fargate' } },
  spec: { containers: [{ name: 'c', image: 'nginx:1.25' }] },
};

withPeers('eksctl', ['eksctl', 'kubectl'], (peers) => {
  const eksctl = async (line: string): Promise<string> => {
    const ended = await peers.run('eksctl', [...line.split(' '), '--color=false']);
    if (ended.code !== 0) throw new Error(`eksctl ${line}: ${ended.out}${ended.err}`);
    return ended.out;
  };
  const read = async (line: string): Promise<readonly Record<string, unknown>[]> =>
    JSON.parse(await eksctl(`${line} --cluster ${CLUSTER} -o json`)) as Record<string, unknown>[];
  const groups = async (): Promise<Record<string, unknown>> =>
    Object.fromEntries((await read('get nodegroup')).map((g) => [g['Name'], g['Status']]));

  it('sees a cluster that it did not make', async () => {
    expect(await eksctl('get cluster')).toMatch(/Migration-EKS\s+ap-northeast-2\s+False/);
    expect(await groups()).toEqual({ general: 'ACTIVE', burst: 'ACTIVE' });
    const addons = await read('get addon');
    expect(addons.map((a) => a['Name'])).toContain('coredns');
  });

  it('makes a Fargate profile from a file, and waits for it; pods go there', async () => {
    const file = join(peers.lab.dir, 'profile.json');
    writeFileSync(file, JSON.stringify(PROFILE));
    expect(await eksctl(`create fargateprofile -f ${file}`)).toContain('created Fargate profile "from-eksctl"'); // prettier-ignore
    expect(await read('get fargateprofile')).toMatchObject([
      { name: 'from-eksctl', status: 'ACTIVE', podExecutionRoleARN: ROLE, selectors: [{ namespace: 'app', labels: { compute: 'fargate' } }], tags: { team: 'platform' } },
    ]); // prettier-ignore
    await peers.ok('kubectl', ['create', '-f', '-'], JSON.stringify(POD));
    await peers.ok('kubectl', ['wait', 'pod/by-eksctl', '-n', 'app', '--for=condition=Ready', '--timeout=90s']); // prettier-ignore
    const node = await peers.ok('kubectl', ['get', 'pod/by-eksctl', '-n', 'app', '-o', 'jsonpath={.spec.nodeName}']); // prettier-ignore
    expect(node).toMatch(/^fargate-ip-/);
    expect(await eksctl(`create fargateprofile -f ${file}`)).toContain('already exists');
  });

  it('deletes a profile and waits until it is gone, with its pods', async () => {
    await eksctl(`delete fargateprofile --cluster ${CLUSTER} --name from-eksctl --wait`);
    expect(await eksctl(`get fargateprofile --cluster ${CLUSTER}`)).toContain('No fargateprofiles found'); // prettier-ignore
    const again = await peers.run('eksctl', ['delete', 'fargateprofile', '--cluster', CLUSTER, '--name', 'from-eksctl']); // prettier-ignore
    expect(again.code).toBe(1);
    expect(again.out + again.err).toContain('No Fargate Profile found with name: from-eksctl.');
  });

  it('is told plainly that no stack can be made for a role that it was not given', async () => {
    const ended = await peers.run('eksctl', ['create', 'fargateprofile', '--cluster', CLUSTER, '--name', 'x', '--namespace', 'x']); // prettier-ignore
    expect(ended.code).toBe(1);
    expect(ended.out + ended.err).toContain('The twin makes no stacks');
  });

  it('drains a node group with the token that it signs itself, and takes it back', async () => {
    const cordoned = async (): Promise<string> =>
      peers.ok('kubectl', ['get', 'nodes', '-l', 'eks.amazonaws.com/nodegroup=burst', '-o', 'jsonpath={.items[*].spec.unschedulable}']); // prettier-ignore
    expect(await eksctl(`drain nodegroup --cluster ${CLUSTER} --name burst --timeout 2m`)).toContain('drained all nodes'); // prettier-ignore
    expect(await cordoned()).toBe('true true');
    await eksctl(`drain nodegroup --cluster ${CLUSTER} --name burst --undo`);
    expect(await cordoned()).toBe('');
  });

  it('scales and deletes a node group', async () => {
    expect(await eksctl(`scale nodegroup --cluster ${CLUSTER} --name burst --nodes 1 --wait`)).toContain('successfully scaled'); // prettier-ignore
    const deleted = await eksctl(`delete nodegroup --cluster ${CLUSTER} --name burst --wait`);
    expect(deleted).toContain('deleted 1 nodegroup(s)');
    // It does not wait for groups that no stack of its own holds.
    await expect.poll(groups, { timeout: 60_000, interval: 1000 }).toEqual({ general: 'ACTIVE' });
  });

  it('maps identities in aws-auth, and reads them again', async () => {
    await eksctl(`create iamidentitymapping --cluster ${CLUSTER} --arn arn:aws:iam::111122223333:role/dev --group viewers --username dev`); // prettier-ignore
    const mappings = await read('get iamidentitymapping');
    expect(mappings.map((m) => m['rolearn'])).toEqual(['arn:aws:iam::111122223333:role/dev']);
  });
});
