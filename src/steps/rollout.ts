import {
  COMPUTE_TYPE,
  counted,
  formatRef,
  isPodReady,
  text,
  type KubeObject,
  type LabelSelector,
  type ObjectRef,
  type Pod,
} from '../model/index.ts';
import { UserError } from '../errors/index.ts';
import type { Probe, StepContext } from './define.ts';
import { LaunchWatch } from './launch-watch.ts';

/** How long a rollout may take before a step gives up on it; Fargate starts take minutes at worst. */
export const ROLLOUT_TIMEOUT_MS = 20 * 60_000;
export const POLL_MS = 2_000;

/** `a=b,c in (d,e),!f`, as list queries want it. */
export function selectorText(selector: LabelSelector): string {
  const expressions = (selector.matchExpressions ?? []).map(({ key, operator, values = [] }) => {
    switch (operator) {
      case 'In':
        return `${key} in (${values.join(',')})`;
      case 'NotIn':
        return `${key} notin (${values.join(',')})`;
      case 'Exists':
        return key;
      default:
        return `!${key}`;
    }
  });
  const equal = Object.entries(selector.matchLabels ?? {}).map(([k, v]) => `${k}=${v}`);
  return [...equal, ...expressions].join(',');
}

export async function mustGet(context: StepContext, ref: ObjectRef): Promise<KubeObject> {
  const object = await context.ports.kube.get(ref, { signal: context.signal });
  if (object) return object;
  throw UserError({
    code: 'OBJECT_GONE',
    message: text(
      `${formatRef(ref)} was in the snapshot and is not in the cluster any more.`,
      `${formatRef(ref)}이(가) 스냅샷에는 있었지만 클러스터에 더는 없습니다.`,
    ),
    remedy: text(
      'Make a new snapshot and a new plan: fargatectl snapshot -o snapshot.json.',
      '스냅샷과 계획을 새로 만드십시오: fargatectl snapshot -o snapshot.json',
    ),
    exitCode: 6,
  });
}

/** The pods that a workload's own selector takes and that it controls (its ReplicaSets' included). */
export async function podsOf(context: StepContext, workload: KubeObject): Promise<readonly Pod[]> {
  const selector = (workload['spec'] as { selector?: LabelSelector } | undefined)?.selector;
  if (!selector) return [];
  const pods = await context.ports.kube.list(
    {
      apiVersion: 'v1',
      kind: 'Pod',
      ...(workload.metadata.namespace === undefined
        ? {}
        : { namespace: workload.metadata.namespace }),
      labelSelector: selectorText(selector),
    },
    { signal: context.signal },
  );
  return (pods as readonly Pod[]).filter(
    (p) => p.status?.phase !== 'Succeeded' && p.status?.phase !== 'Failed' && isMadeBy(p, workload),
  );
}

/** A selector alone may take a pod that nobody's rollout makes: a canary of a profile that selects by the same label. */
function isMadeBy(pod: Pod, { kind, metadata: { name } }: KubeObject): boolean {
  const by = pod.metadata.ownerReferences?.find((o) => o.controller === true);
  if (kind === 'Deployment')
    return by?.kind === 'ReplicaSet' && by.name.slice(0, by.name.lastIndexOf('-')) === name;
  return by?.kind === kind && by.name === name;
}

interface WorkloadStatus {
  readonly observedGeneration?: number;
  readonly replicas?: number;
  readonly updatedReplicas?: number;
  readonly availableReplicas?: number;
  readonly readyReplicas?: number;
  readonly currentRevision?: string;
  readonly updateRevision?: string;
  readonly desiredNumberScheduled?: number;
  readonly updatedNumberScheduled?: number;
  readonly numberAvailable?: number;
  readonly conditions?: readonly {
    readonly type: string;
    readonly status: string;
    readonly reason?: string;
    readonly message?: string;
  }[];
}

type RolloutProbe = Exclude<Probe<KubeObject>, { readonly state: 'stopped' }>;

