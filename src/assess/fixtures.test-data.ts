import { awsUnread } from '../inventory/files/no-aws.ts';
import { read, verbatim, type AwsFacts, type KubeObject, type Snapshot } from '../model/index.ts';

/** A snapshot of a cluster in which everything was read and nothing is wrong, but for what a test gives. */
export function aSnapshot(objects: readonly KubeObject[], aws: Partial<AwsFacts> = {}, unreadKinds: Snapshot['unreadKinds'] = []): Snapshot {
  return {
    apiVersion: 'fargatectl/v1',
    kind: 'Snapshot',
    source: 'cluster',
    takenAt: null,
    cluster: { name: 'test', region: 'ap-northeast-2', accountId: '111122223333', kubernetesVersion: 'v1.35.2' },
    objects,
    unreadKinds,
    aws: { ...healthyAws(), ...aws },
    origins: {},
    notes: [],
  };
} // prettier-ignore

type Fields = Record<string, unknown>;

export const aDeployment = (pod: Fields = {}, more: Fields = {}): KubeObject =>
  anObject('apps/v1', 'Deployment', 'web', {
    replicas: 2,
    selector: { matchLabels: { app: 'web' } },
    template: { metadata: { labels: { app: 'web' } }, spec: { containers: [aContainer()], ...pod } },
    ...more,
  }); // prettier-ignore

export const aContainer = (more: Fields = {}): Fields => ({
  name: 'main',
  image: 'registry.example.com/shop/web:1',
  resources: { requests: { cpu: '250m', memory: '512Mi' }, limits: { memory: '512Mi' } },
  readinessProbe: { tcpSocket: { port: 8080 } },
  ...more,
});

export const withContainer = (more: Fields): KubeObject =>
  aDeployment({ containers: [aContainer(more)] });

export function anObject(
  apiVersion: string,
  kind: string,
  name: string,
  spec: Fields,
  metadata: Fields = {},
): KubeObject {
  const scoped = ['Namespace', 'Node', 'PersistentVolume', 'StorageClass', 'IngressClass'].includes(kind); // prettier-ignore
  return {
    apiVersion,
    kind,
    metadata: { name, ...(scoped ? {} : { namespace: 'app' }), ...metadata },
    spec,
  };
}

export const aService = (spec: Fields = {}, metadata: Fields = {}): KubeObject =>
  anObject('v1', 'Service', 'web', { selector: { app: 'web' }, ports: [{ port: 80 }], ...spec }, metadata); // prettier-ignore

export const anIngress = (annotations: Fields, spec: Fields = {}): KubeObject =>
  anObject(
    'networking.k8s.io/v1',
    'Ingress',
    'web',
    {
      ingressClassName: 'alb',
      rules: [{ http: { paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: 'web', port: { number: 80 } } } }] } }],
      ...spec,
    },
    { annotations },
  ); // prettier-ignore

export const aClaim = (spec: Fields): KubeObject => anObject('v1', 'PersistentVolumeClaim', 'data', { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } }, ...spec }); // prettier-ignore
export const aVolume = (spec: Fields): KubeObject => anObject('v1', 'PersistentVolume', 'pv-1', { accessModes: ['ReadWriteOnce'], capacity: { storage: '1Gi' }, ...spec }); // prettier-ignore
export const mounting = {
  volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }],
};

export const CLUSTER = {
  name: 'test', arn: 'arn:aws:eks:ap-northeast-2:111122223333:cluster/test', version: '1.35', status: 'ACTIVE',
  endpoint: '', certificateAuthority: '', region: 'ap-northeast-2', vpcId: 'vpc-1', subnetIds: ['subnet-a'],
  clusterSecurityGroupId: 'sg-cluster', securityGroupIds: [], endpointPublicAccess: true, endpointPrivateAccess: true,
  publicAccessCidrs: ['0.0.0.0/0'], authenticationMode: 'API', oidcIssuer: null, supportType: null, tags: {},
}; // prettier-ignore
export const SUBNET = {
  id: 'subnet-a', vpcId: 'vpc-1', cidr: '10.0.0.0/24', availabilityZone: 'ap-northeast-2a', availableIps: 200,
  outpostArn: null, mapPublicIpOnLaunch: false, tags: {},
}; // prettier-ignore
export const routes = (target: string) => ({
  id: 'rtb-1', vpcId: 'vpc-1', isMain: true, subnetIds: [], routes: [{ destination: '0.0.0.0/0', target }],
}); // prettier-ignore

function healthyAws(): AwsFacts {
  return {
    ...awsUnread(verbatim('not part of this test')),
    cluster: read(CLUSTER),
    fargateProfiles: read([]),
    nodegroups: read([]),
    instances: read([]),
    securityGroups: read([]),
    podIdentityAssociations: read([]),
    vpc: read({ id: 'vpc-1', cidrs: [], enableDnsSupport: true, enableDnsHostnames: true }),
    subnets: read([SUBNET]),
    routeTables: read([routes('nat-1')]),
    availabilityZones: read([{ name: 'ap-northeast-2a', id: 'x', type: 'availability-zone' }]),
    vpcEndpoints: read([]),
    quotas: read([{ serviceCode: 'fargate', quotaCode: 'L-3032A538', name: '', value: 100 }]),
  };
}
