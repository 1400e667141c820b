import {
  counted,
  formatRef,
  text,
  workloadKey,
  type Container,
  type Snapshot,
  type Text,
  type Workload,
} from '../../model/index.ts';
import { runningPods } from '../cost/pods.ts';
import { percentile, type UsageReading, type UsageSeries } from './series.ts';

export interface UsagePolicy {
  /** Of CPU samples, 0 < p ≤ 100: a container short of CPU is slow. */
  readonly cpuPercentile: number;
  /** Of memory samples: a container short of memory is killed, hence 100 unless asked otherwise. */
  readonly memoryPercentile: number;
  /** Added on top: 0.2 is 20 %. */
  readonly headroom: number;
}
export const DEFAULT_USAGE: UsagePolicy = {
  cpuPercentile: 95,
  memoryPercentile: 100,
  headroom: 0.2,
};

/**
 * The workloads with requests taken from use, container by container; the busiest pod decides.
 * Where nothing was measured the requests stay, and the gap is named. Pure.
 */
export function applyUsage(
  snapshot: Snapshot,
  workloads: readonly Workload[],
  usage: { readonly readings: readonly UsageReading[]; readonly policy: UsagePolicy },
): { readonly workloads: readonly Workload[]; readonly gaps: readonly Text[] } {
  const gaps: Text[] = usage.readings.flatMap((r) => r.gaps);
  const owners = ownerFinder(snapshot, workloads);
  const byContainer = new Map<string, UsageSeries[]>();
  const strangers = new Set<string>();
  for (const series of usage.readings.flatMap((r) => r.series)) {
    const owner = owners(series);
    if (owner === undefined) strangers.add(`${series.namespace}/${series.of.name}`);
    else {
      const key = `${owner} ${series.container}`;
      byContainer.set(key, [...(byContainer.get(key) ?? []), series]);
    }
  }
  if (strangers.size > 0) {
    const names = [...strangers].slice(0, 3).join(', ');
    const more = strangers.size > 3 ? ', …' : '';
    gaps.push(text(`samples of ${counted(strangers.size, 'pod or workload', 'pods or workloads')} that the cluster does not have were left out: ${names}${more}`, `클러스터에 없는 파드나 워크로드 ${strangers.size}개의 표본은 뺐습니다: ${names}${more}`)); // prettier-ignore
  }
  const changed = workloads.map((w) => {
    const key = workloadKey(w.ref);
    const unseen: string[] = [];
    const edit = (c: Container): Container => {
      const found = byContainer.get(`${key} ${c.name}`) ?? [];
      const cpu = amountOf(found, 'cpu', usage.policy);
      const memory = amountOf(found, 'memoryMiB', usage.policy);
      if (cpu === undefined) unseen.push(`${c.name} cpu`);
      if (memory === undefined) unseen.push(`${c.name} memory`);
      if (cpu === undefined && memory === undefined) return c;
      return {
        ...c,
        resources: {
          ...c.resources,
          requests: {
            ...c.resources?.requests,
            ...(cpu === undefined ? {} : { cpu: `${Math.max(1, Math.ceil(cpu))}m` }),
            ...(memory === undefined ? {} : { memory: `${Math.max(1, Math.ceil(memory))}Mi` }),
          },
        },
      };
    };
    const { spec } = w.template;
    const containers = spec.containers.map(edit);
    // Init containers run once and are never sampled; native sidecars are.
    const initContainers = spec.initContainers?.map((c) => (c.restartPolicy === 'Always' ? edit(c) : c)); // prettier-ignore
    if (unseen.length > 0)
      gaps.push(text(`${formatRef(w.ref)}: no samples of ${unseen.join(', ')}; its requests stand`, `${formatRef(w.ref)}: ${unseen.join(', ')} 표본이 없어 요청량을 그대로 썼습니다`)); // prettier-ignore
    return {
      ...w,
      template: {
        ...w.template,
        spec: { ...spec, containers, ...(initContainers && { initContainers }) },
      },
    };
  });
  return { workloads: changed, gaps };
}

function amountOf(
  series: readonly UsageSeries[],
  resource: 'cpu' | 'memoryMiB',
  policy: UsagePolicy,
): number | undefined {
  const percent = resource === 'cpu' ? policy.cpuPercentile : policy.memoryPercentile;
  const amounts = series.flatMap((s) => {
    const value = percentile(s[resource], s.isRecommendation ? 100 : percent);
    // Float dust must not push an amount over the next whole unit.
    return value === undefined
      ? []
      : [Number((value * (s.isRecommendation ? 1 : 1 + policy.headroom)).toPrecision(12))];
  });
  return amounts.length === 0 ? undefined : Math.max(...amounts);
}

/** What follows the workload's name in the names of its pods. */
const SUFFIX: Readonly<Record<string, RegExp>> = {
  Deployment: /^-[a-z0-9]{1,10}-[a-z0-9]{5}$/,
  StatefulSet: /^-\d+$/,
  CronJob: /^-\d+-[a-z0-9]{5}$/,
  Pod: /^$/,
};
const OTHER = /^-[a-z0-9]{5}$/;

/** Finds the workload of a series: by the pod's owner, else (the pod is long gone) by its name. */
function ownerFinder(
  snapshot: Snapshot,
  workloads: readonly Workload[],
): (series: UsageSeries) => string | undefined {
  const known = new Set(workloads.map((w) => workloadKey(w.ref)));
  const pods = new Map(
    (runningPods(snapshot) ?? []).map((p) => [
      `${p.pod.metadata.namespace ?? ''}/${p.pod.metadata.name}`,
      p.owner,
    ]),
  );
  const byNamespace = new Map<string, Workload[]>();
  for (const w of workloads) {
    const namespace = w.ref.namespace ?? '';
    byNamespace.set(namespace, [...(byNamespace.get(namespace) ?? []), w]);
  }
  return ({ namespace, of }) => {
    const here = byNamespace.get(namespace) ?? [];
    if (of.kind === 'workload') {
      const found = here.find((w) => w.ref.name === of.name);
      return found && workloadKey(found.ref);
    }
    const owner = pods.get(`${namespace}/${of.name}`);
    if (owner !== undefined && known.has(owner)) return owner;
    const found = here.find(
      ({ ref }) =>
        of.name.startsWith(ref.name) &&
        (SUFFIX[ref.kind] ?? OTHER).test(of.name.slice(ref.name.length)),
    );
    return found && workloadKey(found.ref);
  };
}
