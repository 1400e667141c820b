import {
  COMPUTE_TYPE,
  fargateRefusals,
  formatRef,
  OPT_IN_LABEL,
  OPT_IN_VALUE,
  workloadKey,
  text,
  unmetDemandsOf,
  webhookDecision,
  type FargateSelector,
  type ObjectMeta,
  type PlanMode,
  type PodSpec,
  type Workload,
  type Text,
} from '../model/index.ts';
import { UserError } from '../errors/index.ts';
import {
  SELECTORS_PER_PROFILE,
  synthesize,
  type SelectablePod,
  type Synthesis,
} from './synthesis/index.ts';

/** A profile to be made. */
export interface ProposedProfile {
  /** Letters, digits, `-`; at most 100. */
  readonly name: string;
  /** 1 to 5. */
  readonly selectors: readonly FargateSelector[];
}

export interface ProposalInput {
  readonly moving: readonly Workload[];
  readonly staying: readonly Workload[];
  /**
   * `opt-in-label`: selectors name a label that only moving pods carry, so that a namespace can be
   * in two places · `own-labels`: selectors rest on labels that the pods have already, and only what
   * cannot be told apart gets the opt-in label · `namespaces`, `as-tutorial`: a whole namespace each.
   */
  readonly mode: PlanMode;
  /** `own-labels`: patterns such as `team-*` are welcome where they save a profile. */
  readonly wildcards?: boolean;
}

export interface Proposal {
  readonly profiles: readonly ProposedProfile[];
  readonly warnings: readonly Text[];
  /** Workload keys of movers whose template must carry the opt-in label to be taken. */
  readonly labelled: ReadonlySet<string>;
  /** What is known of fewer selectors; null for whole namespaces, where nobody asks. */
  readonly minimality: Pick<Synthesis, 'atLeast' | 'language'> | null;
}

const SYSTEM = 'kube-system';
const COREDNS = { 'k8s-app': 'kube-dns' };
const OPT_IN = { [OPT_IN_LABEL]: OPT_IN_VALUE };

/**
 * The profiles that take what moves: one for kube-system, since the tutorial (and everybody who
 * looks later) wants system pods apart, the rest in as few profiles as their selectors allow. Pure;
 * the order of its input does not matter.
 */
export function proposeProfiles(input: ProposalInput): Proposal {
  if (input.mode === 'as-tutorial' || input.mode === 'namespaces') return wholeNamespaces(input);
  const system = input.moving.filter(isSystem);
  const others = input.moving.filter((w) => !isSystem(w));
  const stays = input.staying.filter((w) => !optedOut(w));
  // CoreDNS is taken by its own label: EKS owns its template, and an update would drop ours.
  const labelled = new Set(
    input.mode === 'opt-in-label'
      ? input.moving.map((w) => workloadKey(w.ref))
      : [
          ...inseparable(system, [...stays, ...others]),
          ...inseparable(others, [...stays, ...system]),
        ],
  );
  const pods = (of: readonly Workload[]) => of.map((w) => selectable(w, labelled));
  const dns = system.filter(isCoreDns);
  const group = (own: readonly Workload[], rest: readonly Workload[]) =>
    synthesize({
      moving: pods(own),
      staying: [...stays.map((w) => selectable(w)), ...pods(rest)],
      required: input.mode === 'opt-in-label' ? OPT_IN : {},
      neverWhole: [SYSTEM],
      // With the label a pattern takes no more than was asked for; without it, tomorrow's namespaces too.
      wildcards:
        input.mode === 'opt-in-label' || input.wildcards === true ? 'if-fewer-profiles' : false,
    });
  const forDns =
    dns.length === 0 ? [] : [{ namespace: SYSTEM, labels: COREDNS } satisfies FargateSelector];
  const forSystem = group(system.filter((w) => !isCoreDns(w)), others); // prettier-ignore
  const forOthers = group(others, system);
  const bound = [forSystem, forOthers];
  for (const { workload, from } of bound.flatMap((s) => s.inseparable))
    throw noSelector(workload, from);
  return {
    profiles: [
      ...packed([...forDns, ...forSystem.groups.map((g) => g.selector)], systemName),
      ...packed(forOthers.groups.map((g) => g.selector), applicationName), // prettier-ignore
    ],
    warnings: [],
    labelled,
    minimality: {
      atLeast: bound.reduce((sum, s) => sum + s.atLeast, forDns.length),
      language: bound.some((s) => s.language === 'one-star') ? 'one-star' : 'exact',
    },
  };
}

/** Movers that only a label of our own could tell from the rest. */
const inseparable = (moving: readonly Workload[], rest: readonly Workload[]): readonly string[] =>
  synthesize({
    moving: moving.filter((w) => !isCoreDns(w)).map((w) => selectable(w)),
    staying: rest.map((w) => selectable(w)),
    neverWhole: [SYSTEM],
    wildcards: false,
  }).inseparable.map((i) => i.workload);

/** Five selectors a profile; namespaces that belong together stay together as far as that goes. */
function packed(
  selectors: readonly FargateSelector[],
  nameOf: (group: readonly FargateSelector[], index: number) => string,
): readonly ProposedProfile[] {
  const profiles: ProposedProfile[] = [];
  for (let i = 0; i < selectors.length; i += SELECTORS_PER_PROFILE) {
    const group = selectors.slice(i, i + SELECTORS_PER_PROFILE);
    const name = nameOf(group, i / SELECTORS_PER_PROFILE);
    const same = profiles.filter((p) => p.name === name || p.name.startsWith(`${name}-`)).length;
    profiles.push({ name: same === 0 ? name : `${name}-${same + 1}`, selectors: group });
  }
  return profiles;
}

