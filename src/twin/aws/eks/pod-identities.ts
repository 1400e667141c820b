import { arn, isoNow } from '../context.ts';
import { AwsError } from '../errors.ts';
import type { JsonInput, RestRoute } from '../wire/protocols.ts';
import {
  clusterOf,
  epoch,
  pageOf,
  tagsOf,
  textOf,
  type ClusterRecord,
  type Eks,
  type PodIdentityRecord,
} from './state.ts';

/** Adds a pod identity association; the seed does it, and the API. */
export function putPodIdentity(
  eks: Eks,
  cluster: ClusterRecord,
  init: Pick<PodIdentityRecord, 'namespace' | 'serviceAccount' | 'roleArn' | 'tags'> & {
    readonly settled?: boolean;
  },
): PodIdentityRecord {
  const at = init.settled ? cluster.createdAt : isoNow(eks.context);
  const id = `a-${eks.context.ids.hex(17)}`;
  const record: PodIdentityRecord = {
    id,
    arn: arn(eks.context, 'eks', `podidentityassociation/${cluster.name}/${id}`),
    namespace: init.namespace,
    serviceAccount: init.serviceAccount,
    roleArn: init.roleArn,
    createdAt: at,
    modifiedAt: at,
    tags: init.tags,
  };
  cluster.podIdentities.set(id, record);
  return record;
}

/** Pod identity associations: kept and told, though no pod of the twin asks for credentials. */
export function podIdentityRoutes(eks: Eks): readonly RestRoute[] {
  const summary = (cluster: ClusterRecord, p: PodIdentityRecord): Record<string, unknown> => ({
    clusterName: cluster.name,
    namespace: p.namespace,
    serviceAccount: p.serviceAccount,
    associationArn: p.arn,
    associationId: p.id,
  });
  const view = (cluster: ClusterRecord, p: PodIdentityRecord): unknown => ({
    ...summary(cluster, p),
    roleArn: p.roleArn,
    tags: p.tags,
    createdAt: epoch(p.createdAt),
    modifiedAt: epoch(p.modifiedAt),
    disableSessionTags: false,
  });
  const find = (cluster: ClusterRecord, input: JsonInput): PodIdentityRecord => {
    const record = cluster.podIdentities.get(String(input['associationId']));
    if (!record)
      throw new AwsError(
        'ResourceNotFoundException',
        `No association found with id: ${String(input['associationId'])}.`,
        404,
      );
    return record;
  };
  const base = '/clusters/{clusterName}/pod-identity-associations';
  return [
    {
      method: 'GET',
      path: base,
      operation: 'ListPodIdentityAssociations',
      run: (input) => {
        const cluster = clusterOf(eks, input['clusterName']);
        const wanted = (key: 'namespace' | 'serviceAccount', p: PodIdentityRecord): boolean =>
          input[key] === undefined || input[key] === p[key];
        const found = [...cluster.podIdentities.values()].filter(
          (p) => wanted('namespace', p) && wanted('serviceAccount', p),
        );
        return pageOf(
          input,
          'associations',
          found.map((p) => summary(cluster, p)),
        );
      },
    },
    {
      method: 'GET',
      path: `${base}/{associationId}`,
      operation: 'DescribePodIdentityAssociation',
      run: (input) => {
        const cluster = clusterOf(eks, input['clusterName']);
        return { association: view(cluster, find(cluster, input)) };
      },
    },
    {
      method: 'POST',
      path: base,
      operation: 'CreatePodIdentityAssociation',
      run: (input) => {
        const cluster = clusterOf(eks, input['clusterName']);
        const namespace = String(input['namespace']);
        const serviceAccount = String(input['serviceAccount']);
        for (const p of cluster.podIdentities.values())
          if (p.namespace === namespace && p.serviceAccount === serviceAccount)
            throw new AwsError(
              'ResourceInUseException',
              `Association already exists: ${p.id}`,
              409,
            );
        const record = putPodIdentity(eks, cluster, {
          namespace,
          serviceAccount,
          roleArn: String(input['roleArn']),
          tags: tagsOf(input['tags']),
        });
        return { association: view(cluster, record) };
      },
    },
    {
      method: 'POST',
      path: `${base}/{associationId}`,
      operation: 'UpdatePodIdentityAssociation',
      run: (input) => {
        const cluster = clusterOf(eks, input['clusterName']);
        const record = find(cluster, input);
        record.roleArn = textOf(input['roleArn']) ?? record.roleArn;
        record.modifiedAt = isoNow(eks.context);
        return { association: view(cluster, record) };
      },
    },
    {
      method: 'DELETE',
      path: `${base}/{associationId}`,
      operation: 'DeletePodIdentityAssociation',
      run: (input) => {
        const cluster = clusterOf(eks, input['clusterName']);
        const record = find(cluster, input);
        cluster.podIdentities.delete(record.id);
        return { association: view(cluster, record) };
      },
    },
  ];
}
