import { parse } from 'yaml';
import { after, isoNow } from '../context.ts';
import { AwsError } from '../errors.ts';
import type { JsonInput, RestRoute } from '../wire/protocols.ts';
import { addonOffer, checkedConfiguration, checkedVersion } from './addon-catalog.ts';
import {
  childArn,
  clusterOf,
  epoch,
  begunWith,
  newUpdate,
  pageOf,
  tagsOf,
  textOf,
  updateView,
  type AddonRecord,
  type ClusterRecord,
  type Eks,
  type UpdateRecord,
} from './state.ts';

/** How often EKS looks after an add-on's health, and how long it must be ill to be called DEGRADED. */
const HEALTH_POLL_MS = 10_000;
const WATCH_MS = 60_000;
const PATIENCE_MS = 5 * 60_000;

/** The seed's add-ons; the twin's other half installs their objects itself. */
export function seedAddons(eks: Eks, cluster: ClusterRecord): void {
  for (const addon of eks.seed.addons)
    cluster.addons.set(addon.name, {
      name: addon.name,
      arn: childArn(eks.context, 'addon', `${cluster.name}/${addon.name}`, true),
      version: addon.version ?? addonOffer(addon.name)?.versions[0] ?? 'v1.0.0-eksbuild.1',
      status: 'ACTIVE',
      createdAt: cluster.createdAt,
      modifiedAt: cluster.createdAt,
      configurationValues: addon.configurationValues,
      serviceAccountRoleArn: addon.serviceAccountRoleArn,
      issues: [],
      clientRequestToken: undefined,
      tags: { ...addon.tags },
    });
}

const view = (eks: Eks, cluster: ClusterRecord, a: AddonRecord): unknown => ({
  addonName: a.name,
  clusterName: cluster.name,
  status: a.status,
  addonVersion: a.version,
  health: { issues: a.status === 'DEGRADED' ? eks.context.hooks().addonIssues(a.name) : a.issues },
  addonArn: a.arn,
  createdAt: epoch(a.createdAt),
  modifiedAt: epoch(a.modifiedAt),
  ...(a.serviceAccountRoleArn === null ? {} : { serviceAccountRoleArn: a.serviceAccountRoleArn }),
  tags: a.tags,
  ...(a.configurationValues === null ? {} : { configurationValues: a.configurationValues }),
});

const details = (cluster: ClusterRecord, addonName: string) => ({
  clusterName: cluster.name,
  addonName,
});

function addonOf(cluster: ClusterRecord, input: JsonInput): AddonRecord {
  const name = String(input['addonName']);
  const record = cluster.addons.get(name);
  if (!record)
    throw new AwsError(
      'ResourceNotFoundException',
      `No addon: ${name} found in cluster: ${cluster.name}`,
      404,
      details(cluster, name),
    );
  return record;
}

/** Installs, then waits for health; `whenLate` is the state of what never gets well. */
function rollOut(eks: Eks, record: AddonRecord, whenLate: string, update?: UpdateRecord): void {
  const { context } = eks;
  const began = context.clock.now();
  const patienceMs = context.seconds.addonTimeout[1] * 1000;
  const verb = record.status;
  const fail = (issues: AddonRecord['issues']): void => {
    record.status = whenLate;
    record.issues = issues;
    if (!update) return;
    update.status = 'Failed';
    update.errors = issues.map((i) => ({ errorCode: i.code, errorMessage: i.message }));
  };
  const look = (): void => {
    if (record.status !== verb) return;
    const issues = context.hooks().addonIssues(record.name);
    if (issues.length === 0) {
      record.status = 'ACTIVE';
      record.issues = [];
      if (update) update.status = 'Successful';
    } else if (context.clock.age(began) >= patienceMs) fail(issues);
    else context.clock.schedule(HEALTH_POLL_MS, look);
  };
  const { name, version, configurationValues, serviceAccountRoleArn } = record;
  context
    .hooks()
    .installAddon({ name, version, configurationValues, serviceAccountRoleArn })
    .then(
      () => void after(context, context.seconds.addonChange, look),
      (error: unknown) =>
        fail([
          {
            code: 'AdmissionRequestDenied',
            message: error instanceof Error ? error.message : String(error),
          },
        ]),
    );
}

function create(eks: Eks, input: JsonInput): unknown {
  const cluster = clusterOf(eks, input['clusterName']);
  const name = textOf(input['addonName']) ?? '';
  const token = textOf(input['clientRequestToken']);
  const existing = cluster.addons.get(name);
  if (existing) {
    if (token !== undefined && existing.clientRequestToken === token)
      return { addon: view(eks, cluster, existing) };
    throw new AwsError(
      'ResourceInUseException',
      'Addon already exists.',
      409,
      details(cluster, name),
    );
  }
  const record: AddonRecord = {
    name,
    arn: childArn(eks.context, 'addon', `${cluster.name}/${name}`, false),
    version: checkedVersion(name, textOf(input['addonVersion'])),
    status: 'CREATING',
    createdAt: isoNow(eks.context),
    modifiedAt: isoNow(eks.context),
    configurationValues: checkedConfiguration(name, textOf(input['configurationValues']), parse),
    serviceAccountRoleArn: textOf(input['serviceAccountRoleArn']) ?? null,
    issues: [],
    clientRequestToken: token,
    tags: tagsOf(input['tags']),
  };
  cluster.addons.set(name, record);
  rollOut(eks, record, 'CREATE_FAILED');
  return { addon: view(eks, cluster, record) };
}

