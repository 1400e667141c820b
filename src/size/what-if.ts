import { UserError } from '../errors/index.ts';
import {
  parseCpu,
  parseMemory,
  text,
  type Container,
  type Text,
  type Workload,
} from '../model/index.ts';

const FORM = 'web.cpu=300m, app/web.envoy.memory=256Mi, web.replicas=5';

const bad = (message: Text, remedy: Text): Error =>
  UserError({ code: 'BAD_WHAT_IF', message, remedy });

/**
 * `[namespace/]name[.container].cpu|memory|replicas=value`, separated by commas. The workloads as if
 * that were so; anything that is not one workload's, or no amount, is an error. Pure.
 */
export function applyWhatIf(workloads: readonly Workload[], wanted: string): readonly Workload[] {
  const changed = [...workloads];
  for (const part of wanted.split(',').map((p) => p.trim())) {
    const m = /^(.+)\.(cpu|memory|replicas)=(.+)$/.exec(part);
    if (!m)
      throw bad(
        text(
          `--what-if has "${part}", which is no change.`,
          `--what-if의 "${part}"는 변경이 아닙니다.`,
        ),
        text(`Write it like ${FORM}.`, `이렇게 쓰십시오: ${FORM}.`),
      );
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
        text(
          `--what-if "${part}": ${hits.length} workloads are called ${name}: ${hits.map((i) => nameOf(workloads[i])).join(', ')}.`,
          `--what-if "${part}": 이름이 ${name}인 워크로드가 ${hits.length}개입니다: ${hits.map((i) => nameOf(workloads[i])).join(', ')}.`,
        ),
        text(
          'Name one with its namespace, as in app/web.cpu=300m.',
          '네임스페이스와 함께 적으십시오. 예: app/web.cpu=300m.',
        ),
      );
    if (hits[0] !== undefined) return { index: hits[0], container };
  }
  const some = `${workloads.slice(0, 8).map(nameOf).join(', ')}${workloads.length > 8 ? ', …' : ''}`;
  throw bad(
    text(
      `--what-if "${part}": no workload is called ${target}; there are ${some}.`,
      `--what-if "${part}": ${target}라는 워크로드가 없습니다. 있는 것: ${some}.`,
    ),
    text(`Write it like ${FORM}.`, `이렇게 쓰십시오: ${FORM}.`),
  );
}

const nameOf = (w: Workload | undefined): string =>
  `${w?.ref.namespace ?? ''}/${w?.ref.name ?? ''}`;

function replicasOf(value: string, part: string): number {
  const n = Number(value);
  if (Number.isInteger(n) && n >= 0 && n <= 100_000) return n;
  throw bad(
    text(
      `--what-if "${part}": ${value} is no number of pods, wanted a whole number from 0 to 100000.`,
      `--what-if "${part}": ${value}는 파드 수가 아닙니다. 0에서 100000 사이의 정수여야 합니다.`,
    ),
    text('As in web.replicas=5.', '예: web.replicas=5.'),
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
      text(
        `--what-if "${part}": ${value} is no amount of ${resource}, wanted a quantity of 0 or more.`,
        `--what-if "${part}": ${value}는 ${resource} 양이 아닙니다. 0 이상의 수량이어야 합니다.`,
      ),
      resource === 'cpu'
        ? text('As in web.cpu=300m.', '예: web.cpu=300m.')
        : text('As in web.memory=512Mi.', '예: web.memory=512Mi.'),
    );
  const { spec } = workload.template;
  const all = [...(spec.initContainers ?? []), ...spec.containers];
  const names = all.map((c) => c.name).join(', ');
  const example = (c: Container | undefined): string =>
    `${nameOf(workload)}.${c?.name ?? ''}.${resource}=${value}`;
  const only = container ?? (spec.containers.length === 1 ? spec.containers[0]?.name : undefined);
  if (only === undefined)
    throw bad(
      text(
        `--what-if "${part}": ${nameOf(workload)} has several containers: ${names}.`,
        `--what-if "${part}": ${nameOf(workload)}에는 컨테이너가 여럿입니다: ${names}.`,
      ),
      text(
        `Name one: ${example(spec.containers[0])}.`,
        `하나를 적으십시오: ${example(spec.containers[0])}.`,
      ),
    );
  if (!all.some((c) => c.name === only))
    throw bad(
      text(
        `--what-if "${part}": ${nameOf(workload)} has no container ${only}, only ${names}.`,
        `--what-if "${part}": ${nameOf(workload)}에 컨테이너 ${only}가 없습니다. 있는 것: ${names}.`,
      ),
      text(`As in ${example(all[0])}.`, `예: ${example(all[0])}.`),
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
