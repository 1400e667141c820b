import {
  fargateRefusals,
  fargateSizeOf,
  FARGATE_SCHEDULER,
  formatRef,
  unmetDemandsOf,
  type Container,
  type KubeObject,
  type PodSpec,
} from '../../model/index.ts';
import type { AssessContext } from '../context.ts';
import { text, workloadRule, type Draft } from '../define.ts';
import { livePodsOf } from '../live-pods.ts';
import { misshapen } from '../pod-shape.ts';
import { sizeOfSubject } from '../requests.ts';
import type { Subject } from '../subject.ts';

/**
 * Webhooks put containers and volumes into pods at their creation, so the template looks clean. A pod
 * that runs shows them; on Fargate they would be put in again, refused or paid for.
 */
export const injectedContainer = workloadRule({
  id: 'injected-container',
  title: text('Containers that a webhook puts in', '웹훅이 주입하는 컨테이너'),
  severity: 'advice',
  considerations: [1],
  when: 'pod-pending',
  source: 'https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/',
  needs: { kinds: ['v1/Pod'] },
  check: (s, context) => {
    // A workload known by its pods alone has no template to hold them against.
    if (s.workload.object.kind === 'Pod') return [];
    const pod = newestOf(s, livePodsOf(s.workload, context.snapshot));
    if (!pod) return [];
    const injection = injected(s, pod);
    const { added, refused, unmet } = injection;
    return added.length + refused.length + unmet.length === 0
      ? []
      : [drafted(s, context, injection)];
  },
});

interface Injection {
  readonly pod: KubeObject;
  readonly live: PodSpec;
  /** Containers that the template lacks. */
  readonly added: readonly Container[];
  /** Names of volumes that it lacks, and of containers that were changed to what Fargate refuses. */
  readonly others: readonly string[];
  /** Fargate's reasons to refuse what is new. */
  readonly refused: readonly string[];
  /** What the pod wants of its node and the template does not, and no Fargate node has. */
  readonly unmet: readonly string[];
}

/** What a pod has and its template has not, as far as Fargate cares. */
function injected(s: Subject, pod: KubeObject): Injection {
  const live = pod['spec'] as PodSpec;
  const own = new Map(s.containers.map((c) => [c.container.name, c.container]));
  const all = [...(live.initContainers ?? []), ...live.containers];
  const added = all.filter((c) => !own.has(c.name));
  const changed = all.filter((c) => {
    const before = own.get(c.name);
    if (before === undefined || before === c) return false;
    const now = refusals({ containers: [c] });
    return now.length > 0 && now.join() !== refusals({ containers: [before] }).join();
  });
  const known = new Set((s.spec.volumes ?? []).map((v) => v.name));
  const volumes = (live.volumes ?? []).filter(
    (v) => !known.has(v.name) && v.persistentVolumeClaim === undefined,
  );
  const isNew = (key: 'hostNetwork' | 'hostPID' | 'hostIPC') =>
    live[key] === true && s.spec[key] !== true;
  const asked = new Set(unmetDemandsOf(s.spec, '').map((d) => d.shown));
  return {
    pod,
    live,
    added,
    others: [
      ...changed.map((c) => c.name),
      ...volumes
        .filter((v) => refusals({ containers: [], volumes: [v] }).length > 0)
        .map((v) => v.name),
    ],
    refused: refusals({
      containers: [...added, ...changed],
      volumes,
      hostNetwork: isNew('hostNetwork'),
      hostPID: isNew('hostPID'),
      hostIPC: isNew('hostIPC'),
    }),
    unmet: unmetDemandsOf(live, '')
      .map((d) => d.shown)
      .filter((d) => !asked.has(d)),
  };
}

/**
 * The newest pod, which is the template's latest; of a controller with several templates the pods
 * that have this one's containers are this one's.
 */
function newestOf(s: Subject, pods: readonly KubeObject[]): KubeObject | undefined {
  let newest: KubeObject | undefined;
  for (const pod of pods) {
    const isNewer = !newest || createdAt(pod) > createdAt(newest);
    if (isNewer && misshapen(pod, '') === undefined && isOf(s, pod)) newest = pod;
  }
  return newest;
}

const createdAt = (pod: KubeObject): string => pod.metadata.creationTimestamp ?? '';

const isOf = (s: Subject, pod: KubeObject): boolean => {
  const { containers } = pod['spec'] as PodSpec;
  return s.spec.containers.every((c) => containers.some(({ name }) => name === c.name));
};

const refusals = (spec: PodSpec): readonly string[] =>
  fargateRefusals(
    { metadata: {}, spec: { ...spec, schedulerName: FARGATE_SCHEDULER } },
    () => undefined,
  );

function drafted(s: Subject, context: AssessContext, { pod, live, added, others, refused, unmet }: Injection): Draft {
  const names = [...added.map((c) => c.name), ...others];
  const base = { field: `${s.specField}.${added.length > 0 || unmet.length === 0 ? 'containers' : 'nodeSelector'}`, value: [...names, ...unmet] };
  const name = formatRef({ kind: 'Pod', ...pod.metadata });
  const reasons = [...refused, ...unmet.map((d) => `MatchNodeSelector ${d}`)];
  if (reasons.length > 0)
    return {
      ...base,
      severity: 'blocker',
      message: text(
        `A webhook put ${[...names, ...unmet].join(', ')} into ${name} of ${s.name}, and Fargate refuses what it puts in: ${reasons.join(', ')}.`,
        `웹훅이 ${s.name}의 ${name}에 ${[...names, ...unmet].join(', ')}을(를) 주입했고, Fargate는 그 내용을 거부합니다: ${reasons.join(', ')}.`,
      ),
      remedy: text(
        'Exclude this workload from the webhook before it moves (its page names the label or annotation); else keep it on EC2.',
        '이동 전에 이 워크로드를 웹훅에서 제외하십시오(해당 도구 문서의 레이블이나 주석). 아니면 EC2에 두십시오.',
      ),
    };
  const [own, whole] = [sizeOfSubject(s, context), fargateSizeOf(live)];
  const size = whole.kind === 'fits' ? `${whole.size.vcpu} vCPU, ${whole.size.memoryGB} GB` : '?';
  const grows = own.kind === 'fits' && (whole.kind !== 'fits' || whole.size.vcpu !== own.size.vcpu || whole.size.memoryGB !== own.size.memoryGB);
  return {
    ...base,
    severity: grows ? 'change' : 'advice',
    message: text(
      `A webhook put ${names.join(', ')} into ${name} of ${s.name}; ${grows ? `with them the Fargate size is ${size}, not what the template says` : 'they count towards the Fargate size, which stays the same'}.`,
      `웹훅이 ${s.name}의 ${name}에 ${names.join(', ')}을(를) 주입했습니다. ${grows ? `이를 포함하면 Fargate 크기는 템플릿과 달리 ${size}입니다` : 'Fargate 크기에 포함되지만 크기는 같습니다'}.`,
    ),
    remedy: text(
      'Keep the webhook’s backend reachable during the move, and count its containers in the price.',
      '이동 중에도 웹훅에 연결할 수 있게 하고, 그 컨테이너를 비용에 포함하십시오.',
    ),
  };
} // prettier-ignore
