import { parse, stringify } from 'yaml';
import type { KubeApi } from '../runtime/index.ts';
import type { ClusterHooks } from '../seams.ts';

const AWS_AUTH = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  namespace: 'kube-system',
  name: 'aws-auth',
};

/**
 * EKS writes the pod execution role into aws-auth when a cluster authenticates by that ConfigMap.
 * @source facts 2.2; https://docs.aws.amazon.com/eks/latest/userguide/fargate-getting-started.html (read 2026-11-23)
 */
export function fargateRoleMap(api: () => KubeApi): Pick<ClusterHooks, 'mapFargateRole'> {
  return {
    async mapFargateRole(rolearn) {
      const existing = await api().get('v1/ConfigMap', AWS_AUTH.namespace, AWS_AUTH.name);
      const data = (existing?.['data'] ?? {}) as Readonly<Record<string, string>>;
      const roles = (parse(data['mapRoles'] ?? '[]') ?? []) as { rolearn: string }[];
      if (roles.some((r) => r.rolearn === rolearn)) return;
      const mapRoles = stringify([
        ...roles,
        {
          rolearn,
          username: 'system:node:{{SessionName}}',
          groups: ['system:bootstrappers', 'system:nodes', 'system:node-proxier'],
        },
      ]);
      if (existing) await api().mergePatch(AWS_AUTH, { data: { mapRoles } });
      else
        await api().create({
          apiVersion: 'v1',
          kind: 'ConfigMap',
          metadata: { namespace: AWS_AUTH.namespace, name: AWS_AUTH.name },
          data: { mapRoles },
        });
    },
  };
}
