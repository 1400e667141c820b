/** EKS' answers in our words. Absent fields become the API's own defaults. */
import type { Addon, EksCluster, FargateProfile, Nodegroup, Tags } from '../../model/index.ts';

/** Node groups' taints are spelled differently by EKS (NO_SCHEDULE) and Kubernetes (NoSchedule). */
const TAINTS = {
  NO_SCHEDULE: 'NoSchedule',
  PREFER_NO_SCHEDULE: 'PreferNoSchedule',
  NO_EXECUTE: 'NoExecute',
} as const;

type Maybe<T> = T | undefined;

export function toCluster(
  c: Maybe<import('@aws-sdk/client-eks').Cluster>,
  region: string,
): EksCluster {
  const vpc = c?.resourcesVpcConfig;
  return {
    name: c?.name ?? '',
    arn: c?.arn ?? '',
    version: c?.version ?? '',
    status: c?.status ?? '',
    endpoint: c?.endpoint ?? '',
    certificateAuthority: c?.certificateAuthority?.data ?? '',
    region: c?.arn?.split(':')[3] ?? region,
    vpcId: vpc?.vpcId ?? '',
    subnetIds: vpc?.subnetIds ?? [],
    clusterSecurityGroupId: vpc?.clusterSecurityGroupId ?? '',
    securityGroupIds: vpc?.securityGroupIds ?? [],
    endpointPublicAccess: vpc?.endpointPublicAccess ?? true,
    endpointPrivateAccess: vpc?.endpointPrivateAccess ?? false,
    publicAccessCidrs: vpc?.publicAccessCidrs ?? [],
    authenticationMode: c?.accessConfig?.authenticationMode ?? 'CONFIG_MAP',
    oidcIssuer: c?.identity?.oidc?.issuer ?? null,
    supportType: c?.upgradePolicy?.supportType ?? null,
    tags: c?.tags ?? {},
  };
}

export function toProfile(p: Maybe<import('@aws-sdk/client-eks').FargateProfile>): FargateProfile {
  return {
    name: p?.fargateProfileName ?? '',
    arn: p?.fargateProfileArn ?? '',
    podExecutionRoleArn: p?.podExecutionRoleArn ?? '',
    subnetIds: p?.subnets ?? [],
    selectors: (p?.selectors ?? []).map((s) => ({
      namespace: s.namespace ?? '',
      ...(s.labels === undefined || Object.keys(s.labels).length === 0 ? {} : { labels: s.labels }),
    })),
    status: p?.status ?? '',
    healthIssues: (p?.health?.issues ?? []).map((h) => ({
      code: h.code ?? '',
      message: h.message ?? '',
    })),
    tags: p?.tags ?? {},
  };
}

export function toNodegroup(g: Maybe<import('@aws-sdk/client-eks').Nodegroup>): Nodegroup {
  return {
    name: g?.nodegroupName ?? '',
    arn: g?.nodegroupArn ?? '',
    status: g?.status ?? '',
    instanceTypes: g?.instanceTypes ?? [],
    capacityType: g?.capacityType ?? 'ON_DEMAND',
    amiType: g?.amiType ?? '',
    diskSizeGiB: g?.diskSize ?? null,
    version: g?.version ?? null,
    subnetIds: g?.subnets ?? [],
    nodeRoleArn: g?.nodeRole ?? '',
    scaling: {
      minSize: g?.scalingConfig?.minSize ?? 0,
      maxSize: g?.scalingConfig?.maxSize ?? 0,
      desiredSize: g?.scalingConfig?.desiredSize ?? 0,
    },
    labels: g?.labels ?? {},
    taints: (g?.taints ?? []).map((t) => ({
      key: t.key ?? '',
      ...(t.value === undefined ? {} : { value: t.value }),
      effect: TAINTS[t.effect as keyof typeof TAINTS] ?? t.effect ?? '',
    })),
    launchTemplate:
      g?.launchTemplate?.id === undefined
        ? null
        : { id: g.launchTemplate.id, version: g.launchTemplate.version ?? '' },
    autoScalingGroups: (g?.resources?.autoScalingGroups ?? []).map((a) => a.name ?? ''),
    healthIssues: (g?.health?.issues ?? []).map((h) => ({
      code: h.code ?? '',
      message: h.message ?? '',
    })),
    tags: g?.tags ?? {},
  };
}

export function toAddon(a: Maybe<import('@aws-sdk/client-eks').Addon>): Addon {
  return {
    name: a?.addonName ?? '',
    arn: a?.addonArn ?? '',
    version: a?.addonVersion ?? '',
    status: a?.status ?? '',
    configurationValues: a?.configurationValues ?? null,
    serviceAccountRoleArn: a?.serviceAccountRoleArn ?? null,
    podIdentityAssociations: a?.podIdentityAssociations ?? [],
    tags: (a?.tags ?? {}) as Tags,
  };
}

export function taintToEks(effect: string): keyof typeof TAINTS {
  const entry = Object.entries(TAINTS).find(([, k8s]) => k8s === effect);
  return (entry?.[0] ?? 'NO_SCHEDULE') as keyof typeof TAINTS;
}
