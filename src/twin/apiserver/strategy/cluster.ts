import type { KubeObject } from '../../../model/index.ts';
import { at, childOf, ensure, fill, isDraft, listOf, type Draft } from '../draft.ts';
import type { WriteContext } from './strategy.ts';

/** Every namespace carries its name as a label. */
export function namespaceDefaults(draft: Draft): void {
  const metadata = ensure(draft, 'metadata');
  const name = metadata['name'];
  if (typeof name === 'string' && name !== '')
    ensure(metadata, 'labels')['kubernetes.io/metadata.name'] = name;
}

export function prepareNamespace(draft: Draft): void {
  ensure(draft, 'spec')['finalizers'] = ['kubernetes'];
  draft['status'] = { phase: 'Active' };
}

/** Only the finalize subresource (and the twin's own namespace controller) takes finalizers off. */
export function keepNamespaceFinalizers(
  draft: Draft,
  old: KubeObject,
  context: WriteContext,
): void {
  if (context.internal || context.subresource === 'finalize') return;
  const finalizers = at(old, 'spec', 'finalizers');
  if (finalizers === undefined) delete ensure(draft, 'spec')['finalizers'];
  else ensure(draft, 'spec')['finalizers'] = finalizers;
}

/** `stringData` is for writing only. */
export function secretDefaults(draft: Draft): void {
  fill(draft, { type: 'Opaque' });
  const plain = childOf(draft, 'stringData');
  if (plain) {
    const data = ensure(draft, 'data');
    for (const [key, value] of Object.entries(plain))
      data[key] = Buffer.from(typeof value === 'string' ? value : '').toString('base64');
  }
  delete draft['stringData'];
}

const RBAC = 'rbac.authorization.k8s.io';

export function bindingDefaults(draft: Draft): void {
  const role = childOf(draft, 'roleRef');
  if (role) fill(role, { apiGroup: RBAC });
  for (const subject of listOf(draft, 'subjects'))
    if (subject['kind'] === 'User' || subject['kind'] === 'Group')
      fill(subject, { apiGroup: RBAC });
}

export function limitRangeDefaults(draft: Draft): void {
  for (const item of listOf(childOf(draft, 'spec'), 'limits')) {
    if (item['type'] !== 'Container') continue;
    const take = (target: string, source: string): void => {
      const from = childOf(item, source);
      if (from) fill(ensure(item, target), from);
    };
    take('default', 'max');
    take('defaultRequest', 'default');
    take('defaultRequest', 'min');
  }
}

export const priorityClassDefaults = (draft: Draft): void =>
  fill(draft, { preemptionPolicy: 'PreemptLowerPriority' });

/** @source https://github.com/kubernetes/kubernetes/blob/v1.35.0/pkg/apis/admissionregistration/v1/defaults.go (read 2026-11-23) */
export function webhookDefaults(mutating: boolean): (draft: Draft) => void {
  return (draft) => {
    for (const hook of listOf(draft, 'webhooks')) {
      fill(hook, {
        failurePolicy: 'Fail',
        matchPolicy: 'Equivalent',
        namespaceSelector: {},
        objectSelector: {},
        timeoutSeconds: 10,
        ...(mutating ? { reinvocationPolicy: 'Never' } : {}),
      });
      for (const rule of listOf(hook, 'rules')) fill(rule, { scope: '*' });
      const service = childOf(childOf(hook, 'clientConfig'), 'service');
      if (service) fill(service, { port: 443 });
    }
  };
}

export function apiServiceDefaults(draft: Draft): void {
  const service = childOf(childOf(draft, 'spec'), 'service');
  if (service) fill(service, { port: 443 });
}

export function autoscalerDefaults(draft: Draft): void {
  const spec = ensure(draft, 'spec');
  fill(spec, { minReplicas: 1 });
  const metrics = spec['metrics'];
  if (!Array.isArray(metrics) || metrics.length === 0)
    spec['metrics'] = [
      {
        type: 'Resource',
        resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } },
      },
    ];
  const behavior = childOf(spec, 'behavior');
  if (!behavior) return;
  const rules = (name: string, window: number | undefined, policies: unknown[]): void => {
    const given = childOf(behavior, name);
    const target = given ?? (behavior[name] = {} as Draft);
    if (!isDraft(target)) return;
    fill(target, {
      selectPolicy: 'Max',
      policies,
      ...(window === undefined ? {} : { stabilizationWindowSeconds: window }),
    });
  };
  rules('scaleUp', 0, [
    { type: 'Pods', value: 4, periodSeconds: 15 },
    { type: 'Percent', value: 100, periodSeconds: 15 },
  ]);
  rules('scaleDown', undefined, [{ type: 'Percent', value: 100, periodSeconds: 15 }]);
}

export const zeroAutoscaler = (draft: Draft): void => {
  draft['status'] = { desiredReplicas: 0, currentMetrics: null };
};

export const zeroBudget = (draft: Draft): void => {
  draft['status'] = {
    currentHealthy: 0,
    desiredHealthy: 0,
    disruptionsAllowed: 0,
    expectedPods: 0,
  };
};

export function networkPolicyDefaults(draft: Draft): void {
  const spec = ensure(draft, 'spec');
  if (!Array.isArray(spec['policyTypes']) || spec['policyTypes'].length === 0)
    spec['policyTypes'] = ['Ingress', ...(spec['egress'] === undefined ? [] : ['Egress'])];
  for (const list of ['ingress', 'egress'])
    for (const rule of listOf(spec, list))
      for (const port of listOf(rule, 'ports')) fill(port, { protocol: 'TCP' });
}

export const emptyBalancer = (draft: Draft): void => {
  draft['status'] = { loadBalancer: {} };
};
