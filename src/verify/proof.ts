import { cloudCallOf, textOf } from '../errors/index.ts';
import {
  CAPACITY_PROVISIONED,
  COMPUTE_TYPE,
  formatRef,
  isPodReady,
  selectorMatches,
  text,
  verbatim,
  type KubeObject,
  type LabelSelector,
  type ObjectRef,
  type Pod,
  type Text,
} from '../model/index.ts';
import type { AwsCloud, Kubernetes } from '../ports/index.ts';

/** One thing that was looked at. `unknown`: it could not be, and why; `nothing`: there is nothing to see of it now. */
export interface Check {
  readonly what: Text;
  readonly state: 'ok' | 'failed' | 'unknown' | 'nothing';
  readonly evidence: Text;
}

export interface ProofInput {
  readonly kube: Kubernetes;
  readonly aws: AwsCloud;
  readonly vpcId: string;
  /** What must be on Fargate. */
  readonly moved: readonly ObjectRef[];
  /** Names that must be answered, with the address where it is known. */
  readonly lookups: readonly { readonly name: string; readonly expect: string | null }[];
}

/** Looks again at what a migration promised: placement, sizes, readiness, DNS, load balancer targets. Reads only. */
export async function prove(o: ProofInput): Promise<readonly Check[]> {
  const nodes = await o.kube.list({ apiVersion: 'v1', kind: 'Node' });
  const pods = (await o.kube.list({ apiVersion: 'v1', kind: 'Pod' })) as readonly Pod[];
  const fargate = new Set(
    nodes
      .filter((n) => n.metadata.labels?.[COMPUTE_TYPE] === 'fargate')
      .map((n) => n.metadata.name),
  );
  const checks: Check[] = [];
  for (const ref of o.moved) checks.push(placement(ref, await o.kube.get(ref), pods, fargate));
  checks.push(...(await names(o, pods, fargate)));
  checks.push(...(await targets(o)));
  return checks;
}

function placement(
  ref: ObjectRef,
  object: KubeObject | undefined,
  pods: readonly Pod[],
  fargate: ReadonlySet<string>,
): Check {
  const what = verbatim(formatRef(ref));
  if (!object)
    return { what, state: 'failed', evidence: text('it is gone', '클러스터에 없습니다') };
  const spec = object['spec'] as { selector?: LabelSelector; replicas?: number };
  if (!spec.selector)
    return {
      what,
      state: 'unknown',
      evidence: text('it has no selector to find its pods by', '파드를 찾을 셀렉터가 없습니다'),
    };
  const own = pods.filter(
    (p) =>
      p.metadata.namespace === ref.namespace &&
      p.metadata.deletionTimestamp === undefined &&
      selectorMatches(spec.selector, p.metadata.labels),
  );
  const wanted = spec.replicas ?? 1;
  if (wanted === 0 && own.length === 0)
    return {
      what,
      state: 'nothing',
      evidence: text('scaled to 0, nothing to see', '0으로 줄여져 있어 볼 것이 없습니다'),
    };
  const there = own.filter((p) => fargate.has(p.spec.nodeName ?? '') && isPodReady(p));
  const sized = there.filter((p) => p.metadata.annotations?.[CAPACITY_PROVISIONED] !== undefined);
  const good =
    own.length === there.length && sized.length === there.length && there.length >= wanted;
  const sizes = [
    ...new Set(sized.map((p) => p.metadata.annotations?.[CAPACITY_PROVISIONED] ?? '')),
  ];
  const size = sizes.length === 0 ? '' : ` (${sizes.sort().join(', ')})`;
  const rest = own.length - there.length;
  return {
    what,
    state: good ? 'ok' : 'failed',
    evidence: text(
      `${there.length}/${wanted} pods Ready on Fargate${size}${rest === 0 ? '' : `; ${rest} elsewhere or not Ready`}`,
      `Fargate에서 파드 ${there.length}/${wanted} 준비${size}${rest === 0 ? '' : `; 다른 곳에 있거나 준비되지 않은 파드 ${rest}개`}`,
    ),
  };
}

