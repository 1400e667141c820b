import { jsonEqual } from '../../../model/index.ts';
import { after, isoNow } from '../context.ts';
import { instanceTypeOf } from '../ec2/instance-types.ts';
import { AwsError } from '../errors.ts';
import type { JsonInput, RestRoute } from '../wire/protocols.ts';
import { changedTaints, objectOf, taintsOf, updateConfigOf } from './nodegroup-inputs.ts';
import { nodegroupView, putNodegroup } from './nodegroup-records.ts';
import {
  clusterOf,
  listOf,
  begunWith,
  newUpdate,
  pageOf,
  tagsOf,
  textOf,
  updateView,
  type ClusterRecord,
  type Eks,
  type LaunchTemplateRecord,
  type NodegroupRecord,
} from './state.ts';

const invalid = (message: string): AwsError => new AwsError('InvalidParameterException', message);

function nodegroupOf(cluster: ClusterRecord, input: JsonInput): NodegroupRecord {
  const name = String(input['nodegroupName']);
  const record = cluster.nodegroups.get(name);
  if (!record)
    throw new AwsError('ResourceNotFoundException', `No node group found for name: ${name}.`, 404, {
      clusterName: cluster.name,
      nodegroupName: name,
    });
  return record;
}

interface Scaling {
  readonly min: number;
  readonly max: number;
  readonly desired: number;
}

/** @source https://docs.aws.amazon.com/eks/latest/APIReference/API_NodegroupScalingConfig.html (read 2026-11-23) */
function scalingOf(value: unknown, before: Scaling): Scaling {
  const given = objectOf(value);
  const size = (key: string, otherwise: number): number => {
    const n = given[key] === undefined ? otherwise : Number(given[key]);
    if (!Number.isInteger(n) || n < 0) throw invalid(`Invalid ${key}: ${String(given[key])}`);
    return n;
  };
  const min = size('minSize', before.min);
  const max = size('maxSize', before.max);
  const desired = size('desiredSize', before.desired);
  if (max < 1) throw invalid('Maximum capacity must be at least 1.');
  if (min > desired)
    throw invalid(`Minimum capacity ${min} can't be greater than desired size ${desired}`);
  if (desired > max)
    throw invalid(`Desired capacity ${desired} can't be greater than max size ${max}`);
  return { min, max, desired };
}

function checkedTemplate(eks: Eks, value: unknown): LaunchTemplateRecord | undefined {
  if (value === undefined) return undefined;
  const { id, name, version } = objectOf(value);
  const known = [...eks.launchTemplates.values()].find((t) => t.id === id || t.name === name);
  if (!known || (textOf(version) ?? known.version) !== known.version)
    throw new AwsError(
      'InvalidRequestException',
      `The launch template ${textOf(id) ?? textOf(name) ?? ''} version ${textOf(version) ?? ''} was not found.`,
    );
  return known;
}

