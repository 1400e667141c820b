import type { KubeObject } from '../../../model/index.ts';
import { at, childOf, listOf, numberAt, textAt, type Draft } from '../draft.ts';
import type { StatusCause } from '../status-error.ts';
import type { WriteContext } from '../strategy/strategy.ts';
import { duplicate, invalidValue, required, unsupported } from './causes.ts';

const TYPES = ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort'];

export function faultsOfService(
  draft: Draft,
  old: KubeObject | undefined,
  context: WriteContext,
): StatusCause[] {
  const spec = childOf(draft, 'spec');
  const type = textAt(spec, 'type') ?? '';
  const faults: StatusCause[] = [];
  if (!TYPES.includes(type)) faults.push(unsupported('spec.type', type, TYPES));
  const ports = listOf(spec, 'ports');
  const headless = textAt(spec, 'clusterIP') === 'None';
  if (ports.length === 0 && type !== 'ExternalName' && !headless)
    faults.push(required('spec.ports'));
  if (type === 'ExternalName' && !textAt(spec, 'externalName'))
    faults.push(required('spec.externalName'));
  const seen = new Set<string>();
  ports.forEach((port, i) => {
    const path = `spec.ports[${i}]`;
    const name = textAt(port, 'name') ?? '';
    if (ports.length > 1 && name === '') faults.push(required(`${path}.name`));
    const number = numberAt(port, 'port') ?? 0;
    if (number < 1 || number > 65_535)
      faults.push(invalidValue(`${path}.port`, number, 'must be between 1 and 65535, inclusive'));
    const key = `${String(port['protocol'])}/${number}`;
    if (seen.has(key)) faults.push(duplicate(path, port));
    seen.add(key);
    faults.push(...nodePortFaults(draft, port, path, context));
  });
  const before = textAt(old, 'spec', 'clusterIP');
  const after = textAt(spec, 'clusterIP');
  if (
    old &&
    before &&
    before !== after &&
    type !== 'ExternalName' &&
    at(old, 'spec', 'type') !== 'ExternalName'
  )
    faults.push(
      invalidValue(
        'spec.clusterIPs[0]',
        at(spec, 'clusterIPs') ?? [after],
        'may not change once set',
      ),
    );
  return faults;
}

function nodePortFaults(
  draft: Draft,
  port: Draft,
  path: string,
  { kernel }: WriteContext,
): StatusCause[] {
  const wanted = numberAt(port, 'nodePort');
  if (!wanted) return [];
  if (wanted < 30_000 || wanted > 32_767)
    return [
      invalidValue(
        `${path}.nodePort`,
        wanted,
        'provided port is not in the valid range. The range of valid ports is 30000-32767',
      ),
    ];
  const mine = textAt(draft, 'metadata', 'uid');
  const taken = kernel.store
    .collection('/services')
    .all()
    .some(
      (o) =>
        o.metadata.uid !== mine &&
        listOf(at(o, 'spec'), 'ports').some(
          (p) => p['nodePort'] === wanted && p['protocol'] === port['protocol'],
        ),
    );
  return taken
    ? [invalidValue(`${path}.nodePort`, wanted, 'provided port is already allocated')]
    : [];
}
