import { read, type AwsFacts, type KubeObject } from '../../model/index.ts';
import {
  aContainer,
  aDeployment,
  anObject,
  aService,
  aClaim,
  aVolume,
  anIngress,
  CLUSTER,
  mounting,
  routes,
  SUBNET,
} from '../fixtures.test-data.ts';

export interface World {
  readonly objects?: readonly KubeObject[];
  readonly aws?: Partial<AwsFacts>;
}
const objects = (...list: KubeObject[]): World => ({ objects: [aDeployment(), ...list] });
const aws = (part: Partial<AwsFacts>): World => ({ objects: [aDeployment()], aws: part });
const csi = (driver: string) => aVolume({ csi: { driver, volumeHandle: 'v-1' } });
const mounted = (...list: KubeObject[]): World => ({ objects: [aDeployment(mounting), ...list] });
const bound = aClaim({ volumeName: 'pv-1' });
const pdb = (spec: object) =>
  anObject('policy/v1', 'PodDisruptionBudget', 'web', {
    selector: { matchLabels: { app: 'web' } },
    ...spec,
  });
const scaler = (name: string) =>
  anObject('autoscaling/v2', 'HorizontalPodAutoscaler', 'web', {
    scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name },
    minReplicas: 2,
    maxReplicas: 9,
  });
const vpa = (updateMode: string) =>
  anObject('autoscaling.k8s.io/v1', 'VerticalPodAutoscaler', 'web', {
    targetRef: { kind: 'Deployment', name: 'web' },
    updatePolicy: { updateMode },
  });
const policy = (app: string) =>
  anObject('networking.k8s.io/v1', 'NetworkPolicy', 'web', {
    podSelector: { matchLabels: { app } },
  });
const groups = (...groupIds: string[]) =>
  anObject('vpcresources.k8s.aws/v1beta1', 'SecurityGroupPolicy', 'web', {
    podSelector: { matchLabels: { app: 'web' } },
    securityGroups: { groupIds },
  });
const profile = (namespace: string) => ({
  name: 'p',
  arn: '',
  podExecutionRoleArn: '',
  subnetIds: [],
  selectors: [{ namespace }],
  status: 'ACTIVE',
  healthIssues: [],
  tags: {},
});
export const agent = (image: string) =>
  anObject('apps/v1', 'DaemonSet', 'agent', {
    selector: { matchLabels: { app: 'agent' } },
    template: {
      metadata: { labels: { app: 'agent' } },
      spec: { containers: [aContainer({ image })] },
    },
  });
const nodegroup = (capacityType: string) => ({
  name: 'g',
  arn: '',
  status: 'ACTIVE',
  instanceTypes: [],
  capacityType,
  amiType: '',
  diskSizeGiB: null,
  version: null,
  subnetIds: [],
  nodeRoleArn: '',
  scaling: { minSize: 1, maxSize: 1, desiredSize: 1 },
  labels: {},
  taints: [],
  launchTemplate: null,
  autoScalingGroups: [],
  healthIssues: [],
  tags: {},
});
const quota = (value: number) =>
  read([{ serviceCode: 'fargate', quotaCode: 'L-3032A538', name: '', value }]);
const instance = (...securityGroupIds: string[]) => ({
  id: 'i-1',
  type: 'm5.large',
  state: 'running',
  availabilityZone: '',
  subnetId: '',
  privateIp: '',
  privateDnsName: '',
  lifecycle: 'on-demand' as const,
  securityGroupIds,
  autoScalingGroup: null,
  tags: {},
});
const node = (kubeletVersion: string): KubeObject => ({
  ...anObject('v1', 'Node', 'n', {}),
  status: { nodeInfo: { kubeletVersion } },
});
const webhook = (failurePolicy: string): KubeObject => ({
  apiVersion: 'admissionregistration.k8s.io/v1',
  kind: 'MutatingWebhookConfiguration',
  metadata: { name: 'w' },
  webhooks: [
    {
      name: 'w.x.example.com',
      sideEffects: 'None',
      admissionReviewVersions: ['v1'],
      failurePolicy,
      clientConfig: { service: { namespace: 'x', name: 'w' } },
      rules: [
        { apiGroups: [''], apiVersions: ['v1'], resources: ['pods'], operations: ['CREATE'] },
      ],
    },
  ],
});
const awsAuth = (labels: object): KubeObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'aws-auth', namespace: 'kube-system', labels: { ...labels } },
});
const mapMode = { cluster: read({ ...CLUSTER, authenticationMode: 'CONFIG_MAP' }) };
const identity = (serviceAccount: string) =>
  read([
    { id: 'a', namespace: 'app', serviceAccount, roleArn: 'arn:aws:iam::111122223333:role/web' },
  ]);