/** Asks from one pod on each side that has a tool to ask with. */
async function names(
  o: ProofInput,
  pods: readonly Pod[],
  fargate: ReadonlySet<string>,
): Promise<readonly Check[]> {
  const sides = [
    { where: 'Fargate', on: (p: Pod) => fargate.has(p.spec.nodeName ?? '') },
    {
      where: 'EC2',
      on: (p: Pod) => p.spec.nodeName !== undefined && !fargate.has(p.spec.nodeName),
    },
  ];
  const checks: Check[] = [];
  for (const side of sides) {
    const candidates = pods.filter(
      (p) =>
        side.on(p) &&
        isPodReady(p) &&
        p.spec.hostNetwork !== true &&
        p.metadata.namespace !== 'kube-system',
    );
    if (candidates.length === 0) continue;
    for (const lookup of o.lookups) checks.push(await ask(o.kube, candidates, side.where, lookup));
  }
  return checks;
}

/** Pods to try before we say that none has a tool. */
const TRIES = 5;

async function ask(
  kube: Kubernetes,
  candidates: readonly Pod[],
  where: string,
  lookup: ProofInput['lookups'][number],
): Promise<Check> {
  const what = text(`${lookup.name} from ${where}`, `${where}에서 ${lookup.name}`);
  let said = '';
  for (const pod of candidates.slice(0, TRIES)) {
    const from = `${pod.metadata.namespace ?? ''}/${pod.metadata.name}`;
    try {
      const answer = await kube.exec(
        { namespace: pod.metadata.namespace ?? '', name: pod.metadata.name },
        ['nslookup', lookup.name],
      );
      said = `${answer.stdout}${answer.stderr}`.trim();
      if (answer.exitCode === 126 || answer.exitCode === 127) continue;
      const ok =
        answer.exitCode === 0 && (lookup.expect === null || answer.stdout.includes(lookup.expect));
      return {
        what,
        state: ok ? 'ok' : 'failed',
        evidence: ok
          ? text(
              `${lookup.expect ?? 'answered'}, asked in ${from}`,
              `${lookup.expect ?? '응답함'}, ${from}에서 조회`,
            )
          : verbatim(`${said.split('\n').at(-1) ?? ''} (${from})`),
      };
    } catch (error) {
      if (!cloudCallOf(error)) throw error;
      said = (error as Error).message;
    }
  }
  return {
    what,
    state: 'unknown',
    evidence: text(
      `no pod there could ask: ${said.split('\n')[0] ?? ''}`,
      `조회할 수 있는 파드가 그쪽에 없습니다: ${said.split('\n')[0] ?? ''}`,
    ),
  };
}

async function targets(o: ProofInput): Promise<readonly Check[]> {
  try {
    const groups = await o.aws.elb.describeTargetGroups(o.vpcId, {});
    const checks: Check[] = [];
    for (const group of groups.filter((g) => g.loadBalancerArns.length > 0)) {
      const health = await o.aws.elb.describeTargetHealth(group.arn, {});
      const live = health.filter((t) => t.state !== 'draining');
      const sick = live.filter((t) => t.state !== 'healthy');
      checks.push({
        what: text(`target group ${group.name}`, `대상 그룹 ${group.name}`),
        state: sick.length === 0 && live.length > 0 ? 'ok' : 'failed',
        evidence: text(
          `${live.length - sick.length}/${live.length} ${group.targetType} targets healthy`,
          `${group.targetType} 대상 ${live.length - sick.length}/${live.length} 정상`,
        ),
      });
    }
    return checks;
  } catch (error) {
    if (!cloudCallOf(error)) throw error;
    return [
      {
        what: text('load balancer targets', '로드 밸런서 대상'),
        state: 'unknown',
        evidence: textOf(error),
      },
    ];
  }
}
