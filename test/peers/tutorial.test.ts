import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { withPeers, type PeerLab } from './peer.ts';

/** The subnets of the cluster's VPC that do not hand out public addresses. */
async function privateSubnets(peers: PeerLab): Promise<string[]> {
  const text = await peers.ok('aws', [
    'ec2', 'describe-subnets', '--filters', 'Name=map-public-ip-on-launch,Values=false',
    '--query', 'Subnets[].SubnetId', '--output', 'json',
  ]); // prettier-ignore
  return JSON.parse(text) as string[];
}

interface ListedPod {
  readonly metadata: { readonly name: string; readonly deletionTimestamp?: string };
  readonly spec: { readonly nodeName?: string };
}

/** Those that are not on their way out. */
async function pods(peers: PeerLab, namespace: string, selector: string): Promise<ListedPod[]> {
  const text = await peers.ok('kubectl', [
    'get',
    'pods',
    '-n',
    namespace,
    '-l',
    selector,
    '-o',
    'json',
  ]);
  const { items } = JSON.parse(text) as { items: ListedPod[] };
  return items.filter((pod) => pod.metadata.deletionTimestamp === undefined);
}

async function restart(peers: PeerLab, name: string, namespace: string): Promise<string> {
  const { code, out, err } = await peers.shell(
    `kubectl rollout restart deployment/${name} -n ${namespace} && kubectl rollout status deployment/${name} -n ${namespace} --timeout=60s`,
  );
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return out;
}

async function expectOnFargate(
  peers: PeerLab,
  namespace: string,
  selector: string,
  atLeast: number,
) {
  const found = await pods(peers, namespace, selector);
  expect(found.length).toBeGreaterThanOrEqual(atLeast);
  for (const pod of found) expect(pod.spec.nodeName).toMatch(/^fargate-ip-/);
}

async function createProfile(peers: PeerLab, name: string, namespace: string) {
  const account = (
    await peers.ok('aws', ['sts', 'get-caller-identity', '--query', 'Account', '--output', 'text'])
  ).trim();
  const made = await peers.shell(`aws eks create-fargate-profile \\
  --cluster-name Migration-EKS \\
  --pod-execution-role-arn arn:aws:iam::${account}:role/Migration-EKS-Pod-Excution-Role \\
  --fargate-profile-name ${name} \\
  --selectors '[{"namespace": "${namespace}"}]' \\
  --subnets '${JSON.stringify(await privateSubnets(peers))}'`);
  const waited = await peers.shell(
    `aws eks wait fargate-profile-active --cluster-name Migration-EKS --fargate-profile-name ${name}`,
  );
  return { made, waited };
}

