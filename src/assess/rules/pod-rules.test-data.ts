import type { KubeObject } from '../../model/index.ts';
import { aContainer, aDeployment, anObject, withContainer } from '../fixtures.test-data.ts';

/** rule → a workload that it finds, one that comes close and is left alone. */
const secure = (securityContext: object): KubeObject => withContainer({ securityContext });
const env = (...names: string[]): KubeObject =>
  withContainer({ env: names.map((name) => ({ name })) });
const asking = (requests: object): KubeObject => withContainer({ resources: { requests: { cpu: '250m', memory: '512Mi', ...requests } } }); // prettier-ignore
const ds = (spec: object): KubeObject =>
  anObject('apps/v1', 'DaemonSet', 'agent', {
    selector: { matchLabels: { app: 'agent' } },
    template: {
      metadata: { labels: { app: 'agent' } },
      spec: { containers: [aContainer()], ...spec },
    },
  });
const job = (spec: object): KubeObject =>
  anObject('batch/v1', 'Job', 'once', {
    template: { spec: { containers: [aContainer()], restartPolicy: 'Never' } },
    ...spec,
  });
const labeled = (metadata: object): KubeObject =>
  aDeployment(
    {},
    {
      template: {
        metadata: { labels: { app: 'web' }, ...metadata },
        spec: { containers: [aContainer()] },
      },
    },
  );
const required = (key: string, operator: string, values: string[]): KubeObject =>
  aDeployment({
    affinity: {
      nodeAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: {
          nodeSelectorTerms: [{ matchExpressions: [{ key, operator, values }] }],
        },
      },
    },
  });
const tolerate = { tolerations: [{ operator: 'Exists' }] };
const image = (name: string, more: object = {}): KubeObject =>
  withContainer({ image: name, ...more });

const ofArch = (arch: string) => ({ matchExpressions: [{ key: 'kubernetes.io/arch', operator: 'In', values: [arch] }] }); // prettier-ignore
const madeBy = (apiVersion: string, kind: string): KubeObject => {
  const web = aDeployment();
  const owner = { apiVersion, kind, name: 'events', uid: '1', controller: true };
  return { ...web, metadata: { ...web.metadata, ownerReferences: [owner] } };
};
const pinnedBy = (nodeSelectorTerms: object[]): KubeObject =>
  aDeployment({
    affinity: {
      nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms } },
    },
  });
const scratch = (emptyDir: object): KubeObject => aDeployment({ volumes: [{ name: 'tmp', emptyDir }] }); // prettier-ignore
const classBy = (annotation: string): KubeObject =>
  anObject('apps/v1', 'StatefulSet', 'web', {
    ...(aDeployment()['spec'] as object),
    volumeClaimTemplates: [{ metadata: { name: 'data', annotations: { [annotation]: 'fsx-sc' } }, spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } } }],
  }); // prettier-ignore
const cloneSet = (spec: object): KubeObject =>
  anObject('apps.kruise.io/v1alpha1', 'CloneSet', 'web', {
    replicas: 2,
    template: { metadata: { labels: { app: 'web' } }, spec: { containers: [aContainer()] } },
    volumeClaimTemplates: [{ metadata: { name: 'data' }, spec }],
  });
export const fsx: KubeObject = {
  ...anObject('storage.k8s.io/v1', 'StorageClass', 'fsx-sc', {}),
  provisioner: 'fsx.csi.aws.com',
};

