import { isoNow } from '../context.ts';
import { AwsError } from '../errors.ts';
import type { JsonInput, RestRoute } from '../wire/protocols.ts';
import { POLICY_PREFIX, putAccessEntry, usesEntries } from './access-records.ts';
import {
  clusterOf,
  epoch,
  listOf,
  pageOf,
  tagsOf,
  textOf,
  type AccessEntryRecord,
  type AccessScope,
  type ClusterRecord,
  type Eks,
} from './state.ts';

/**
 * The access policies for people; EKS has more, for its own services.
 * @source https://docs.aws.amazon.com/eks/latest/userguide/access-policy-permissions.html (read 2026-11-24)
 */
const ACCESS_POLICIES = ['AmazonEKSAdminPolicy', 'AmazonEKSAdminViewPolicy', 'AmazonEKSClusterAdminPolicy', 'AmazonEKSEditPolicy', 'AmazonEKSViewPolicy']; // prettier-ignore

const view = (cluster: ClusterRecord, e: AccessEntryRecord): unknown => ({
  clusterName: cluster.name,
  principalArn: e.principalArn,
  kubernetesGroups: e.groups,
  accessEntryArn: e.arn,
  createdAt: epoch(e.createdAt),
  modifiedAt: epoch(e.modifiedAt),
  tags: e.tags,
  username: e.username,
  type: e.type,
});

const policyViews = (e: AccessEntryRecord): unknown[] =>
  [...e.policies].map(([policyArn, { scope, at }]) => ({
    policyArn,
    accessScope: scope,
    associatedAt: epoch(at),
    modifiedAt: epoch(at),
  }));

/** @source https://github.com/terraform-aws-modules/terraform-aws-eks/issues/2915 (the text; read 2026-11-25) */
function checkGroups(cluster: ClusterRecord, input: JsonInput): void {
  const groups = Array.isArray(input['kubernetesGroups']) ? listOf(input['kubernetesGroups']) : [];
  const bad = groups.find((group) => group.startsWith('system:'));
  if (bad !== undefined)
    throw new AwsError(
      'InvalidParameterException',
      `The kubernetes group name ${bad} is invalid, it cannot start with system:`,
      400,
      { clusterName: cluster.name },
    );
}

function scopeOf(given: unknown): AccessScope {
  const { type, namespaces } = (given ?? {}) as JsonInput;
  if (type !== 'cluster' && type !== 'namespace')
    throw new AwsError(
      'InvalidParameterException',
      `The value ${String(type)} of accessScope.type is not one of cluster, namespace.`,
    );
  return { type, namespaces: listOf(namespaces) };
}