const ns = (labels: Record<string, string>, name = 'app') =>
  anObject('v1', 'Namespace', name, {}, { labels });
const logging: KubeObject = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'aws-logging', namespace: 'aws-observability' },
};
const canary = (): KubeObject => {
  const object = aDeployment({}, { replicas: 1 });
  return { ...object, metadata: { ...object.metadata, name: 'web-canary' } };
};
const VPC = { id: 'vpc-1', cidrs: ['10.0.0.0/16'], enableDnsSupport: true, enableDnsHostnames: true }; // prettier-ignore
/** Both groups at once: what holds for one holds for the other. */
const openTo = (cidr: string) => ({
  id: 'sg-cluster', name: '', vpcId: 'vpc-1', tags: {},
  rules: [{ id: null, direction: 'ingress' as const, protocol: '-1', fromPort: null, toPort: null, cidr, referencedGroupId: null, description: null }],
}); // prettier-ignore
const chosen = (name: string): KubeObject =>
  aDeployment({}, { template: { metadata: { labels: { app: 'web', 'eks.amazonaws.com/fargate-profile': name } }, spec: { containers: [aContainer()] } } }); // prettier-ignore
/** A Deployment with a pod of its ReplicaSet that runs with these containers. */
export const live = (...containers: object[]): World => livePod({ containers });
export function livePod(spec: object): World {
  const owned = (apiVersion: string, kind: string, name: string) => ({
    ownerReferences: [{ apiVersion, kind, name, uid: '', controller: true }],
  });
  const template = { spec: { containers: [aContainer()] } };
  return objects(
    anObject('apps/v1', 'ReplicaSet', 'web-1', { template }, owned('apps/v1', 'Deployment', 'web')),
    anObject('v1', 'Pod', 'web-1-a', { containers: [aContainer()], ...spec }, owned('apps/v1', 'ReplicaSet', 'web-1')),
  );
} // prettier-ignore
/** A Gateway of AWS' controller, or another's, before the workload's Service. */
const gateway = (configuration?: object, controllerName = 'gateway.k8s.aws/alb'): World => {
  const gatewayClass = anObject('gateway.networking.k8s.io/v1', 'GatewayClass', 'public', { controllerName });
  return objects(
    aService(),
    { ...gatewayClass, metadata: { name: 'public' } },
    anObject('gateway.networking.k8s.io/v1', 'Gateway', 'edge', { gatewayClassName: 'public', listeners: [] }),
    anObject('gateway.networking.k8s.io/v1', 'HTTPRoute', 'web', { parentRefs: [{ name: 'edge' }], rules: [{ backendRefs: [{ name: 'web', port: 80 }] }] }),
    ...(configuration ? [anObject('gateway.k8s.aws/v1beta1', 'TargetGroupConfiguration', 'web', { targetReference: { name: 'web' }, ...configuration })] : []),
  );
}; // prettier-ignore
const asksAws = aDeployment({ containers: [aContainer({ env: [{ name: 'AWS_REGION' }] })] });
const TARGET = 'alb.ingress.kubernetes.io/target-type';
const NLB = 'service.beta.kubernetes.io/aws-load-balancer-nlb-target-type';