function create(eks: Eks, input: JsonInput): unknown {
  const cluster = clusterOf(eks, input['clusterName']);
  const name = textOf(input['nodegroupName']) ?? '';
  const token = textOf(input['clientRequestToken']);
  const existing = cluster.nodegroups.get(name);
  if (existing) {
    if (token !== undefined && existing.clientRequestToken === token)
      return { nodegroup: nodegroupView(cluster, existing) };
    throw new AwsError(
      'ResourceInUseException',
      `NodeGroup already exists with name ${name} and cluster name ${cluster.name}`,
      409,
      { clusterName: cluster.name, nodegroupName: name },
    );
  }
  const roleArn = textOf(input['nodeRole']) ?? '';
  if (eks.directory.assumableBy(roleArn, 'ec2.amazonaws.com', { arn: '' }) !== 'yes')
    throw invalid(`The role with name ${roleArn.split('/').at(-1) ?? ''} cannot be found.`);
  const subnets = listOf(input['subnets']);
  for (const id of subnets)
    if (!eks.network.subnets.has(id)) throw invalid(`The subnet ID '${id}' does not exist`);
  const template = checkedTemplate(eks, input['launchTemplate']);
  if (template && input['diskSize'] !== undefined)
    throw invalid('Disk size must be specified within the launch template.');
  const instanceTypes = listOf(input['instanceTypes'] ?? ['t3.medium']);
  for (const type of instanceTypes)
    if (!instanceTypeOf(eks.seed, type)) throw invalid(`[${type}] is not a valid instance type.`);
  const record = putNodegroup(
    eks,
    cluster,
    {
      name,
      instanceTypes,
      scaling: scalingOf(input['scalingConfig'], { min: 1, max: 2, desired: 2 }),
      capacityType: textOf(input['capacityType']) ?? 'ON_DEMAND',
      amiType: textOf(input['amiType']) ?? 'AL2023_x86_64_STANDARD',
      diskSize: typeof input['diskSize'] === 'number' ? input['diskSize'] : 20,
      subnets,
      roleArn,
      launchTemplate: template,
      labels: tagsOf(input['labels']),
      taints: taintsOf(input['taints']),
      updateConfig: updateConfigOf(input['updateConfig'], { maxUnavailable: 1 }),
      version: textOf(input['version']) ?? cluster.version,
      clientRequestToken: token,
      tags: tagsOf(input['tags']),
    },
    false,
  );
  after(eks.context, eks.context.seconds.nodegroupCreate, () => {
    if (record.status === 'CREATING') record.status = 'ACTIVE';
  });
  return { nodegroup: nodegroupView(cluster, record) };
}

function updateConfig(eks: Eks, input: JsonInput): unknown {
  const cluster = clusterOf(eks, input['clusterName']);
  const record = nodegroupOf(cluster, input);
  const { group } = record;
  const token = textOf(input['clientRequestToken']);
  const begun = begunWith(cluster, { nodegroup: record.name, token });
  if (begun) return { update: updateView(begun) };
  if (record.status !== 'ACTIVE' && record.status !== 'DEGRADED')
    throw new AwsError(
      'ResourceInUseException',
      'Nodegroup cannot be updated as it is currently not in Active State',
      409,
      { clusterName: cluster.name, nodegroupName: record.name },
    );
  const before = { min: group.minSize, max: group.maxSize, desired: group.desiredCapacity };
  const scaling = scalingOf(input['scalingConfig'], before);
  const labels = objectOf(input['labels']);
  const taints = changedTaints(record.taints, input['taints']);
  const updates = updateConfigOf(input['updateConfig'], record.updateConfig);
  const params: { type: string; value: string }[] = [];
  if (!jsonEqual(scaling, before)) {
    params.push({ type: 'MinSize', value: String(scaling.min) });
    params.push({ type: 'MaxSize', value: String(scaling.max) });
    params.push({ type: 'DesiredSize', value: String(scaling.desired) });
    group.minSize = scaling.min;
    group.maxSize = scaling.max;
    group.desiredCapacity = scaling.desired;
  }
  const newLabels = tagsOf(labels['addOrUpdateLabels']);
  const gone = listOf(labels['removeLabels']);
  if (Object.keys(newLabels).length + gone.length > 0) {
    params.push({ type: 'LabelsToAdd', value: JSON.stringify(newLabels) });
    if (gone.length > 0) params.push({ type: 'LabelsToRemove', value: JSON.stringify(gone) });
    const kept = Object.entries(record.labels).filter(([key]) => !gone.includes(key));
    record.labels = group.labels = { ...Object.fromEntries(kept), ...newLabels };
  }
  if (!jsonEqual(taints, record.taints)) {
    const { addOrUpdateTaints, removeTaints } = objectOf(input['taints']);
    params.push({ type: 'TaintsToAdd', value: JSON.stringify(addOrUpdateTaints ?? []) });
    params.push({ type: 'TaintsToRemove', value: JSON.stringify(removeTaints ?? []) });
    record.taints = group.taints = taints;
  }
  for (const [key, value] of Object.entries(updates === record.updateConfig ? {} : updates))
    params.push({ type: key === 'maxUnavailable' ? 'MaxUnavailable' : 'MaxUnavailablePercentage', value: String(value) }); // prettier-ignore
  record.updateConfig = updates;
  eks.fleet.resize(group);
  record.status = 'UPDATING';
  record.modifiedAt = isoNow(eks.context);
  const update = newUpdate(eks, cluster, { type: 'ConfigUpdate', params, nodegroup: record.name, token }); // prettier-ignore
  after(eks.context, eks.context.seconds.nodegroupUpdate, () => {
    update.status = 'Successful';
    if (record.status === 'UPDATING') record.status = 'ACTIVE';
  });
  return { update: updateView(update) };
}

