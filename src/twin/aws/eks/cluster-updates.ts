import { after } from '../context.ts';
import { AwsError } from '../errors.ts';
import type { JsonInput, RestRoute } from '../wire/protocols.ts';
import { putAccessEntry, usesEntries } from './access-records.ts';
import { operatorArn } from './operator.ts';
import {
  clusterOf,
  listOf,
  newUpdate,
  textOf,
  updateView,
  type ClusterRecord,
  type Eks,
  type UpdateRecord,
} from './state.ts';

const invalid = (cluster: ClusterRecord, message: string): AwsError =>
  new AwsError('InvalidParameterException', message, 400, { clusterName: cluster.name });

/** From less to more; EKS does not go back. */
const MODES = ['CONFIG_MAP', 'API_AND_CONFIG_MAP', 'API'];

interface Change {
  readonly type: string;
  readonly params: UpdateRecord['params'];
  readonly apply: () => void;
}

/**
 * The two changes of a cluster that a move to Fargate may ask for: how callers are let in, and who
 * reaches the endpoint. Anything else is refused and named.
 * @source https://docs.aws.amazon.com/eks/latest/userguide/setting-up-access-entries.html,
 *   https://docs.aws.amazon.com/eks/latest/userguide/cluster-endpoint.html (read 2026-11-24)
 */
export const clusterUpdateRoutes = (eks: Eks): readonly RestRoute[] => [
  {
    method: 'POST',
    path: '/clusters/{name}/update-config',
    operation: 'UpdateClusterConfig',
    run: (input) => {
      const cluster = clusterOf(eks, input['name']);
      const change = changeOf(eks, cluster, input);
      for (const update of cluster.updates.values())
        if (update.status === 'InProgress' && !update.nodegroup && !update.addon)
          throw new AwsError(
            'ResourceInUseException',
            `Cannot ${change.type} because cluster ${cluster.name} currently has update ${update.id} in progress`,
            409,
            { clusterName: cluster.name },
          );
      const update = newUpdate(eks, cluster, change);
      cluster.status = 'UPDATING';
      after(eks.context, eks.context.seconds.clusterUpdate, () => {
        change.apply();
        update.status = 'Successful';
        cluster.status = 'ACTIVE';
      });
      return { update: updateView(update) };
    },
  },
];

function changeOf(eks: Eks, cluster: ClusterRecord, input: JsonInput): Change {
  const kinds = Object.keys(input).filter((key) => key !== 'name' && key !== 'clientRequestToken');
  const [kind] = kinds;
  if (kind === undefined) throw invalid(cluster, 'The request names nothing to update.');
  if (kinds.length > 1) throw invalid(cluster, 'Only one type of update can be allowed.');
  const wanted = (input[kind] ?? {}) as JsonInput;
  if (kind === 'accessConfig') return accessChange(eks, cluster, wanted);
  if (kind === 'resourcesVpcConfig') return endpointChange(cluster, wanted);
  throw invalid(cluster, `The twin does not offer an update of ${kind}.`);
}

function accessChange(eks: Eks, cluster: ClusterRecord, wanted: JsonInput): Change {
  const mode = textOf(wanted['authenticationMode']) ?? '';
  const before = cluster.authenticationMode;
  if (mode === before) throw invalid(cluster, 'No changes needed for the access config provided');
  if (MODES.indexOf(mode) < MODES.indexOf(before))
    throw invalid(cluster, `Unsupported authentication mode update from ${before} to ${mode}`);
  return {
    type: 'AccessConfigUpdate',
    params: [{ type: 'AuthenticationMode', value: `"${mode}"` }],
    apply: () => {
      const entriesAreNew = !usesEntries(cluster);
      cluster.authenticationMode = mode;
      if (entriesAreNew) admitKnownRoles(eks, cluster);
    },
  };
}

/** What aws-auth had let in by EKS' own hand gets its entry; what people wrote there does not. */
function admitKnownRoles(eks: Eks, cluster: ClusterRecord): void {
  const put = (principalArn: string, type: string, policies: readonly string[] = []): void => {
    if (!cluster.accessEntries.has(principalArn))
      putAccessEntry(eks, cluster, { principalArn, type, policies });
  };
  put(operatorArn(eks.context), 'STANDARD', ['AmazonEKSClusterAdminPolicy']);
  for (const group of cluster.nodegroups.values()) put(group.roleArn, 'EC2_LINUX');
  for (const profile of cluster.profiles.values()) put(profile.roleArn, 'FARGATE_LINUX');
}

function endpointChange(cluster: ClusterRecord, wanted: JsonInput): Change {
  const known = ['endpointPublicAccess', 'endpointPrivateAccess', 'publicAccessCidrs'];
  const strange = Object.keys(wanted).find((key) => !known.includes(key));
  if (strange !== undefined)
    throw invalid(cluster, `The twin does not offer an update of resourcesVpcConfig.${strange}.`);
  const isOpen = (key: string, before: boolean): boolean =>
    wanted[key] === undefined ? before : wanted[key] === true;
  const isPublic = isOpen('endpointPublicAccess', cluster.endpointPublicAccess);
  const isPrivate = isOpen('endpointPrivateAccess', cluster.endpointPrivateAccess);
  const cidrs =
    wanted['publicAccessCidrs'] === undefined
      ? cluster.publicAccessCidrs
      : listOf(wanted['publicAccessCidrs']);
  if (!isPublic && !isPrivate)
    throw invalid(cluster, 'Private and public endpoint access cannot be false');
  const same =
    isPublic === cluster.endpointPublicAccess &&
    isPrivate === cluster.endpointPrivateAccess &&
    cidrs.join() === cluster.publicAccessCidrs.join();
  if (same)
    throw invalid(
      cluster,
      `Cluster is already at the desired configuration with endpointPrivateAccess: ${isPrivate} , endpointPublicAccess: ${isPublic}, and Public Endpoint Restrictions: [${cidrs.join(', ')}]`,
    );
  return {
    type: 'EndpointAccessUpdate',
    params: [
      { type: 'EndpointPublicAccess', value: String(isPublic) },
      { type: 'EndpointPrivateAccess', value: String(isPrivate) },
      { type: 'PublicAccessCidrs', value: JSON.stringify(cidrs) },
    ],
    apply: () => {
      cluster.endpointPublicAccess = isPublic;
      cluster.endpointPrivateAccess = isPrivate;
      cluster.publicAccessCidrs = cidrs;
    },
  };
}
