import { childOf, ensure, fill, isDraft, listOf, textAt, type Draft } from '../draft.ts';

/** 0644. */
const FILE_MODE = 420;
const TOKEN_SECONDS = 3600;

/**
 * What the server fills into a pod spec, in pods and templates alike.
 * @source https://github.com/kubernetes/kubernetes/blob/v1.35.0/pkg/apis/core/v1/defaults.go (read 2026-11-23)
 */
export function podSpecDefaults(spec: Draft): void {
  fill(spec, {
    restartPolicy: 'Always',
    terminationGracePeriodSeconds: 30,
    dnsPolicy: 'ClusterFirst',
    schedulerName: 'default-scheduler',
  });
  if (!isDraft(spec['securityContext'])) spec['securityContext'] = {};
  // The old name of the field is served beside the new one.
  const account = textAt(spec, 'serviceAccountName') || textAt(spec, 'serviceAccount');
  if (account) Object.assign(spec, { serviceAccountName: account, serviceAccount: account });
  for (const volume of listOf(spec, 'volumes')) volumeDefaults(volume);
  for (const list of ['initContainers', 'containers', 'ephemeralContainers'])
    for (const container of listOf(spec, list)) containerDefaults(container);
}

/** What is filled into pods only: requests follow limits, and a host network takes its ports, pod by pod. */
export function podDefaults(pod: Draft): void {
  const spec = ensure(pod, 'spec');
  fill(spec, { enableServiceLinks: true });
  for (const list of ['initContainers', 'containers'])
    for (const container of listOf(spec, list)) {
      const limits = childOf(childOf(container, 'resources'), 'limits');
      if (limits) fill(ensure(ensure(container, 'resources'), 'requests'), limits);
      if (spec['hostNetwork'] === true)
        for (const port of listOf(container, 'ports'))
          fill(port, { hostPort: port['containerPort'] });
    }
  podSpecDefaults(spec);
}

export function templateDefaults(owner: Draft): void {
  const template = childOf(owner, 'template');
  if (!template) return;
  if (!isDraft(template['metadata'])) template['metadata'] = {};
  podSpecDefaults(ensure(template, 'spec'));
}

function containerDefaults(container: Draft): void {
  fill(container, {
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
    imagePullPolicy: pullPolicyOf(textAt(container, 'image') ?? ''),
  });
  if (!isDraft(container['resources'])) container['resources'] = {};
  for (const port of listOf(container, 'ports')) fill(port, { protocol: 'TCP' });
  for (const variable of listOf(container, 'env')) {
    const field = childOf(childOf(variable, 'valueFrom'), 'fieldRef');
    if (field) fill(field, { apiVersion: 'v1' });
  }
  for (const name of ['livenessProbe', 'readinessProbe', 'startupProbe']) {
    const probe = childOf(container, name);
    if (!probe) continue;
    fill(probe, { timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3 });
    httpDefaults(probe);
    const grpc = childOf(probe, 'grpc');
    if (grpc) fill(grpc, { service: '' });
  }
  for (const name of ['preStop', 'postStart']) {
    const hook = childOf(childOf(container, 'lifecycle'), name);
    if (hook) httpDefaults(hook);
  }
}

function httpDefaults(handler: Draft): void {
  const http = childOf(handler, 'httpGet');
  if (http) fill(http, { path: '/', scheme: 'HTTP' });
}

/** Moving tags are pulled every time. */
function pullPolicyOf(image: string): string {
  if (image.includes('@')) return 'IfNotPresent';
  const tag = /:([^/:]+)$/.exec(image)?.[1] ?? 'latest';
  return tag === 'latest' ? 'Always' : 'IfNotPresent';
}

function volumeDefaults(volume: Draft): void {
  const sources = Object.keys(volume).filter((key) => key !== 'name');
  if (sources.length === 0) volume['emptyDir'] = {};
  for (const source of ['secret', 'configMap', 'downwardAPI', 'projected']) {
    const child = childOf(volume, source);
    if (child) fill(child, { defaultMode: FILE_MODE });
  }
  const host = childOf(volume, 'hostPath');
  if (host) fill(host, { type: '' });
  fieldRefs(childOf(volume, 'downwardAPI'));
  for (const source of listOf(childOf(volume, 'projected'), 'sources')) {
    const token = childOf(source, 'serviceAccountToken');
    if (token) fill(token, { expirationSeconds: TOKEN_SECONDS });
    fieldRefs(childOf(source, 'downwardAPI'));
  }
  const claim = childOf(childOf(volume, 'ephemeral'), 'volumeClaimTemplate');
  if (claim) fill(ensure(claim, 'spec'), { volumeMode: 'Filesystem' });
}

function fieldRefs(downward: Draft | undefined): void {
  for (const item of listOf(downward, 'items')) {
    const field = childOf(item, 'fieldRef');
    if (field) fill(field, { apiVersion: 'v1' });
  }
}