/** @source eksctl-io/eksctl#8091, of an update (read 2026-11-24); that a deletion is refused alike is an assumption. */
function refuseBusy(cluster: ClusterRecord, record: AddonRecord, verb: string): void {
  if (record.status.endsWith('ING'))
    throw new AwsError(
      'ResourceInUseException',
      `Addon ${record.name} cannot be ${verb} as it is currently in ${record.status} state`,
      409,
      details(cluster, record.name),
    );
}

function update(eks: Eks, input: JsonInput): unknown {
  const cluster = clusterOf(eks, input['clusterName']);
  const record = addonOf(cluster, input);
  const token = textOf(input['clientRequestToken']);
  const begun = begunWith(cluster, { addon: record.name, token });
  if (begun) return { update: updateView(begun) };
  refuseBusy(cluster, record, 'updated');
  const version = textOf(input['addonVersion']);
  const configuration = textOf(input['configurationValues']);
  const role = textOf(input['serviceAccountRoleArn']);
  const params: { type: string; value: string }[] = [];
  // What was seeded may be a version that the catalog does not offer; only a new one is checked.
  const newVersion = version === undefined || version === record.version ? record.version : checkedVersion(record.name, version); // prettier-ignore
  const newConfiguration =
    configuration === undefined
      ? record.configurationValues
      : checkedConfiguration(record.name, configuration, parse);
  if (version !== undefined) params.push({ type: 'AddonVersion', value: version });
  if (role !== undefined) params.push({ type: 'ServiceAccountRoleArn', value: role });
  if (configuration !== undefined)
    params.push({ type: 'ConfigurationValues', value: configuration });
  params.push({ type: 'ResolveConflicts', value: textOf(input['resolveConflicts']) ?? 'NONE' });
  record.version = newVersion;
  record.configurationValues = newConfiguration;
  record.serviceAccountRoleArn = role ?? record.serviceAccountRoleArn;
  record.status = 'UPDATING';
  record.modifiedAt = isoNow(eks.context);
  const started = newUpdate(eks, cluster, { type: 'AddonUpdate', params, addon: record.name, token }); // prettier-ignore
  rollOut(eks, record, 'UPDATE_FAILED', started);
  return { update: updateView(started) };
}

function remove(eks: Eks, input: JsonInput): unknown {
  const cluster = clusterOf(eks, input['clusterName']);
  const record = addonOf(cluster, input);
  if (record.status === 'DELETING') return { addon: view(eks, cluster, record) };
  refuseBusy(cluster, record, 'deleted');
  const preserve = input['preserve'] === true || input['preserve'] === 'true';
  record.status = 'DELETING';
  record.modifiedAt = isoNow(eks.context);
  after(eks.context, eks.context.seconds.addonDelete, () => {
    eks.context
      .hooks()
      .removeAddon(record.name, preserve)
      .then(
        () => void cluster.addons.delete(record.name),
        (error: unknown) => {
          record.status = 'DELETE_FAILED';
          record.issues = [
            { code: 'InternalFailure', message: error instanceof Error ? error.message : '' },
          ];
        },
      );
  });
  return { addon: view(eks, cluster, record) };
}

/** Calls what stays ill DEGRADED and what got well ACTIVE, as EKS does after a while. The answer stops it. */
export function watchAddonHealth(eks: Eks): () => void {
  const illSince = new Map<string, number>();
  let cancel: () => void = () => undefined;
  const round = (): void => {
    const now = eks.context.clock.now();
    for (const cluster of eks.clusters.values())
      for (const record of cluster.addons.values()) {
        const key = `${cluster.name}/${record.name}`;
        const settled = record.status === 'ACTIVE' || record.status === 'DEGRADED';
        if (!settled || eks.context.hooks().addonIssues(record.name).length === 0) {
          illSince.delete(key);
          if (record.status === 'DEGRADED') record.status = 'ACTIVE';
          continue;
        }
        const since = illSince.get(key) ?? now;
        illSince.set(key, since);
        if (eks.context.clock.age(since) >= PATIENCE_MS) record.status = 'DEGRADED';
      }
    cancel = eks.context.clock.schedule(WATCH_MS, round);
  };
  cancel = eks.context.clock.schedule(WATCH_MS, round);
  return () => cancel();
}

export function addonRoutes(eks: Eks): readonly RestRoute[] {
  const base = '/clusters/{clusterName}/addons';
  const one = `${base}/{addonName}`;
  return [
    { method: 'POST', path: base, operation: 'CreateAddon', run: (input) => create(eks, input) },
    {
      method: 'GET',
      path: base,
      operation: 'ListAddons',
      run: (input) =>
        pageOf(input, 'addons', [...clusterOf(eks, input['clusterName']).addons.keys()].sort()),
    },
    {
      method: 'GET',
      path: one,
      operation: 'DescribeAddon',
      run: (input) => {
        const cluster = clusterOf(eks, input['clusterName']);
        return { addon: view(eks, cluster, addonOf(cluster, input)) };
      },
    },
    {
      method: 'POST',
      path: `${one}/update`,
      operation: 'UpdateAddon',
      run: (input) => update(eks, input),
    },
    { method: 'DELETE', path: one, operation: 'DeleteAddon', run: (input) => remove(eks, input) },
  ];
}