export const WORLD_CASES: readonly (readonly [rule: string, finds: World, leaves: World])[] = [
  ['load-balancer-instance-target', objects(aService(), anIngress({})), objects(aService(), anIngress({ [TARGET]: 'ip' }))],
  ['load-balancer-instance-target', objects(aService(), anIngress({ [TARGET]: 'instance' })), objects(aService(), anIngress({}, { ingressClassName: 'nginx' }))],
  ['load-balancer-instance-target', objects(aService({ type: 'LoadBalancer' })), objects(aService({ type: 'LoadBalancer', loadBalancerClass: 'service.k8s.aws/nlb' }, { annotations: { [NLB]: 'ip' } }))],
  ['load-balancer-instance-target', objects(aService(), anObject('elbv2.k8s.aws/v1beta1', 'TargetGroupBinding', 't', { serviceRef: { name: 'web' }, targetType: 'instance' })), objects(aService(), anObject('elbv2.k8s.aws/v1beta1', 'TargetGroupBinding', 't', { serviceRef: { name: 'web' }, targetType: 'ip' }))],
  ['service-node-port', objects(aService({ type: 'NodePort' })), objects(aService({ type: 'ClusterIP' }))],
  ['readiness-probe-missing', { objects: [aDeployment({ containers: [aContainer({ readinessProbe: undefined })] }), aService()] }, { objects: [aDeployment({ containers: [aContainer({ readinessProbe: undefined })] })] }],
  ['readiness-gate-missing', objects(aService(), anIngress({ [TARGET]: 'ip' })), objects(aService(), anIngress({ [TARGET]: 'ip' }), ns({ 'elbv2.k8s.aws/pod-readiness-gate-inject': 'enabled' }))],
  ['ebs-volume', mounted(bound, csi('ebs.csi.aws.com')), mounted(bound, csi('efs.csi.aws.com'))],
  ['ebs-volume', mounted(bound, aVolume({ awsElasticBlockStore: { volumeID: 'vol-1' } })), mounted(bound, aVolume({ nfs: { server: 'x', path: '/' } }))],
  ['unsupported-volume-type', mounted(bound, csi('fsx.csi.aws.com')), mounted(bound, csi('efs.csi.aws.com'))],
  ['unsupported-volume-type', mounted(), mounted(bound, csi('ebs.csi.aws.com'))],
  ['efs-dynamic-provisioning', mounted(aClaim({ storageClassName: 'efs-sc' })), mounted(bound, csi('efs.csi.aws.com'))],
  ['efs-dynamic-provisioning', mounted(aClaim({ storageClassName: 'efs-sc', resources: { requests: { storage: '9Gi' } } }), aVolume({ storageClassName: 'efs-sc', capacity: { storage: '5Gi' }, csi: { driver: 'efs.csi.aws.com', volumeHandle: 'v-1' } })), mounted(aClaim({ storageClassName: 'efs-sc', resources: { requests: { storage: '5Gi' } } }), aVolume({ storageClassName: 'efs-sc', capacity: { storage: '5Gi' }, csi: { driver: 'efs.csi.aws.com', volumeHandle: 'v-1' } }))],
  ['efs-dynamic-provisioning', mounted(aClaim({ storageClassName: 'efs-sc' })), mounted(aClaim({ storageClassName: 'efs-sc', volumeName: 'pv-unread' }))],
  ['pdb-blocks-eviction', objects(pdb({ minAvailable: 2 })), objects(pdb({ minAvailable: 2 }), canary())],
  ['load-balancer-instance-target', objects(aService(), anIngress({ 'alb.ingress.kubernetes.io/scheme': 'internal' }, { ingressClassName: 'alb-internal' })), objects(aService(), anIngress({ 'alb.ingress.kubernetes.io/scheme': 'internal' }, { ingressClassName: 'nginx-internal' }))],
  ['security-group-gap', aws({ instances: read([instance('sg-node')]), securityGroups: read([openTo('10.1.0.0/16'), { ...openTo('10.1.0.0/16'), id: 'sg-node' }]), vpc: read(VPC) }), aws({ instances: read([instance('sg-node')]), securityGroups: read([openTo('10.0.0.0/8'), { ...openTo('10.0.0.0/8'), id: 'sg-node' }]), vpc: read(VPC) })],
  ['node-role-credentials', { objects: [asksAws], aws: { podIdentityAssociations: identity('other') } }, { objects: [asksAws], aws: { podIdentityAssociations: identity('default') } }],
  ['no-matching-profile', aws({ fargateProfiles: read([profile('app'), { ...profile('app'), name: 'q' }]) }), { objects: [chosen('q')], aws: { fargateProfiles: read([profile('app'), { ...profile('app'), name: 'q' }]) } }],
  ['injected-container', live(aContainer(), aContainer({ name: 'istio-proxy' })), live(aContainer())],
  ['load-balancer-instance-target', gateway(), gateway({ defaultConfiguration: { targetType: 'ip' } })],
  ['load-balancer-instance-target', gateway({ defaultConfiguration: { targetType: 'ip' }, routeConfigurations: [{ routeIdentifier: { kind: 'HTTPRoute', name: 'web' }, targetGroupProps: { targetType: 'instance' } }] }), gateway(undefined, 'gateway.envoyproxy.io/gatewayclass-controller')],
  ['vcpu-quota', { objects: [aDeployment()], aws: { quotas: quota(0.5) } }, { objects: [aDeployment({ hostNetwork: true, nodeSelector: { 'kubernetes.io/os': 'windows' } })], aws: { quotas: quota(0.5) } }],
  ['subnet-ip-shortage', { objects: [aDeployment()], aws: { subnets: read([{ ...SUBNET, availableIps: 2 }]) } }, { objects: [aDeployment({ nodeSelector: { 'kubernetes.io/os': 'windows' } })], aws: { subnets: read([{ ...SUBNET, availableIps: 2 }]) } }],
  ['injected-container', livePod({ volumes: [{ name: 'apm-socket', hostPath: { path: '/var/run/datadog' } }] }), livePod({ volumes: [{ name: 'kube-api-access-x', projected: { sources: [] } }] })],
  ['injected-container', livePod({ nodeSelector: { pool: 'spot' } }), livePod({ nodeSelector: { 'kubernetes.io/os': 'linux' } })],
  ['injected-container', livePod({ containers: [aContainer({ securityContext: { privileged: true } })] }), livePod({ containers: [aContainer({ securityContext: { readOnlyRootFilesystem: true } })] })],
  ['vpa-mode', objects(vpa('InPlaceOrRecreate')), objects(vpa('Auto'))],
  ['service-mesh-injection', objects(ns({ 'istio-injection': 'enabled' })), objects(ns({ 'istio-injection': 'disabled' }))],
  ['pdb-blocks-eviction', objects(pdb({ maxUnavailable: 0 })), objects(pdb({ maxUnavailable: 1 }))],
  ['pdb-blocks-eviction', objects(pdb({ minAvailable: '51%' })), objects(pdb({ minAvailable: '50%' }))],
  ['hpa-start-lag', objects(anObject('keda.sh/v1alpha1', 'ScaledObject', 'web', { scaleTargetRef: { name: 'web' } })), objects(anObject('keda.sh/v1alpha1', 'ScaledObject', 'web', { scaleTargetRef: { kind: 'StatefulSet', name: 'web' } }))],
  ['hpa-start-lag', objects(scaler('web')), objects(scaler('other'))],
  ['vpa-mode', objects(vpa('Initial')), objects(vpa('Recreate'))],
  ['network-policy-unenforced', objects(policy('web')), objects(policy('other'))],
  ['security-group-policy', objects(groups('sg-app')), objects(groups('sg-app', 'sg-cluster'))],
  ['pod-identity', aws({ podIdentityAssociations: identity('default') }), aws({ podIdentityAssociations: identity('other') })],
  ['no-matching-profile', aws({ fargateProfiles: read([profile('other')]) }), aws({ fargateProfiles: read([profile('a*')]) })],
  ['subnet-not-private', aws({ routeTables: read([routes('igw-1')]) }), aws({ routeTables: read([routes('nat-1')]) })],
  ['subnet-no-egress', aws({ routeTables: read([{ ...routes('x'), routes: [] }]) }), aws({ routeTables: read([{ ...routes('x'), routes: [] }]), vpcEndpoints: read(['ecr.api', 'ecr.dkr', 'sts', 'logs', 's3'].map((s) => ({ id: s, serviceName: `com.amazonaws.x.${s}`, type: '', subnetIds: [], routeTableIds: [], securityGroupIds: [], privateDnsEnabled: true }))) })],
  ['vpc-dns-disabled', aws({ vpc: read({ id: 'vpc-1', cidrs: [], enableDnsSupport: true, enableDnsHostnames: false }) }), aws({})],
  ['subnet-ip-shortage', aws({ subnets: read([{ ...SUBNET, availableIps: 2 }]) }), aws({ subnets: read([{ ...SUBNET, availableIps: 3 }]) })],
  ['unsupported-zone', aws({ availabilityZones: read([{ name: 'ap-northeast-2a', id: 'x', type: 'local-zone' }]) }), aws({})],
  ['alternate-cni', objects(agent('docker.io/calico/node:v3')), objects(agent('docker.io/calico/ctl:v3'))],
  ['spot-price-lost', aws({ nodegroups: read([nodegroup('SPOT')]) }), aws({ nodegroups: read([nodegroup('ON_DEMAND')]) })],
  ['security-group-gap', aws({ instances: read([instance('sg-node')]) }), aws({ instances: read([instance('sg-node', 'sg-cluster')]) })],
  ['vcpu-quota', aws({ quotas: quota(0.5) }), aws({ quotas: quota(0.75) })],
  ['launch-rate', { objects: [aDeployment({}, { replicas: 21 })] }, { objects: [aDeployment({}, { replicas: 20 })] }],
  ['public-endpoint-only', aws({ cluster: read({ ...CLUSTER, endpointPrivateAccess: false, publicAccessCidrs: ['203.0.113.0/24'] }) }), aws({ cluster: read({ ...CLUSTER, endpointPrivateAccess: false }) })],
  ['kubelet-version-skew', objects(node('v1.32.1-eks-1')), objects(node('v1.33.0-eks-1'))],
  ['webhook-on-pods', objects(webhook('Fail')), objects(webhook('Ignore'))],
  ['aws-auth-managed-elsewhere', { objects: [awsAuth({ 'app.kubernetes.io/managed-by': 'Terraform' })], aws: mapMode }, { objects: [awsAuth({ 'app.kubernetes.io/managed-by': 'Terraform' })] }],
  ['log-routing-missing', objects(logging), objects(logging, ns({ 'aws-observability': 'enabled' }, 'aws-observability'))],
]; // prettier-ignore
