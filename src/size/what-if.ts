import { UserError } from '../errors/index.ts';
import { parseCpu, parseMemory, type Container, type Workload } from '../model/index.ts';

const FORM = 'web.cpu=300m, app/web.envoy.memory=256Mi, web.replicas=5';

const bad = (message: string, remedy: string): Error =>
  UserError({ code: 'BAD_WHAT_IF', message, remedy });

/**
 * `[namespace/]name[.container].cpu|memory|replicas=value`, separated by commas. The workloads as if
 * that were so; anything that is not one workload's, or no amount, is an error. Pure.
 */
export function applyWhatIf(workloads: readonly Workload[], wanted: string): readonly Workload[] {
  const changed = [...workloads];
  for (const part of wanted.split(',').map((p) => p.trim())) {
    const m = /^(.+)\.(cpu|memory|replicas)=(.+)$/.exec(part);
    if (!m) throw bad(`--what-if has "${part}", which is no change.`, `Write it like ${FORM}.`);
    const [, target = '', field = '', value = ''] = m;
    const { index, container } = find(changed, target, part);
    const workload = changed[index] as Workload;
    changed[index] =
      field === 'replicas'
        ? { ...workload, replicas: replicasOf(value, part) }
        : withRequest(workload, { container, resource: field as 'cpu' | 'memory', value, part });
  }
  return changed;
}

/** Names of objects may hold dots, names of containers may not: the whole first, then without its last part. */
function find(
  workloads: readonly Workload[],
  target: string,
  part: string,
): { readonly index: number; readonly container: string | null } {
  const dot = target.lastIndexOf('.');
  const tries: readonly (readonly [string, string | null])[] = [
    [target, null],
    ...(dot > 0 ? [[target.slice(0, dot), target.slice(dot + 1)] as const] : []),
  ];
  for (const [name, container] of tries) {
    const hits = workloads.flatMap(({ ref }, i) =>
      ref.name === name || `${ref.namespace ?? ''}/${ref.name}` === name ? [i] : [],
    );
    if (hits.length > 1)
      throw bad(
        `--what-if "${part}": ${hits.length} workloads are called ${name}: ${hits.map((i) => nameOf(workloads[i])).join(', ')}.`,
        'Name one with its namespace, as in app/web.cpu=300m.',
      );
    if (hits[0] !== undefined) return { index: hits[0], container };
  }
  throw bad(
    `--what-if "${part}": no workload is called ${target}; there are ${workloads.slice(0, 8).map(nameOf).join(', ')}${workloads.length > 8 ? ', …' : ''}.`,
    `Write it like ${FORM}.`,
  );
}

const nameOf = (w: Workload | undefined): string =>
  `${w?.ref.namespace ?? ''}/${w?.ref.name ?? ''}`;

function replicasOf(value: string, part: string): number {
  const n = Number(value);
  if (Number.isInteger(n) && n >= 0 && n <= 100_000) return n;
  throw bad(
    `--what-if "${part}": ${value} is no number of pods, wanted a whole number from 0 to 100000.`,
    'As in web.replicas=5.',
  );
}

interface Change {
  readonly container: string | null;
  readonly resource: 'cpu' | 'memory';
  readonly value: string;
  readonly part: string;
}

function withRequest(workload: Workload, change: Change): Workload {
  const { container, resource, value, part } = change;
  if ((resource === 'cpu' ? parseCpu(value) : parseMemory(value)) === undefined)
    throw bad(
      `--what-if "${part}": ${value} is no amount of ${resource}, wanted a quantity of 0 or more.`,
      resource === 'cpu' ? 'As in web.cpu=300m.' : 'As in web.memory=512Mi.',
    );
  const { spec } = workload.template;
  const all = [...(spec.initContainers ?? []), ...spec.containers];
  const names = all.map((c) => c.name).join(', ');
  const only = container ?? (spec.containers.length === 1 ? spec.containers[0]?.name : undefined);
  if (only === undefined)
    throw bad(
      `--what-if "${part}": ${nameOf(workload)} has several containers: ${names}.`,
      `Name one: ${nameOf(workload)}.${spec.containers[0]?.name ?? ''}.${resource}=${value}.`,
    );
  if (!all.some((c) => c.name === only))
    throw bad(
      `--what-if "${part}": ${nameOf(workload)} has no container ${only}, only ${names}.`,
      `As in ${nameOf(workload)}.${all[0]?.name ?? ''}.${resource}=${value}.`,
    );
  const edit = (c: Container): Container =>
    c.name === only
      ? { ...c, resources: { ...c.resources, requests: { ...c.resources?.requests, [resource]: value } } }
      : c; // prettier-ignore
  return {
    ...workload,
    template: {
      ...workload.template,
      spec: {
        ...spec,
        containers: spec.containers.map(edit),
        ...(spec.initContainers && { initContainers: spec.initContainers.map(edit) }),
      },
    },
  };
}