export function accessRoutes(eks: Eks): readonly RestRoute[] {
  const clusterFor = (input: JsonInput): ClusterRecord => {
    const cluster = clusterOf(eks, input['clusterName']);
    if (!usesEntries(cluster))
      throw new AwsError(
        'InvalidRequestException',
        "The cluster's authentication mode must be set to one of [API, API_AND_CONFIG_MAP] to perform this operation.",
      );
    return cluster;
  };
  const entryOf = (cluster: ClusterRecord, input: JsonInput): AccessEntryRecord => {
    const entry = cluster.accessEntries.get(String(input['principalArn']));
    if (!entry)
      throw new AwsError(
        'ResourceNotFoundException',
        "The specified principalArn could not be found. You can view your available access entries with 'list-access-entries'.",
        404,
      );
    return entry;
  };
  const base = '/clusters/{clusterName}/access-entries';
  const one = `${base}/{principalArn}`;
  return [
    {
      method: 'GET',
      path: '/access-policies',
      operation: 'ListAccessPolicies',
      run: (input) =>
        pageOf(
          input,
          'accessPolicies',
          ACCESS_POLICIES.map((name) => ({ name, arn: POLICY_PREFIX + name })),
        ),
    },
    {
      method: 'GET',
      path: base,
      operation: 'ListAccessEntries',
      run: (input) => {
        const wanted = textOf(input['associatedPolicyArn']);
        const entries = [...clusterFor(input).accessEntries.values()]
          .filter((e) => wanted === undefined || e.policies.has(wanted))
          .map((e) => e.principalArn)
          .sort();
        return pageOf(input, 'accessEntries', entries);
      },
    },
    {
      method: 'GET',
      path: one,
      operation: 'DescribeAccessEntry',
      run: (input) => {
        const cluster = clusterFor(input);
        return { accessEntry: view(cluster, entryOf(cluster, input)) };
      },
    },
    {
      method: 'POST',
      path: base,
      operation: 'CreateAccessEntry',
      run: (input) => {
        const cluster = clusterFor(input);
        const principalArn = String(input['principalArn']);
        checkGroups(cluster, input);
        if (cluster.accessEntries.has(principalArn))
          throw new AwsError(
            'ResourceInUseException',
            'The specified access entry resource is already in use on this cluster.',
            409,
            { clusterName: cluster.name },
          );
        if (!/^arn:aws[a-z-]*:iam::\d{12}:(?:role|user)\/.+/.test(principalArn))
          throw new AwsError(
            'InvalidParameterException',
            'The specified principalArn is invalid: invalid principal.',
            400,
            { clusterName: cluster.name },
          );
        const entry = putAccessEntry(eks, cluster, {
          principalArn,
          type: textOf(input['type']) ?? 'STANDARD',
          username: textOf(input['username']),
          ...(Array.isArray(input['kubernetesGroups'])
            ? { groups: listOf(input['kubernetesGroups']) }
            : {}),
          tags: tagsOf(input['tags']),
        });
        return { accessEntry: view(cluster, entry) };
      },
    },
    {
      method: 'POST',
      path: one,
      operation: 'UpdateAccessEntry',
      run: (input) => {
        const cluster = clusterFor(input);
        const entry = entryOf(cluster, input);
        checkGroups(cluster, input);
        entry.groups =
          input['kubernetesGroups'] === undefined
            ? entry.groups
            : listOf(input['kubernetesGroups']);
        entry.username = textOf(input['username']) ?? entry.username;
        entry.modifiedAt = isoNow(eks.context);
        return { accessEntry: view(cluster, entry) };
      },
    },
    {
      method: 'DELETE',
      path: one,
      operation: 'DeleteAccessEntry',
      run: (input) => {
        const cluster = clusterFor(input);
        cluster.accessEntries.delete(entryOf(cluster, input).principalArn);
        return {};
      },
    },
    {
      method: 'GET',
      path: `${one}/access-policies`,
      operation: 'ListAssociatedAccessPolicies',
      run: (input) => {
        const cluster = clusterFor(input);
        const entry = entryOf(cluster, input);
        return {
          clusterName: cluster.name,
          principalArn: entry.principalArn,
          ...pageOf(
            input,
            'associatedAccessPolicies',
            policyViews(entry),
            'InvalidRequestException',
          ),
        };
      },
    },
    {
      method: 'POST',
      path: `${one}/access-policies`,
      operation: 'AssociateAccessPolicy',
      run: (input) => {
        const cluster = clusterFor(input);
        const entry = entryOf(cluster, input);
        const policyArn = String(input['policyArn']);
        if (!ACCESS_POLICIES.includes(policyArn.replace(POLICY_PREFIX, '')))
          throw new AwsError(
            'ResourceNotFoundException',
            `The specified policyArn could not be found: ${policyArn}`,
            404,
            { clusterName: cluster.name },
          );
        const scope = scopeOf(input['accessScope']);
        entry.policies.set(policyArn, { scope, at: isoNow(eks.context) });
        const views = policyViews(entry) as { readonly policyArn: string }[];
        return {
          clusterName: cluster.name,
          principalArn: entry.principalArn,
          associatedAccessPolicy: views.find((v) => v.policyArn === policyArn),
        };
      },
    },
    {
      method: 'DELETE',
      path: `${one}/access-policies/{policyArn}`,
      operation: 'DisassociateAccessPolicy',
      run: (input) => {
        const cluster = clusterFor(input);
        entryOf(cluster, input).policies.delete(String(input['policyArn']));
        return {};
      },
    },
  ];
}
