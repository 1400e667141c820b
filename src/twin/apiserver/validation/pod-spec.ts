import { parseQuantity } from '../../../model/index.ts';
import { at, childOf, isDraft, listOf, numberAt, textAt, type Draft } from '../draft.ts';
import type { StatusCause } from '../status-error.ts';
import { duplicate, invalidValue, missingReference, required, unsupported } from './causes.ts';
import { labelFault, labelsFaults } from './names.ts';

const POLICIES = ['Always', 'OnFailure', 'Never'];
const DNS_POLICIES = ['ClusterFirstWithHostNet', 'ClusterFirst', 'Default', 'None'];
const PROTOCOLS = ['SCTP', 'TCP', 'UDP'];
const PULL_POLICIES = ['Always', 'IfNotPresent', 'Never'];

/** Faults of a pod spec, in a pod or in a template; `field` is the path of the spec. */
export function podSpecFaults(
  spec: unknown,
  field: string,
  claims: readonly unknown[] = [],
): StatusCause[] {
  const faults: StatusCause[] = [];
  const containers = listOf(spec, 'containers');
  if (containers.length === 0) faults.push(required(`${field}.containers`));
  const volumes = new Set<unknown>();
  listOf(spec, 'volumes').forEach((volume, i) => {
    const at = `${field}.volumes[${i}].name`;
    const name = textAt(volume, 'name') ?? '';
    if (name === '') faults.push(required(at));
    else {
      const fault = labelFault(name);
      if (fault) faults.push(invalidValue(at, name, fault));
      if (volumes.has(name)) faults.push(duplicate(at, name));
    }
    volumes.add(name);
  });
  for (const claim of claims) volumes.add(claim);
  const seen = new Set<unknown>();
  for (const list of ['initContainers', 'containers'])
    listOf(spec, list).forEach((container, i) => {
      const path = `${field}.${list}[${i}]`;
      const name = textAt(container, 'name') ?? '';
      if (seen.has(name)) faults.push(duplicate(`${path}.name`, name));
      seen.add(name);
      faults.push(...containerFaults(container, path, volumes));
    });
  const policy = at(spec, 'restartPolicy');
  if (!POLICIES.includes(String(policy)))
    faults.push(unsupported(`${field}.restartPolicy`, policy, POLICIES));
  const dns = at(spec, 'dnsPolicy');
  if (!DNS_POLICIES.includes(String(dns)))
    faults.push(unsupported(`${field}.dnsPolicy`, dns, DNS_POLICIES));
  const grace = numberAt(spec, 'terminationGracePeriodSeconds') ?? 0;
  if (grace < 0)
    faults.push(
      invalidValue(
        `${field}.terminationGracePeriodSeconds`,
        grace,
        'must be greater than or equal to 0',
      ),
    );
  faults.push(...labelsFaults(at(spec, 'nodeSelector'), `${field}.nodeSelector`));
  listOf(spec, 'tolerations').forEach((t, i) => {
    const operator = textAt(t, 'operator') ?? '';
    if (!textAt(t, 'key') && operator !== 'Exists')
      faults.push(
        invalidValue(
          `${field}.tolerations[${i}].operator`,
          operator,
          'operator must be Exists when `key` is empty, which means "match all values and all keys"',
        ),
      );
  });
  return faults;
}

function containerFaults(
  container: Draft,
  path: string,
  volumes: ReadonlySet<unknown>,
): StatusCause[] {
  const faults: StatusCause[] = [];
  const name = textAt(container, 'name') ?? '';
  const fault = name === '' ? undefined : labelFault(name);
  if (name === '') faults.push(required(`${path}.name`));
  if (fault) faults.push(invalidValue(`${path}.name`, name, fault));
  const image = textAt(container, 'image') ?? '';
  if (image === '') faults.push(required(`${path}.image`));
  else if (image !== image.trim())
    faults.push(
      invalidValue(`${path}.image`, image, 'must not have leading or trailing whitespace'),
    );
  const pull = at(container, 'imagePullPolicy');
  if (!PULL_POLICIES.includes(String(pull)))
    faults.push(unsupported(`${path}.imagePullPolicy`, pull, PULL_POLICIES));
  const names = new Set<unknown>();
  listOf(container, 'ports').forEach((port, i) => {
    const here = `${path}.ports[${i}]`;
    faults.push(...portFaults(port, 'containerPort', here));
    if (port['hostPort'] !== undefined) faults.push(...portFaults(port, 'hostPort', here));
    if (!PROTOCOLS.includes(String(port['protocol'])))
      faults.push(unsupported(`${here}.protocol`, port['protocol'], PROTOCOLS));
    if (port['name'] && names.has(port['name']))
      faults.push(duplicate(`${here}.name`, port['name']));
    names.add(port['name']);
  });
  listOf(container, 'env').forEach((variable, i) => {
    if (!textAt(variable, 'name')) faults.push(required(`${path}.env[${i}].name`));
    if (textAt(variable, 'value') && isDraft(variable['valueFrom']))
      faults.push(
        invalidValue(
          `${path}.env[${i}].valueFrom`,
          '',
          'may not be specified when `value` is not empty',
        ),
      );
  });
  const paths = new Set<unknown>();
  listOf(container, 'volumeMounts').forEach((mount, i) => {
    const here = `${path}.volumeMounts[${i}]`;
    const volume = textAt(mount, 'name') ?? '';
    if (volume === '') faults.push(required(`${here}.name`));
    else if (!volumes.has(volume)) faults.push(missingReference(`${here}.name`, volume));
    const where = textAt(mount, 'mountPath') ?? '';
    if (where === '') faults.push(required(`${here}.mountPath`));
    else if (paths.has(where))
      faults.push(invalidValue(`${here}.mountPath`, where, 'must be unique'));
    paths.add(where);
  });
  faults.push(...resourceFaults(childOf(container, 'resources'), `${path}.resources`));
  return faults;
}

export function portFaults(port: Draft, key: string, path: string): StatusCause[] {
  const number = numberAt(port, key) ?? 0;
  return number >= 1 && number <= 65_535
    ? []
    : number === 0 && key === 'containerPort'
      ? [required(`${path}.${key}`)]
      : [invalidValue(`${path}.${key}`, number, 'must be between 1 and 65535, inclusive')];
}

/** Requests never exceed limits. */
function resourceFaults(resources: Draft | undefined, path: string): StatusCause[] {
  const limits = childOf(resources, 'limits') ?? {};
  const requests = childOf(resources, 'requests') ?? {};
  const faults: StatusCause[] = [];
  for (const [group, list] of [
    ['limits', limits],
    ['requests', requests],
  ] as const)
    for (const [name, value] of Object.entries(list))
      if ((parseQuantity(String(value)) ?? 0) < 0)
        faults.push(
          invalidValue(`${path}.${group}.${name}`, value, 'must be greater than or equal to 0'),
        );
  for (const [name, value] of Object.entries(requests)) {
    const limit = limits[name];
    if (limit === undefined) continue;
    const asked = parseQuantity(String(value)) ?? 0;
    if (asked > (parseQuantity(String(limit)) ?? 0))
      faults.push(
        invalidValue(
          `${path}.requests`,
          value,
          `must be less than or equal to ${name} limit of ${String(limit)}`,
        ),
      );
  }
  return faults;
}