/**
 * Whether a rollout is complete, as `kubectl rollout status` judges it.
 * @source https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#complete-deployment (read 2026-11-23)
 */
export function rolloutProbe(object: KubeObject): RolloutProbe {
  const spec = (object['spec'] ?? {}) as { replicas?: number; updateStrategy?: UpdateStrategy };
  const status = (object['status'] ?? {}) as WorkloadStatus;
  if ((status.observedGeneration ?? 0) < (object.metadata.generation ?? 0))
    return {
      state: 'waiting',
      seen: text(
        'the controller has not seen the change yet',
        '컨트롤러가 아직 변경을 보지 못했습니다',
      ),
    };
  if (object.kind === 'DaemonSet') return daemonSetProbe(object, status);
  const wanted = spec.replicas ?? 1;
  const held = heldBack(spec.updateStrategy, wanted);
  const updated = status.updatedReplicas ?? 0;
  const total = status.replicas ?? 0;
  const available = status.availableReplicas ?? status.readyReplicas ?? 0;
  const stuck = status.conditions?.find(
    (c) => c.type === 'Progressing' && c.reason === 'ProgressDeadlineExceeded',
  );
  if (stuck) {
    const { namespace, name } = object.metadata;
    const ref = formatRef({ kind: object.kind, namespace: namespace ?? '', name });
    const why = stuck.message ?? stuck.reason ?? '';
    return {
      state: 'failed',
      reason: text(
        `${ref} made no progress: ${why}`,
        `${ref}의 롤아웃이 나아가지 않습니다: ${why}`,
      ),
      remedy: text(
        `kubectl describe pods -n ${namespace ?? 'default'} shows why the new pods do not become ready.`,
        `새 파드가 준비되지 않는 이유 보기: kubectl describe pods -n ${namespace ?? 'default'}`,
      ),
    };
  }
  const settled =
    object.kind === 'StatefulSet'
      ? held > 0 || status.currentRevision === status.updateRevision
      : total === updated;
  return updated >= wanted - held && available >= wanted && settled
    ? { state: 'done', value: object }
    : {
        state: 'waiting',
        seen: text(
          `${updated} of ${wanted} updated, ${available} available, ${total} in all`,
          `${wanted} 중 ${updated} 업데이트, ${available} 사용 가능, 전체 ${total}`,
        ),
      };
}

interface UpdateStrategy {
  readonly type?: string;
  readonly rollingUpdate?: { readonly partition?: number };
}

/** Pods of a StatefulSet that its owner holds back by OnDelete or a partition: they will not come by waiting. */
const heldBack = (strategy: UpdateStrategy | undefined, wanted: number): number =>
  strategy?.type === 'OnDelete'
    ? wanted
    : Math.min(wanted, strategy?.rollingUpdate?.partition ?? 0);

function daemonSetProbe(object: KubeObject, status: WorkloadStatus): RolloutProbe {
  const wanted = status.desiredNumberScheduled ?? 0;
  const updated = status.updatedNumberScheduled ?? 0;
  const available = status.numberAvailable ?? 0;
  return updated >= wanted && available >= wanted
    ? { state: 'done', value: object }
    : {
        state: 'waiting',
        seen: text(
          `${updated} of ${wanted} updated, ${available} available`,
          `${wanted} 중 ${updated} 업데이트, ${available} 사용 가능`,
        ),
      };
}

export interface Placement {
  readonly fargate: readonly Pod[];
  readonly ec2: readonly Pod[];
  readonly unplaced: readonly Pod[];
}

/** Which pods run on Fargate, told by their node's compute-type label (names alone prove nothing). */
export async function placementOf(context: StepContext, pods: readonly Pod[]): Promise<Placement> {
  const nodes = await context.ports.kube.list(
    { apiVersion: 'v1', kind: 'Node', labelSelector: `${COMPUTE_TYPE}=fargate` },
    { signal: context.signal },
  );
  const fargateNodes = new Set(nodes.map((n) => n.metadata.name));
  const onFargate = (p: Pod): boolean => fargateNodes.has(p.spec.nodeName ?? '');
  return {
    fargate: pods.filter((p) => p.spec.nodeName !== undefined && onFargate(p)),
    ec2: pods.filter((p) => p.spec.nodeName !== undefined && !onFargate(p)),
    unplaced: pods.filter((p) => p.spec.nodeName === undefined),
  };
}