/** Somebody who stays carries the opt-in label already. */
const noSelector = (workload: string, from: readonly string[]) =>
  UserError({
    code: 'PROFILE_NO_SELECTOR',
    message: text(
      `No selector takes ${workload} without taking ${from.join(', ')}, which stays on EC2 and carries the label ${OPT_IN_LABEL}=${OPT_IN_VALUE} too.`,
      `${workload}만 받는 셀렉터가 없습니다. EC2에 남는 ${from.join(', ')}에도 레이블 ${OPT_IN_LABEL}=${OPT_IN_VALUE}이(가) 있어 함께 받게 됩니다.`,
    ),
    remedy: text(
      'Take the label off the pod template of what stays, or let it move as well, and make the plan again.',
      '남는 워크로드의 파드 템플릿에서 그 레이블을 떼거나 함께 옮기도록 한 뒤 계획을 다시 만드십시오.',
    ),
  });

const systemName = (_: readonly FargateSelector[], index: number): string =>
  index === 0 ? `fargatectl-${SYSTEM}` : `fargatectl-${SYSTEM}-${index + 1}`;

/** One namespace gives its name; several are counted. */
function applicationName(group: readonly FargateSelector[], index: number): string {
  const namespaces = new Set(group.map((s) => s.namespace));
  const [only = ''] = namespaces;
  if (namespaces.size === 1 && !only.includes('*')) return `fargatectl-${only}`.slice(0, 63);
  return index === 0 ? 'fargatectl-apps' : `fargatectl-apps-${index + 1}`;
}

/** As the tutorial does it: the namespace, and nothing else. */
function wholeNamespaces(input: ProposalInput): Proposal {
  const namespaces = [...new Set(input.moving.map((w) => w.ref.namespace ?? 'default'))].sort();
  const selectors = (of: readonly string[]) => of.map((namespace) => ({ namespace }));
  const profiles = [
    ...packed(selectors(namespaces.filter((n) => n === SYSTEM)), systemName),
    ...packed(selectors(namespaces.filter((n) => n !== SYSTEM)), applicationName),
  ];
  return { profiles, warnings: swept(profiles, input), labelled: new Set(), minimality: null };
}

/** Whole-namespace selectors take the neighbours as well, when their next pod is made. */
function swept(profiles: readonly ProposedProfile[], { staying }: ProposalInput): readonly Text[] {
  return staying.flatMap((w) => {
    if (w.ref.kind === 'DaemonSet') return [];
    const { metadata } = podOf(w);
    const annotations = w.template.metadata?.annotations ?? {};
    const pod = { metadata: { ...metadata, annotations }, spec: w.template.spec };
    const decision = webhookDecision(pod, profiles);
    if (decision.kind !== 'taken') return [];
    const { profile } = decision;
    const then = isRefused(decision.pod)
      ? text(
          'Fargate refuses its pods as they are, so the next one that is made hangs Pending',
          'Fargate가 지금 그대로의 파드를 거부하므로 다음에 만들어지는 파드는 Pending에 머뭅니다',
        )
      : text(
          'the next pod that is made goes to Fargate too, unprepared, and hangs Pending if Fargate cannot run it (an EBS volume, for example)',
          '다음에 만들어지는 파드도 준비 없이 Fargate로 가며, EBS 볼륨이 있는 경우처럼 Fargate가 실행할 수 없으면 Pending에 머뭅니다',
        );
    return [
      text(
        `${formatRef(w.ref)} stays, but profile ${profile.name} takes its whole namespace: ${then.en}. To keep it on EC2, set the annotation ${COMPUTE_TYPE}: ec2 in its pod template first.`,
        `${formatRef(w.ref)}은(는) 남지만 프로필 ${profile.name}이(가) 네임스페이스 전체를 받습니다. ${then.ko}. EC2에 두려면 먼저 파드 템플릿에 주석 ${COMPUTE_TYPE}: ec2를 다십시오.`,
      ),
    ];
  });
}

/** Whether the pod's own fields are reason enough; what stands behind its claims is not looked at. */
function isRefused(pod: {
  readonly metadata: Partial<ObjectMeta>;
  readonly spec: PodSpec;
}): boolean {
  const volumes = (pod.spec.volumes ?? []).filter((v) => v.persistentVolumeClaim === undefined);
  return (
    fargateRefusals({ ...pod, spec: { ...pod.spec, volumes } }, () => undefined).length > 0 ||
    unmetDemandsOf(pod.spec, 'spec').length > 0
  );
}

const isSystem = (w: Workload): boolean => w.ref.namespace === SYSTEM;
const isCoreDns = (w: Workload): boolean =>
  isSystem(w) && w.template.metadata?.labels?.['k8s-app'] === COREDNS['k8s-app'];
/** The documented way past the webhook: such pods are no profile's. */
const optedOut = (w: Workload): boolean =>
  w.template.metadata?.annotations?.[COMPUTE_TYPE] === 'ec2';

const selectable = (w: Workload, labelled?: ReadonlySet<string>): SelectablePod => {
  const { namespace, labels } = podOf(w, labelled?.has(workloadKey(w.ref)) === true).metadata;
  return { workload: workloadKey(w.ref), namespace, labels };
};

export const podOf = (w: Workload, optIn = false) => ({
  metadata: {
    namespace: w.ref.namespace ?? 'default',
    labels: { ...w.template.metadata?.labels, ...(optIn ? OPT_IN : {}) },
  },
});
