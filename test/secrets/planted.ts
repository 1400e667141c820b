/**
 * A small application with a credential in every place where people put one. Each begins with
 * `hunter2-` and ends with where it stands, so that a leak names itself.
 */
export const MARK = 'hunter2';
const secret = (place: string): string => `hunter2-${place}`;
const inBase64 = (place: string): string => Buffer.from(secret(place)).toString('base64');

/** The mark as it looks in base64, at each of the three offsets it can have. */
export const MARKS_IN_BASE64 = ['', 'x', 'xx'].map((before) =>
  Buffer.from(`${before}hunter2-`)
    .toString('base64')
    .replace(/=+$/, '')
    .slice(before === '' ? 0 : 4, 9),
);

const container = (place: string): object => ({
  name: 'web',
  image: 'registry.example.com/shop/web:1',
  command: [
    'sh',
    '-c',
    `export DB_PASSWORD=${secret('script-variable')}; curl -u admin:${secret('curl-user')} -H "Authorization: Bearer ${secret('script-bearer')}" https://bot:${secret('script-url')}@example.com/?token=${secret('query')} && run --api-key ${secret('script-flag')}`,
  ],
  args: [
    `--password=${secret('flag-equals')}`,
    '--redis-pass',
    secret('flag-space'),
    `--set=db.password=${secret('set')}`,
    '-u',
    `admin:${secret('user-argument')}`,
    `--dsn=shop:${secret('dsn')}@tcp(db:3306)/shop`,
    `--url=postgres://shop:${secret('url')}@db:5432/shop`,
    `--config={"clientSecret":"${secret('json-argument')}"}`,
    `--header=Authorization: Bearer ${secret('bearer-argument')}`,
    '--requirepass',
    secret('redis'),
  ],
  env: [
    { name: 'DB_PASSWORD', value: secret(`env-${place}`) },
    { name: 'HARMLESS', value: secret(`harmless-env-${place}`) },
    { name: 'HOST', valueFrom: { fieldRef: { fieldPath: 'status.hostIP' } } },
  ],
  livenessProbe: {
    httpGet: { path: '/', port: 8080, httpHeaders: [{ name: 'X-Auth', value: secret('probe-header') }] },
  },
  readinessProbe: { exec: { command: ['redis-cli', '--pass', secret('probe-command'), 'ping'] } },
  lifecycle: { preStop: { exec: { command: ['sh', '-c', `API_TOKEN='${secret('pre-stop')}' stop`] } } },
}); // prettier-ignore

const annotations = (place: string): Record<string, string> => ({
  'kubectl.kubernetes.io/last-applied-configuration': JSON.stringify({
    kind: 'Deployment',
    spec: { template: { spec: { containers: [{ env: [{ value: secret(`applied-${place}`) }] }] } } },
  }),
  'vendor.example/settings': JSON.stringify({ env: [{ name: 'A', value: secret('json-annotation') }], password: secret('json-annotation-key') }),
  'vendor.example/api-token': secret('annotation-key'),
  'vendor.example/checks': `host=db password=${secret('annotation-assignment')} user=me`,
  'vendor.example/upstream': `amqp://me:${secret('annotation-url')}@mq/`,
}); // prettier-ignore

export const planted: readonly object[] = [
  {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'leaky', namespace: 'app', annotations: annotations('deployment'), labels: { app: 'leaky' } },
    spec: {
      replicas: 2,
      selector: { matchLabels: { app: 'leaky' } },
      template: {
        metadata: { labels: { app: 'leaky' }, annotations: annotations('template') },
        spec: {
          imagePullSecrets: [{ name: 'registry' }],
          initContainers: [{ name: 'init', image: 'busybox', env: [{ name: 'A', value: secret('init-env') }] }],
          containers: [container('deployment')],
          volumes: [{ name: 'inline', emptyDir: {} }],
        },
      },
    },
  },
  {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: { name: 'leaky-job', namespace: 'app' },
    spec: { schedule: '0 3 * * *', jobTemplate: { spec: { template: { spec: { restartPolicy: 'Never', containers: [container('cronjob')] } } } } },
  },
  { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings', namespace: 'app' }, data: { 'application.yaml': `db: ${secret('config-map')}` }, binaryData: { blob: inBase64('config-map-binary') } },
  { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'db', namespace: 'app' }, data: { password: inBase64('secret-data') } },
  { apiVersion: 'v1', kind: 'Secret', type: 'kubernetes.io/dockerconfigjson', metadata: { name: 'registry', namespace: 'app' }, data: { '.dockerconfigjson': Buffer.from(JSON.stringify({ auths: { r: { password: secret('registry') } } })).toString('base64') } },
  { apiVersion: 'v1', kind: 'Secret', type: 'helm.sh/release.v1', metadata: { name: 'sh.helm.release.v1.leaky.v1', namespace: 'app', labels: { owner: 'helm', name: 'leaky', status: 'deployed', version: '1' } }, data: { release: inBase64('helm-release') } },
  {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: {
      name: 'leaky',
      namespace: 'app',
      annotations: {
        'alb.ingress.kubernetes.io/target-type': 'ip',
        'nginx.ingress.kubernetes.io/configuration-snippet': `proxy_set_header Authorization "Basic ${secret('ingress-snippet')}";`,
        'nginx.ingress.kubernetes.io/auth-url': `https://me:${secret('ingress-url')}@auth.example.com/`,
      },
    },
    spec: { ingressClassName: 'alb', rules: [{ host: 'shop.example.com', http: { paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: 'leaky', port: { number: 80 } } } }] } }] },
  },
  { apiVersion: 'v1', kind: 'Service', metadata: { name: 'leaky', namespace: 'app', annotations: annotations('service') }, spec: { selector: { app: 'leaky' }, ports: [{ port: 80, targetPort: 8080 }] } },
  { apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass', metadata: { name: 'leaky' }, provisioner: 'vendor.example/csi', parameters: { adminPassword: secret('storage-class') } },
  { apiVersion: 'v1', kind: 'PersistentVolume', metadata: { name: 'leaky' }, spec: { capacity: { storage: '1Gi' }, accessModes: ['ReadWriteOnce'], csi: { driver: 'smb.csi.k8s.io', volumeHandle: 'v', volumeAttributes: { source: `smb://me:${secret('volume-url')}@nas/share`, password: secret('volume-attribute') } } } },
  { apiVersion: 'admissionregistration.k8s.io/v1', kind: 'MutatingWebhookConfiguration', metadata: { name: 'leaky' }, webhooks: [{ name: 'a.leaky.example', clientConfig: { url: `https://me:${secret('webhook-url')}@hooks.example.com/`, caBundle: 'UFVCTElD' }, admissionReviewVersions: ['v1'], sideEffects: 'None', rules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['secrets'] }] }] },
]; // prettier-ignore