export const POD_CASES: readonly (readonly [rule: string, finds: KubeObject, leaves: KubeObject])[] = [
  ['daemonset', ds({}), aDeployment()],
  ['privileged-container', secure({ privileged: true }), secure({ privileged: false })],
  ['allow-privilege-escalation', secure({ allowPrivilegeEscalation: true }), secure({ allowPrivilegeEscalation: false })],
  ['added-capability', secure({ capabilities: { add: ['NET_ADMIN'] } }), secure({ capabilities: { add: ['NET_BIND_SERVICE'], drop: ['ALL'] } })],
  ['host-port', withContainer({ ports: [{ containerPort: 80, hostPort: 80 }] }), withContainer({ ports: [{ containerPort: 80, hostPort: 0 }] })],
  ['host-network', aDeployment({ hostNetwork: true }), aDeployment({ hostNetwork: false })],
  ['host-pid', aDeployment({ hostPID: true }), aDeployment({ shareProcessNamespace: true })],
  ['host-ipc', aDeployment({ hostIPC: true }), aDeployment({ hostIPC: false })],
  ['host-path-volume', aDeployment({ volumes: [{ name: 'l', hostPath: { path: '/var/log' } }] }), aDeployment({ volumes: [{ name: 'l', emptyDir: {} }] })],
  ['unsupported-volume-type', aDeployment({ volumes: [{ name: 's', csi: { driver: 'secrets-store.csi.k8s.io' } }] }), aDeployment({ volumes: [{ name: 's', projected: { sources: [] } }, { name: 'n', nfs: { server: 'x', path: '/' } }] })],
  ['unsafe-sysctl', aDeployment({ securityContext: { sysctls: [{ name: 'net.core.somaxconn', value: '1024' }] } }), aDeployment({ securityContext: { sysctls: [{ name: 'net.ipv4.tcp_syncookies', value: '1' }] } })],
  ['seccomp-localhost', secure({ seccompProfile: { type: 'Localhost', localhostProfile: 'p.json' } }), secure({ seccompProfile: { type: 'RuntimeDefault' } })],
  ['apparmor-profile', secure({ appArmorProfile: { type: 'Localhost', localhostProfile: 'k8s-deny' } }), secure({ appArmorProfile: { type: 'Unconfined' } })],
  ['apparmor-profile', labeled({ annotations: { 'container.apparmor.security.beta.kubernetes.io/main': 'runtime/default' } }), labeled({ annotations: { 'container.apparmor.security.beta.kubernetes.io/main': 'unconfined' } })],
  ['node-local-dns', aDeployment({ dnsPolicy: 'None', dnsConfig: { nameservers: ['169.254.20.10'] } }), aDeployment({ dnsPolicy: 'None', dnsConfig: { nameservers: ['169.254.169.253', '10.0.0.2'] } })],
  ['windows-os', image('mcr.microsoft.com/windows/servercore/iis:windowsservercore-ltsc2022'), image('mcr.microsoft.com/dotnet/aspnet:8.0')],
  ['windows-os', image('mcr.microsoft.com/dotnet/framework/aspnet:4.8'), image('ghcr.io/shop/windows-exporter-proxy:1')],
  ['windows-os', aDeployment({ hostNetwork: true, securityContext: { windowsOptions: { hostProcess: true } } }), aDeployment({ securityContext: { windowsOptions: { hostProcess: false } } })],
  ['arm-architecture', image('arm64v8/nginx:1.27'), image('ghcr.io/arm/nginx:1.27')],
  ['arm-architecture', image('ghcr.io/shop/app:1.2.3-arm64@sha256:0'), image('ghcr.io/shop/app:1.2.3-amd64')],
  ['image-pull-never', image('localhost:5000/app:1'), image('localhost.example.com:5000/app:1')],
  ['extended-resource', aDeployment({ resourceClaims: [{ name: 'gpu', resourceClaimTemplateName: 'one' }] }), aDeployment({ resourceClaims: [] })],
  ['extended-resource', aDeployment({ volumes: [{ name: 'h', emptyDir: { medium: 'HugePages-2Mi' } }] }), aDeployment({ volumes: [{ name: 'h', emptyDir: { medium: 'Memory' } }] })],
  ['requests-not-limits', aDeployment({ volumes: [{ name: 'shm', emptyDir: { medium: 'Memory', sizeLimit: '8Gi' } }] }), aDeployment({ volumes: [{ name: 'shm', emptyDir: { medium: 'Memory', sizeLimit: '64Mi' } }] })],
  ['topology-spread-ignored', aDeployment({ affinity: { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: 'kubernetes.io/hostname' }] } } }), aDeployment({ affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: 'kubernetes.io/hostname' }] } } })],
  ['pod-too-large', scratch({ sizeLimit: 'text' }), scratch({ sizeLimit: '1Gi' })],
  ['pod-too-large', withContainer({ resources: { requests: { cpu: '250m', memory: '512Mi' }, limits: { memory: '1 GB' } } }), withContainer({ resources: { requests: { cpu: '250m', memory: '512Mi' }, limits: { memory: '1G' } } })],
  ['runtime-class', aDeployment({ runtimeClassName: 'gvisor' }), aDeployment()],
  ['gpu-request', withContainer({ resources: { limits: { 'nvidia.com/gpu': 1 } } }), withContainer({ resources: { limits: { 'nvidia.com/gpu': 0 } } })],
  ['extended-resource', withContainer({ resources: { requests: { cpu: '250m', memory: '512Mi' }, limits: { 'hugepages-2Mi': '100Mi' } } }), asking({ 'ephemeral-storage': '1Gi' })],
  ['arm-architecture', aDeployment({ nodeSelector: { 'kubernetes.io/arch': 'arm64' } }), required('kubernetes.io/arch', 'In', ['amd64', 'arm64'])],
  ['windows-os', aDeployment({ nodeSelector: { 'kubernetes.io/os': 'windows' } }), aDeployment({ os: { name: 'linux' } })],
  ['node-selector-conflict', aDeployment({ nodeSelector: { pool: 'general' } }), aDeployment({ nodeSelector: { 'topology.kubernetes.io/zone': 'ap-northeast-2a', 'kubernetes.io/os': 'linux' } })],
  ['node-selector-conflict', required('node.kubernetes.io/instance-type', 'In', ['m5.large']), required('karpenter.sh/nodepool', 'DoesNotExist', [])],
  ['custom-scheduler', aDeployment({ schedulerName: 'volcano' }), aDeployment({ schedulerName: 'default-scheduler' })],
  ['node-name-pinned', aDeployment({ nodeName: 'ip-10-0-0-1' }), anObject('v1', 'Pod', 'p', { nodeName: 'ip-10-0-0-1', containers: [aContainer()] })],
  ['pod-too-large', asking({ cpu: '17' }), asking({ cpu: '16' })],
  ['pod-too-large', asking({ memory: 'many' }), asking({ memory: '119Gi' })],
  ['ephemeral-storage-too-large', asking({ 'ephemeral-storage': '176Gi' }), asking({ 'ephemeral-storage': '20Gi' })],
  ['missing-requests', withContainer({ resources: {} }), withContainer({ resources: { limits: { cpu: '1', memory: '1Gi' } } })],
  ['requests-not-limits', withContainer({ resources: { requests: { cpu: '250m', memory: '512Mi' }, limits: { memory: '2Gi' } } }), withContainer({ resources: { requests: { cpu: '250m', memory: '512Mi' }, limits: { memory: '768Mi' } } })],
  ['size-boundary', asking({ memory: '256Mi' }), asking({ memory: '512Mi' })],
  ['kubelet-port-clash', withContainer({ ports: [{ containerPort: 10250 }] }), withContainer({ ports: [{ containerPort: 10250, protocol: 'UDP' }] })],
  ['host-ip-address', withContainer({ env: [{ name: 'DD_AGENT_HOST', valueFrom: { fieldRef: { fieldPath: 'status.hostIP' } } }] }), withContainer({ env: [{ name: 'IP', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } }] })],
  ['image-pull-never', withContainer({ imagePullPolicy: 'Never' }), withContainer({ imagePullPolicy: 'IfNotPresent' })],
  ['single-replica', aDeployment({}, { replicas: 1 }), job({})],
  ['recreate-strategy', aDeployment({}, { strategy: { type: 'Recreate' } }), aDeployment({}, { strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%' } } })],
  ['bare-pod', anObject('v1', 'Pod', 'p', { containers: [aContainer()] }), aDeployment()],
  ['finished-job-cost', job({}), job({ ttlSecondsAfterFinished: 60 })],
  ['imds-dependency', withContainer({ args: ['--from=http://169.254.169.254/latest'] }), withContainer({ args: ['--from=http://10.0.0.1/latest'] })],
  ['node-role-credentials', env('AWS_REGION', 'LOG_LEVEL'), env('AWS_REGION', 'AWS_ACCESS_KEY_ID')],
  ['coredns-compute-type', labeled({ annotations: { 'eks.amazonaws.com/compute-type': 'ec2' } }), labeled({ annotations: { 'eks.amazonaws.com/compute-type': 'fargate' } })],
  ['lb-controller-imds', image('public.ecr.aws/eks/aws-load-balancer-controller:v2', { args: ['--aws-region=x'] }), image('public.ecr.aws/eks/aws-load-balancer-controller:v2', { args: ['--aws-region=x', '--aws-vpc-tags=a=b'] })],
  ['tolerate-all-daemonset', ds(tolerate), ds({ ...tolerate, nodeSelector: { 'eks.amazonaws.com/compute-type': 'ec2' } })],
  ['topology-spread-ignored', aDeployment({ topologySpreadConstraints: [{ maxSkew: 1, whenUnsatisfiable: 'DoNotSchedule', topologyKey: 'topology.kubernetes.io/zone' }] }), aDeployment({ topologySpreadConstraints: [{ maxSkew: 1, whenUnsatisfiable: 'DoNotSchedule', topologyKey: 'kubernetes.io/hostname' }] })],
  ['service-mesh-injection', labeled({ labels: { app: 'web', 'sidecar.istio.io/inject': 'true' } }), labeled({ labels: { app: 'web', 'sidecar.istio.io/inject': 'false' } })],
  ['gitops-managed', { ...aDeployment(), metadata: { name: 'web', namespace: 'app', labels: { 'argocd.argoproj.io/instance': 'shop' } } }, { ...aDeployment(), metadata: { name: 'web', namespace: 'app', labels: { 'app.kubernetes.io/instance': 'shop' } } }],
  ['operator-managed', madeBy('kafka.strimzi.io/v1beta2', 'Kafka'), madeBy('v1', 'ConfigMap')],
  ['node-selector-conflict', pinnedBy([{ matchFields: [{ key: 'metadata.name', operator: 'In', values: ['ip-10-0-0-1'] }] }]), pinnedBy([{ matchExpressions: [{ key: 'pool', operator: 'Exists' }] }, { matchExpressions: [{ key: 'kubernetes.io/os', operator: 'In', values: ['linux'] }] }])],
  ['node-selector-conflict', required('topology.kubernetes.io/zone', 'In', ['ap-northeast-2d']), required('topology.kubernetes.io/zone', 'Exists', [])],
  ['node-selector-conflict', required('kubernetes.io/hostname', 'In', ['ip-10-0-0-1']), required('kubernetes.io/hostname', 'Exists', [])],
  ['arm-architecture', pinnedBy([ofArch('arm64'), { matchExpressions: [{ key: 'pool', operator: 'Exists' }] }]), pinnedBy([ofArch('arm64'), ofArch('amd64')])],
  ['windows-os', aDeployment({ os: { name: 'windows' } }), pinnedBy([{ matchExpressions: [{ key: 'kubernetes.io/os', operator: 'In', values: ['windows'] }] }, ofArch('amd64')])],
  ['tolerate-all-daemonset', ds({ tolerations: [{ operator: 'Exists', effect: 'NoSchedule' }] }), ds({ tolerations: [{ operator: 'Exists', effect: 'NoExecute' }] })],
  ['tolerate-all-daemonset', ds({ ...tolerate, nodeSelector: { 'kubernetes.io/os': 'linux' } }), ds({ ...tolerate, nodeSelector: { pool: 'gpu' } })],
  ['kubelet-port-clash', withContainer({ args: ['--secure-port', '10250'] }), withContainer({ args: ['--kubelet-port=10250'] })],
  ['kubelet-port-clash', withContainer({ command: ['/serve', '-listen-address=:10250'] }), withContainer({ args: ['--scrape-address=https://10.0.0.1:10250'] })],
  ['kubelet-port-clash', aDeployment({ initContainers: [aContainer({ name: 'agent', restartPolicy: 'Always', ports: [{ containerPort: 10250 }] })] }), aDeployment({ initContainers: [aContainer({ name: 'setup', readinessProbe: undefined, ports: [{ containerPort: 10250 }] })] })],
  ['lb-controller-imds', image('public.ecr.aws/eks/aws-load-balancer-controller:v2', { args: ['--aws-region=x'] }), image('public.ecr.aws/eks/aws-load-balancer-controller:v2', { args: ['--aws-region', 'x', '--aws-vpc-id', 'vpc-1'] })],
  ['host-ip-address', withContainer({ env: [{ name: 'IPS', valueFrom: { fieldRef: { fieldPath: 'status.hostIPs' } } }] }), withContainer({ env: [{ name: 'NODE', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } }] })],
  ['service-mesh-injection', labeled({ annotations: { 'linkerd.io/inject': 'ingress' } }), labeled({ annotations: { 'linkerd.io/inject': 'disabled' } })],
  ['service-mesh-injection', labeled({ labels: { app: 'web', 'istio.io/dataplane-mode': 'ambient' } }), labeled({ labels: { app: 'web', 'istio.io/dataplane-mode': 'none' } })],
  ['extended-resource', withContainer({ resources: { requests: { cpu: '250m', memory: '512Mi' }, limits: { 'example.com/fuse': 1 } } }), withContainer({ resources: { requests: { cpu: '250m', memory: '512Mi' }, limits: { 'example.com/fuse': '0Mi', 'vpc.amazonaws.com/pod-eni': '1' } } })],
  ['missing-requests', aDeployment({ resources: { requests: { cpu: '1', memory: '1Gi' } } }), aDeployment({ resources: {} })],
  ['ephemeral-storage-too-large', scratch({ sizeLimit: '21Gi' }), scratch({ sizeLimit: '21Gi', medium: 'Memory' })],
  ['privileged-container', aDeployment({ initContainers: [aContainer({ name: 'i', readinessProbe: undefined, securityContext: { privileged: true } })] }), aDeployment({ initContainers: [aContainer({ name: 'i', readinessProbe: undefined })] })],
  ['privileged-container', aDeployment({ ephemeralContainers: [aContainer({ name: 'debug', readinessProbe: undefined, resources: undefined, securityContext: { privileged: true } })] }), aDeployment({ ephemeralContainers: [aContainer({ name: 'debug', readinessProbe: undefined, resources: undefined })] })],
  ['unsupported-volume-type', cloneSet({ storageClassName: 'fsx-sc' }), cloneSet({ storageClassName: 'gp3' })],
  // The alpha annotation counted once; the beta one still does, before the field.
  ['ebs-volume', classBy('volume.alpha.kubernetes.io/storage-class'), classBy('volume.beta.kubernetes.io/storage-class')],
  ['ebs-volume', cloneSet({ storageClassName: 'gp3' }), cloneSet({ storageClassName: 'efs-sc' })],
  ['gpu-request', withContainer({ resources: { limits: { 'aws.amazon.com/neuron': 1 } } }), withContainer({ resources: { limits: { 'example.com/widget': 1 } } })],
  ['node-role-credentials', aDeployment({ serviceAccount: 'bare', containers: [aContainer({ env: [{ name: 'SQS_QUEUE' }] })] }), env('AWS_REGION', 'AWS_CONTAINER_CREDENTIALS_FULL_URI')],
  ['open-file-limit', image('docker.io/library/nginx:1.29'), image('registry.example.com/nginx-tools/web:1')],
]; // prettier-ignore