/** Waits until a rollout is complete and, when asked, until every pod is Ready on the wanted compute. */
export async function waitForRollout(
  context: StepContext,
  ref: ObjectRef,
  where: 'fargate' | 'ec2' | 'anywhere',
): Promise<void> {
  const side = where === 'fargate' ? 'Fargate' : 'EC2';
  // On the way to EC2 what Fargate says of pods that are leaving it is no longer of interest.
  const watch =
    where === 'fargate'
      ? new LaunchWatch(context, `${ref.namespace ?? 'default'}/${ref.name}`)
      : undefined;
  await context.wait(
    {
      for: text(
        `${formatRef(ref)} rolled out${where === 'anywhere' ? '' : ` on ${side}`}`,
        `${where === 'anywhere' ? '' : `${side}에서 `}${formatRef(ref)} 롤아웃`,
      ),
      timeoutMs: ROLLOUT_TIMEOUT_MS,
      everyMs: POLL_MS,
      remedy: text(
        `kubectl describe pods -n ${ref.namespace ?? 'default'} shows what the pods wait for; then fargatectl migrate --resume, or fargatectl rollback.`,
        `파드가 무엇을 기다리는지 보고(kubectl describe pods -n ${ref.namespace ?? 'default'}) 이어 가십시오: fargatectl migrate --resume 또는 fargatectl rollback`,
      ),
    },
    async () => {
      const object = await mustGet(context, ref);
      const rollout = rolloutProbe(object);
      if (rollout.state !== 'done' || where === 'anywhere') {
        if (rollout.state === 'done') return rollout;
        const its = await podsOf(context, object);
        // Why the pods do not start says more than that the rollout makes no progress.
        const trouble =
          where === 'ec2'
            ? undefined
            : (schedulingTrouble(its) ?? (await watch?.look(its, rollout.state === 'failed')));
        return trouble ?? rollout;
      }
      const pods = (await podsOf(context, object)).filter(
        (p) => p.metadata.deletionTimestamp === undefined,
      );
      const placed = await placementOf(context, pods);
      const good = (where === 'fargate' ? placed.fargate : placed.ec2).filter(isPodReady).length;
      return good === pods.length && placed.unplaced.length === 0
        ? { state: 'done', value: object }
        : {
            state: 'waiting',
            seen: text(
              `${good} of ${counted(pods.length, 'pod')} ready on ${side}`,
              `${side}에서 파드 ${pods.length}개 중 ${good}개 준비`,
            ),
          };
    },
  );
}

/**
 * A refusal that waiting will not mend: the Fargate validator's. Transient ones go on waiting. On
 * the way to EC2 a pod that Fargate refuses is an old one, which the rollout takes away.
 */
function schedulingTrouble(pods: readonly Pod[]): Probe<KubeObject> | undefined {
  for (const pod of pods.filter((p) => p.status?.phase === 'Pending')) {
    const scheduled = pod.status?.conditions?.find(
      (c) => c.type === 'PodScheduled' && c.status === 'False',
    );
    const name = `${pod.metadata.namespace ?? ''}/${pod.metadata.name}`;
    if (scheduled?.message?.includes('Pod not supported'))
      return {
        state: 'failed',
        reason: text(
          `Fargate refuses pod ${name}: ${scheduled.message}`,
          `Fargate가 파드 ${name}을(를) 거부합니다: ${scheduled.message}`,
        ),
        remedy: text(
          'fargatectl explain tells each refusal; roll back this step with fargatectl rollback, mend the workload, plan again.',
          '거부 이유는 fargatectl explain이 설명합니다. fargatectl rollback으로 되돌리고, 워크로드를 고친 뒤 다시 계획하십시오.',
        ),
      };
  }
  return undefined;
}
