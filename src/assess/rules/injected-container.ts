import {
  fargateRefusals,
  fargateSizeOf,
  FARGATE_SCHEDULER,
  formatRef,
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
    // The newest pod is the template's latest; a bare pod is its own template.
    const pod = newest(livePodsOf(s.workload, context.snapshot));
    if (!pod || pod === s.workload.object || misshapen(pod, '') !== undefined) return [];
    const live = pod['spec'] as PodSpec;
    const names = new Set(s.containers.map((c) => c.container.name));
    const isNew = (c: Container): boolean => !names.has(c.name);
    const injected = {
      initContainers: (live.initContainers ?? []).filter(isNew),
      containers: live.containers.filter(isNew),
    };
    const added = [...injected.initContainers, ...injected.containers];
    return added.length === 0 ? [] : [drafted(s, context, { pod, live, injected, added })];
  },
});

interface Injection {
  readonly pod: KubeObject;
  readonly live: PodSpec;
  readonly injected: Pick<PodSpec, 'initContainers' | 'containers'>;
  readonly added: readonly Container[];
}

function drafted(s: Subject, context: AssessContext, { pod, live, injected, added }: Injection): Draft {
  const names = added.map((c) => c.name);
  const known = new Set((s.spec.volumes ?? []).map((v) => v.name));
  const volumes = (live.volumes ?? []).filter((v) => !known.has(v.name) && v.persistentVolumeClaim === undefined);
  const reasons = fargateRefusals(
    { metadata: {}, spec: { ...injected, volumes, schedulerName: FARGATE_SCHEDULER } },
    () => undefined,
  );
  const base = { field: `${s.specField}.containers`, value: names };
  const name = formatRef({ kind: 'Pod', ...pod.metadata });
  if (reasons.length > 0)
    return {
      ...base,
      severity: 'blocker',
      message: text(
        `A webhook put ${names.join(', ')} into ${name} of ${s.name}, and Fargate refuses what it puts in: ${reasons.join(', ')}.`,
        `웹훅이 ${s.name}의 ${name}에 ${names.join(', ')}을(를) 주입했고, Fargate는 그 내용을 거부합니다: ${reasons.join(', ')}.`,
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

const newest = (pods: readonly KubeObject[]): KubeObject | undefined =>
  [...pods].sort((a, b) =>
    (a.metadata.creationTimestamp ?? '') < (b.metadata.creationTimestamp ?? '') ? 1 : -1,
  )[0];
