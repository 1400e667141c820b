import { after, isoNow } from '../context.ts';
import { AwsError } from '../errors.ts';
import type { JsonInput, RestRoute } from '../wire/protocols.ts';
import { jsonEqual } from '../../../model/index.ts';
import { putAccessEntry, usesEntries } from './access-records.ts';
import {
  checkCounts,
  checkRole,
  checkSerial,
  checkSubnets,
  checkSyntax,
  PROFILES_PER_CLUSTER,
} from './profile-rules.ts';
import {
  childArn,
  clusterOf,
  epoch,
  pageOf,
  tagsOf,
  textOf,
  type ClusterRecord,
  type Eks,
  type FargateProfileRecord,
} from './state.ts';

/** How often EKS looks whether a profile that is going has no pods left. */
const PODS_POLL: readonly [number, number] = [5, 5];

const view = (cluster: ClusterRecord, p: FargateProfileRecord): unknown => ({
  fargateProfileName: p.name,
  fargateProfileArn: p.arn,
  clusterName: cluster.name,
  createdAt: epoch(p.createdAt),
  podExecutionRoleArn: p.roleArn,
  subnets: p.subnets,
  selectors: p.selectors.map(({ namespace, labels }) =>
    Object.keys(labels).length === 0 ? { namespace } : { namespace, labels },
  ),
  status: p.status,
  tags: p.tags,
  health: { issues: p.issues },
});

const changed = (eks: Eks): void => {
  for (const listener of eks.profileListeners) listener();
};

function profileOf(cluster: ClusterRecord, input: JsonInput): FargateProfileRecord {
  const name = String(input['fargateProfileName']);
  const profile = cluster.profiles.get(name);
  if (!profile)
    throw new AwsError(
      'ResourceNotFoundException',
      `No Fargate Profile found with name: ${name}.`,
      404,
      { clusterName: cluster.name, fargateProfileName: name },
    );
  return profile;
}

/** Lets the profile's role in: by an access entry, or by aws-auth where entries are off. */
export function admitRole(
  eks: Eks,
  cluster: ClusterRecord,
  roleArn: string,
  settled = false,
): void {
  if (usesEntries(cluster)) {
    if (!cluster.accessEntries.has(roleArn))
      putAccessEntry(eks, cluster, { principalArn: roleArn, type: 'FARGATE_LINUX', settled });
  } else if (!settled) {
    // A failed write shows later, as it does in AWS: launches are blocked.
    eks.context
      .hooks()
      .mapFargateRole(roleArn)
      .catch(() => undefined);
  }
}

function create(eks: Eks, input: JsonInput): unknown {
  const { name, selectors } = checkSyntax(input);
  const cluster = clusterOf(eks, input['clusterName']);
  const token = textOf(input['clientRequestToken']);
  const existing = cluster.profiles.get(name);
  if (existing) {
    const same =
      token !== undefined &&
      existing.clientRequestToken === token &&
      jsonEqual(existing.selectors, selectors);
    if (same) return { fargateProfile: view(cluster, existing) };
    throw new AwsError(
      'ResourceInUseException',
      'A Fargate Profile already exists with this name in this cluster.',
      409,
      { clusterName: cluster.name, fargateProfileName: name },
    );
  }
  checkCounts(eks, selectors);
  const subnets = checkSubnets(eks, cluster, input['subnets']);
  const roleArn = checkRole(eks, cluster, name, input['podExecutionRoleArn']);
  checkSerial(cluster, 'create', name);
  const limit = eks.quotas.value('eks', PROFILES_PER_CLUSTER);
  if (cluster.profiles.size >= limit)
    throw new AwsError(
      'ResourceLimitExceededException',
      `Fargate profile limit exceeded: cluster ${cluster.name} already has ${cluster.profiles.size} of ${limit} profiles.`,
      400,
      { clusterName: cluster.name },
    );
  const profile: FargateProfileRecord = {
    name,
    arn: childArn(eks.context, 'fargateprofile', `${cluster.name}/${name}`, false),
    createdAt: isoNow(eks.context),
    roleArn,
    subnets,
    selectors,
    status: 'CREATING',
    issues: [],
    clientRequestToken: token,
    tags: tagsOf(input['tags']),
  };
  cluster.profiles.set(name, profile);
  changed(eks);
  const failure = eks.context.controls.failNextProfiles.shift() ?? roleClash(cluster, roleArn);
  after(eks.context, eks.context.seconds.fargateProfileCreate, () => {
    if (failure) {
      profile.status = 'CREATE_FAILED';
      profile.issues = [{ ...failure, resourceIds: [profile.arn] }];
    } else {
      admitRole(eks, cluster, roleArn);
      profile.status = 'ACTIVE';
    }
    changed(eks);
  });
  return { fargateProfile: view(cluster, profile) };
}

/** A role of EC2 nodes can not be a pod execution role too: their mappings clash. */
function roleClash(
  cluster: ClusterRecord,
  roleArn: string,
): { readonly code: string; readonly message: string } | undefined {
  const used = [...cluster.nodegroups.values()].some((n) => n.roleArn === roleArn);
  if (!used) return undefined;
  const message = `Pod execution role ${roleArn} is already in use by a node group of the cluster.`;
  return { code: 'PodExecutionRoleAlreadyInUse', message };
}

function remove(eks: Eks, input: JsonInput): unknown {
  const cluster = clusterOf(eks, input['clusterName']);
  const profile = profileOf(cluster, input);
  if (profile.status === 'DELETING') return { fargateProfile: view(cluster, profile) };
  if (profile.status === 'CREATING')
    throw new AwsError(
      'ResourceInUseException',
      `Cannot delete Fargate Profile ${profile.name} because cluster ${cluster.name} currently has Fargate profile ${profile.name} in status CREATING`,
      409,
    );
  checkSerial(cluster, 'delete', profile.name);
  profile.status = 'DELETING';
  changed(eks);
  const poll = (): void => {
    if (eks.context.hooks().podsOnProfile(profile.name) > 0) {
      after(eks.context, PODS_POLL, poll);
      return;
    }
    cluster.profiles.delete(profile.name);
    changed(eks);
  };
  after(eks.context, eks.context.seconds.fargateProfileDelete, poll);
  return { fargateProfile: view(cluster, profile) };
}

export function fargateProfileRoutes(eks: Eks): readonly RestRoute[] {
  const base = '/clusters/{clusterName}/fargate-profiles';
  return [
    {
      method: 'POST',
      path: base,
      operation: 'CreateFargateProfile',
      run: (input) => create(eks, input),
    },
    {
      method: 'GET',
      path: base,
      operation: 'ListFargateProfiles',
      run: (input) =>
        pageOf(
          input,
          'fargateProfileNames',
          [...clusterOf(eks, input['clusterName']).profiles.keys()].sort(),
        ),
    },
    {
      method: 'GET',
      path: `${base}/{fargateProfileName}`,
      operation: 'DescribeFargateProfile',
      run: (input) => {
        const cluster = clusterOf(eks, input['clusterName']);
        return { fargateProfile: view(cluster, profileOf(cluster, input)) };
      },
    },
    {
      method: 'DELETE',
      path: `${base}/{fargateProfileName}`,
      operation: 'DeleteFargateProfile',
      run: (input) => remove(eks, input),
    },
  ];
}