/** Drains and ends every instance; the group goes when the last one has. */
function remove(eks: Eks, input: JsonInput): unknown {
  const cluster = clusterOf(eks, input['clusterName']);
  const record = nodegroupOf(cluster, input);
  const { group } = record;
  if (record.status === 'DELETING') return { nodegroup: nodegroupView(cluster, record) };
  if (record.status === 'CREATING' || record.status === 'UPDATING')
    throw new AwsError(
      'ResourceInUseException',
      `Nodegroup cannot be deleted as it is currently in ${record.status} state`,
      409,
      { clusterName: cluster.name, nodegroupName: record.name },
    );
  record.status = 'DELETING';
  record.modifiedAt = isoNow(eks.context);
  group.drainSeconds = eks.context.seconds.drainOnDelete;
  group.minSize = 0;
  group.desiredCapacity = 0;
  eks.fleet.resize(group);
  // A group without instances takes a moment too; then the same check as for the others ends it.
  after(eks.context, eks.context.seconds.nodegroupUpdate, () => endEmptyNodegroups(eks));
  return { nodegroup: nodegroupView(cluster, record) };
}

/** Takes away the node groups that are DELETING and have no instance left. Called whenever the fleet changed. */
export function endEmptyNodegroups(eks: Eks): void {
  const [least] = eks.context.seconds.nodegroupUpdate;
  for (const cluster of eks.clusters.values())
    for (const record of [...cluster.nodegroups.values()]) {
      const young = eks.context.clock.age(Date.parse(record.modifiedAt)) < least * 1000;
      if (record.status !== 'DELETING' || young) continue;
      if (eks.fleet.membersOf(record.group).length > 0) continue;
      eks.fleet.removeGroup(record.group.name);
      cluster.nodegroups.delete(record.name);
    }
}

export function nodegroupRoutes(eks: Eks): readonly RestRoute[] {
  const base = '/clusters/{clusterName}/node-groups';
  const one = `${base}/{nodegroupName}`;
  return [
    {
      method: 'POST',
      path: base,
      operation: 'CreateNodegroup',
      run: (input) => create(eks, input),
    },
    {
      method: 'GET',
      path: base,
      operation: 'ListNodegroups',
      run: (input) =>
        pageOf(
          input,
          'nodegroups',
          [...clusterOf(eks, input['clusterName']).nodegroups.keys()].sort(),
        ),
    },
    {
      method: 'GET',
      path: one,
      operation: 'DescribeNodegroup',
      run: (input) => {
        const cluster = clusterOf(eks, input['clusterName']);
        return { nodegroup: nodegroupView(cluster, nodegroupOf(cluster, input)) };
      },
    },
    {
      method: 'POST',
      path: `${one}/update-config`,
      operation: 'UpdateNodegroupConfig',
      run: (input) => updateConfig(eks, input),
    },
    {
      method: 'DELETE',
      path: one,
      operation: 'DeleteNodegroup',
      run: (input) => remove(eks, input),
    },
  ];
}