/** Kinds that only files can hold here: the practice cluster serves no such resources. */
export const plantedInFiles: readonly object[] = [
  { apiVersion: 'helm.toolkit.fluxcd.io/v2', kind: 'HelmRelease', metadata: { name: 'leaky', namespace: 'app' }, spec: { chart: { spec: { chart: 'x' } }, values: { db: { pw: secret('helm-values') } } } },
  { apiVersion: 'kustomize.toolkit.fluxcd.io/v1', kind: 'Kustomization', metadata: { name: 'leaky', namespace: 'app' }, spec: { postBuild: { substitute: { anything: secret('substitute') } }, patches: [{ patch: secret('patch') }] } },
  { apiVersion: 'argoproj.io/v1alpha1', kind: 'Application', metadata: { name: 'leaky', namespace: 'app' }, spec: { source: { repoURL: `https://me:${secret('repo-url')}@git.example.com/x`, helm: { values: `pw: ${secret('argo-values')}`, parameters: [{ name: 'pw', value: secret('argo-parameters') }] }, plugin: { env: [{ name: 'A', value: secret('argo-plugin') }] } } } },
  { apiVersion: 'keda.sh/v1alpha1', kind: 'ScaledObject', metadata: { name: 'leaky', namespace: 'app' }, spec: { scaleTargetRef: { name: 'leaky' }, triggers: [{ type: 'rabbitmq', metadata: { host: `amqp://me:${secret('keda-url')}@mq/`, password: secret('keda-password') } }] } },
]; // prettier-ignore

/** Resources that operators make pods of: scripts, parameters and settings are free text. */
export const plantedInMakers: readonly object[] = [
  { apiVersion: 'argoproj.io/v1alpha1', kind: 'Workflow', metadata: { name: 'leaky', namespace: 'app' }, spec: { arguments: { parameters: [{ name: 'a', value: secret('workflow-parameter') }] }, templates: [{ name: 'm', script: { image: 'x', source: `echo ${secret('workflow-script')}`, env: [{ name: 'A', value: secret('workflow-env') }] } }, { name: 'n', container: { image: 'x', command: ['sh', '-c', `A_TOKEN=${secret('workflow-command')} x`] }, resource: { manifest: secret('workflow-manifest') } }] } },
  { apiVersion: 'tekton.dev/v1', kind: 'TaskRun', metadata: { name: 'leaky', namespace: 'app' }, spec: { params: [{ name: 'a', value: secret('tekton-parameter') }], taskSpec: { steps: [{ name: 's', image: 'x', script: `#!/bin/sh\ncurl -u me:${secret('tekton-script')} x` }] } } },
  { apiVersion: 'sparkoperator.k8s.io/v1beta2', kind: 'SparkApplication', metadata: { name: 'leaky', namespace: 'app' }, spec: { image: 's', arguments: [secret('spark-argument')], sparkConf: { 'spark.hadoop.fs.s3a.secret.key': secret('spark-conf') }, hadoopConf: { x: secret('hadoop-conf') }, driver: { memory: '1g', javaOptions: `-Dp=${secret('java-options')}`, envVars: { A: secret('spark-env') } }, executor: { memory: '1g' } } },
  { apiVersion: 'opentelemetry.io/v1beta1', kind: 'OpenTelemetryCollector', metadata: { name: 'leaky', namespace: 'app' }, spec: { config: { exporters: { x: { headers: { h: secret('collector-config') } } } } } },
  { apiVersion: 'opentelemetry.io/v1alpha1', kind: 'OpenTelemetryCollector', metadata: { name: 'leaky-old', namespace: 'app' }, spec: { config: `exporters: {x: ${secret('collector-text')}}` } },
  { apiVersion: 'kafka.strimzi.io/v1beta2', kind: 'Kafka', metadata: { name: 'leaky', namespace: 'app' }, spec: { kafka: { replicas: 1, config: { 'ssl.x': secret('kafka-config') } } } },
]; // prettier-ignore

/** Every place of a text where a planted credential shows, plain or in base64. */
export function leaksIn(text: string): readonly string[] {
  const plain = [...text.matchAll(/hunter2[\w-]*/g)].map(([found]) => found);
  return [...new Set([...plain, ...MARKS_IN_BASE64.filter((m) => text.includes(m))])];
}