// The steps in the tutorial's order, each starting from what the one before left.
withPeers('the tutorial, typed as it is printed', ['kubectl', 'helm', 'aws'], (peers) => {
  it('2: restarts the application and waits for it', async () => {
    const out = await restart(peers, 'nginx', 'app');
    expect(out).toContain('deployment.apps/nginx restarted');
    expect(out).toContain('deployment "nginx" successfully rolled out');
  });

  it('3: looks at the Helm releases, saves the values and uninstalls cluster-autoscaler', async () => {
    await peers.ok('kubectl', ['config', 'set-context', '--current', '--namespace', 'kube-system']);
    const list = await peers.ok('helm', ['list', '-n', 'kube-system', '-o', 'json']);
    const releases = JSON.parse(list) as { name: string; status: string; revision: string }[];
    expect(releases.map((r) => r.name).toSorted()).toEqual([
      'aws-load-balancer-controller', 'cluster-autoscaler', 'metrics-server',
    ]); // prettier-ignore
    expect(releases.every((r) => r.status === 'deployed')).toBe(true);

    const saved = await peers.shell(
      'helm get values cluster-autoscaler \\\n    -n kube-system | tee cluster-autoscaler-values.yaml',
    );
    expect(saved.code).toBe(0);
    const values: unknown = parse(
      readFileSync(join(peers.lab.dir, 'cluster-autoscaler-values.yaml'), 'utf8').replace(
        /^USER-SUPPLIED VALUES:\n/,
        '',
      ),
    );
    expect(values).toMatchObject({ autoDiscovery: { clusterName: 'Migration-EKS' } });

    expect((await peers.shell('helm uninstall cluster-autoscaler')).out).toBe(
      'release "cluster-autoscaler" uninstalled\n',
    );
    await peers.ok('kubectl', ['wait', '--for=delete', 'pod', '-l', 'app.kubernetes.io/instance=cluster-autoscaler', '--timeout=60s']); // prettier-ignore
    const left = await peers.ok('kubectl', ['get', 'deploy,sa,clusterrole,clusterrolebinding,role,rolebinding,pdb,svc', '-A', '-l', 'app.kubernetes.io/instance=cluster-autoscaler', '-o', 'name']); // prettier-ignore
    expect(left).toBe('');
  });

  it('4: makes a Fargate profile for kube-system', async () => {
    const { made, waited } = await createProfile(peers, 'ops-kube-system', 'kube-system');
    expect(made.err).toBe('');
    expect(JSON.parse(made.out)).toMatchObject({
      fargateProfile: {
        fargateProfileName: 'ops-kube-system',
        clusterName: 'Migration-EKS',
        status: 'CREATING',
        selectors: [{ namespace: 'kube-system' }],
      },
    });
    expect(waited.code).toBe(0);
  });

  it('5: backs CoreDNS up and restarts it; EKS keeps its own CoreDNS off Fargate by an annotation', async () => {
    const backup = await peers.shell(
      'kubectl get cm coredns -n kube-system -o yaml| tee coredns-cm.yaml_backup20250218',
    );
    expect(backup.code).toBe(0);
    const saved: unknown = parse(
      readFileSync(join(peers.lab.dir, 'coredns-cm.yaml_backup20250218'), 'utf8'),
    );
    expect(saved).toMatchObject({
      kind: 'ConfigMap',
      data: { Corefile: expect.stringContaining('10.6.180.43') as string },
    });
    await restart(peers, 'coredns', 'kube-system');
    const annotation = await peers.ok('kubectl', [
      'get', 'deploy', 'coredns', '-n', 'kube-system',
      '-o', String.raw`jsonpath={.spec.template.metadata.annotations.eks\.amazonaws\.com/compute-type}`,
    ]); // prettier-ignore
    expect(annotation).toBe('ec2');
    for (const pod of await pods(peers, 'kube-system', 'k8s-app=kube-dns'))
      expect(pod.spec.nodeName).toMatch(/^ip-/);
  });

  it('5: with the add-on set to Fargate, what the tutorial leaves unsaid, CoreDNS goes', async () => {
    const updated = await peers.shell(
      `aws eks update-addon --cluster-name Migration-EKS --addon-name coredns --configuration-values '{"computeType":"Fargate"}'`,
    );
    expect(updated.err).toBe('');
    await peers.ok('aws', ['eks', 'wait', 'addon-active', '--cluster-name', 'Migration-EKS', '--addon-name', 'coredns']); // prettier-ignore
    await peers.ok('kubectl', [
      'rollout',
      'status',
      'deployment/coredns',
      '-n',
      'kube-system',
      '--timeout=60s',
    ]);
    await expectOnFargate(peers, 'kube-system', 'k8s-app=kube-dns', 2);
  });

  it('6: the stub domain answers inside an nginx pod', async () => {
    const [pod] = await pods(peers, 'app', 'app=nginx');
    const { code, out } = await peers.shell(
      `kubectl exec -n app ${pod?.metadata.name ?? ''} -- nslookup local-domain.com`,
    );
    expect(code).toBe(0);
    expect(out).toContain('10.6.180.43');
  });

  it('6: and by a shell in it, as the tutorial types it', async () => {
    const [pod] = await pods(peers, 'app', 'app=nginx');
    const { code, out } = await peers.run(
      'kubectl',
      ['exec', '-i', '-n', 'app', pod?.metadata.name ?? '', '--', 'sh'],
      {
        stdin: 'nslookup local-domain.com\n',
      },
    );
    expect(code).toBe(0);
    expect(out).toContain('10.6.180.43');
  });

  it('7: restarts the load balancer controller, on Fargate', async () => {
    await restart(peers, 'aws-load-balancer-controller', 'kube-system');
    await expectOnFargate(
      peers,
      'kube-system',
      'app.kubernetes.io/name=aws-load-balancer-controller',
      1,
    );
  });

  it('8: makes a Fargate profile for the application; its next pods go there', async () => {
    const { made, waited } = await createProfile(peers, 'app-ns-app', 'app');
    expect(made.code).toBe(0);
    expect(waited.code).toBe(0);
    const listed = await peers.ok('aws', ['eks', 'list-fargate-profiles', '--cluster-name', 'Migration-EKS', '--output', 'json']); // prettier-ignore
    expect(JSON.parse(listed)).toEqual({ fargateProfileNames: ['app-ns-app', 'ops-kube-system'] });
    await restart(peers, 'nginx', 'app');
    await expectOnFargate(peers, 'app', 'app=nginx', 2);
  });

  it.each(['vpc-cni', 'aws-ebs-csi-driver', 'aws-efs-csi-driver', 'kube-proxy'])(
    '9: deletes the add-on %s',
    async (name) => {
      const { code, out } = await peers.shell(
        `aws eks delete-addon --cluster-name Migration-EKS --addon-name ${name}`,
      );
      expect(code).toBe(0);
      expect(JSON.parse(out)).toMatchObject({ addon: { addonName: name, status: 'DELETING' } });
      expect(
        (
          await peers.shell(
            `aws eks wait addon-deleted --cluster-name Migration-EKS --addon-name ${name}`,
          )
        ).code,
      ).toBe(0);
    },
  );
});
