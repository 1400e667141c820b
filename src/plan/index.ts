import {
  COMPUTE_TYPE,
  counted,
  FARGATE_PROFILE_LABEL,
  text,
  workloadKey,
  type KubeObject,
  type Plan,
  type Snapshot,
  type Workload,
  type Text,
} from '../model/index.ts';
import { UserError } from '../errors/index.ts';
import { freeName, isCovered } from './already-there.ts';
import { criticalPathSeconds, PlanBuilder } from './builder.ts';
import { choose, type Assessments } from './choices.ts';
import type { PlanContext, ProposedProfile } from './context.ts';
import { expectedLookups } from './corefile.ts';
import { chooseNodegroups } from './node-groups.ts';
import { isSentByOperator } from './operators.ts';
import { DEFAULT_PLAN_OPTIONS, type PlanOptions } from './options.ts';
import { addOns } from './phases/add-ons.ts';
import { application } from './phases/application.ts';
import { network } from './phases/network.ts';
import { nodeGroups } from './phases/node-groups.ts';
import { preflight } from './phases/preflight.ts';
import { storage } from './phases/storage.ts';
import { pauseSync, resumeSync, syncNotes, type Paused } from './phases/sync.ts';
import { system } from './phases/system.ts';
import { verify } from './phases/verify.ts';
import { changesToCommit } from './to-commit.ts';
import { inTutorialOrder } from './tutorial-order.ts';
import { ofKind, worldOf } from './world.ts';

export { DEFAULT_PLAN_OPTIONS, type PlanOptions } from './options.ts';
export { parsePlan } from './plan-file.ts';
export { finishTimes } from './builder.ts';
export { isPrivate } from '../assess/index.ts';
export { componentOf } from './components.ts';
export { choose, type Choices } from './choices.ts';
export { fileName } from './to-commit.ts';
export * from './profile-changes/index.ts';

/** What a plan is made of; all of it comes from one snapshot. */
export interface PlanInput {
  readonly snapshot: Snapshot;
  readonly digest: string;
  readonly assessments: Assessments;
  readonly workloads: readonly Workload[];
  /** Fingerprints of what the plan rests on, to tell a stale plan later. */
  readonly basis: Readonly<Record<string, string>>;
  /** Makes profiles for what goes; the proof of match is the profiles room's. */
  readonly propose: (input: {
    readonly moving: readonly Workload[];
    readonly staying: readonly Workload[];
    readonly mode: PlanOptions['mode'];
  }) => {
    readonly profiles: readonly ProposedProfile[];
    readonly warnings: readonly Text[];
    /** Workload keys of those whose template must carry the opt-in label to be taken. */
    readonly labelled: ReadonlySet<string>;
  };
  readonly options?: Partial<PlanOptions>;
}

/** The migration plan. Pure: the same snapshot and options give the same plan, byte for byte. */
export function makePlan(input: PlanInput): Plan {
  const options: PlanOptions = { ...DEFAULT_PLAN_OPTIONS, ...input.options };
  const world = worldOf(input.snapshot, options);
  const choices = choose(input.workloads, input.assessments, options, world);
  const nodegroups = chooseNodegroups(world, choices);
  const settled = choices.there.length > 0 && choices.movers.length === 0;
  if (choices.movers.length === 0 && !settled)
    throw UserError({
      code: 'NOTHING_TO_MOVE',
      message: text(
        `None of the ${counted(input.workloads.length, 'workload')} of ${world.cluster.name} goes to Fargate as it is.`,
        `${world.cluster.name}의 워크로드 ${input.workloads.length}개 가운데 지금 그대로 Fargate로 갈 수 있는 것이 없습니다.`,
      ),
      remedy: text(
        'fargatectl assess says why for each of them.',
        '워크로드마다의 이유 보기: fargatectl assess',
      ),
      exitCode: 3,
    });
  const moving = choices.movers.map((m) => m.workload);
  const known = new Set([...moving, ...choices.there]);
  const proposal = input.propose({
    moving: moving.filter((w) => !isCovered(world.profiles, w, options.mode)),
    // What its custom resource sends to Fargate may be taken: no plan moves it, its operator does.
    staying: input.workloads.filter((w) => !known.has(w) && !isSentByOperator(w)),
    mode: options.mode,
  });
  const taken = new Set(world.profiles.map((p) => p.name));
  const roleName =
    options.podExecutionRole ?? `fargatectl-${world.cluster.name}-pod-execution`.slice(0, 64);
  const context: PlanContext = {
    world,
    options,
    choices,
    nodegroups,
    profiles: proposal.profiles
      .map((p) => ({ ...p, name: freeName(p.name, taken) }))
      .sort(kubeSystemFirst),
    labelled: proposal.labelled,
    existingProfiles: world.profiles,
    roleName,
    roleArn: `arn:${world.cluster.arn.split(':')[1] ?? 'aws'}:iam::${world.accountId}:role/${roleName}`,
    lookups: lookupsOf(world),
    coredns: choices.movers.find((m) => m.component === 'coredns')?.workload,
    tag: input.digest.replace(/^sha256:/, '').slice(0, 8),
  };
  const b = new PlanBuilder();
  const built = phases(b, context);
  // Nothing to move, no nodes to give up: looking at it all again would be a plan of nothing.
  const all = settled && !built.endsNodes ? [] : b.steps();
  const steps = options.mode === 'as-tutorial' ? inTutorialOrder(all) : all;
  const toCommit = changesToCommit(context);
  return {
    apiVersion: 'fargatectl/v1',
    kind: 'Plan',
    snapshot: { digest: input.digest, cluster: world.cluster.name, region: world.cluster.region },
    mode: options.mode,
    steps,
    criticalPathSeconds: criticalPathSeconds(steps),
    pointsOfNoReturn: steps.filter((s) => s.reversible !== true).map((s) => s.id),
    stays: staysOf(context),
    ...(choices.there.length === 0 ? {} : { there: choices.there.map((w) => w.ref) }),
    warnings: [
      ...choices.warnings,
      ...proposal.warnings,
      ...syncNotes(context, built.paused),
      ...nodegroupNotes(context),
    ],
    ...(toCommit.length === 0 ? {} : { toCommit }),
    basis: input.basis,
  };
}

/** The phases in their order, each after what it rests on. */
function phases(b: PlanBuilder, c: PlanContext): { paused: Paused; endsNodes: boolean } {
  const ready = preflight(b, c);
  const paused = pauseSync(b, c, ready.check);
  const pre = { ...ready, check: paused.check };
  const files = storage(b, c, pre);
  const net = network(b, c, pre);
  const sys = system(b, c, { ...pre, ...net });
  const app = application(b, c, { ...pre, ...net, ...files, system: sys });
  const changed = [...sys.moved, ...app.moved, ...app.dns];
  const moved = [...changed, ...resumeSync(b, paused, changed)];
  const groups = nodeGroups(b, c, moved);
  const after = [...moved, ...groups.removed, ...groups.resumed];
  const addons = addOns(b, c, [...moved, ...groups.removed]);
  verify(b, c, { after: [...after, ...addons], jobs: files.jobs });
  return { paused, endsNodes: groups.removed.length + addons.length > 0 };
}

/** What only serves nodes ends with them when the last group goes. */
function staysOf({ choices, nodegroups }: PlanContext): Plan['stays'] {
  const last = !nodegroups.nodesRemain && nodegroups.removed.length > 0;
  const servants = new Set(choices.servants.map((w) => workloadKey(w.ref)));
  return choices.stays.map((s) =>
    last && servants.has(workloadKey(s.ref)) ? { ...s, endsWithNodes: true } : s,
  );
}

const kubeSystemFirst = (a: ProposedProfile, z: ProposedProfile): number =>
  Number(isKubeSystem(z)) - Number(isKubeSystem(a)) || (a.name < z.name ? -1 : 1);
const isKubeSystem = (p: ProposedProfile): boolean =>
  p.selectors.some((s) => s.namespace === 'kube-system');

/** The cluster's own name, the stub domains of the Corefile with the addresses that it states. */
function lookupsOf(world: PlanContext['world']): PlanContext['lookups'] {
  const config = ofKind(world, 'ConfigMap').find(
    (o) => o.metadata.namespace === 'kube-system' && o.metadata.name === 'coredns',
  );
  const corefile = (config?.['data'] as Record<string, unknown> | undefined)?.['Corefile'];
  const api = ofKind(world, 'Service').find(
    (o) => o.metadata.namespace === 'default' && o.metadata.name === 'kubernetes',
  );
  const address = (api?.['spec'] as { clusterIP?: string } | undefined)?.clusterIP ?? null;
  return [
    { name: 'kubernetes.default.svc.cluster.local', expect: address },
    ...(typeof corefile === 'string' ? expectedLookups(corefile) : []),
  ];
}

function nodegroupNotes(c: PlanContext): readonly Text[] {
  const notes: Text[] = [];
  const { kept } = c.nodegroups;
  if (kept.length > 0) {
    const why = c.choices.anchors.map((w) => `${w.ref.namespace ?? ''}/${w.ref.name}`).join(', ');
    const names = kept.map((g) => g.name).join(', ');
    notes.push(
      text(
        `Node group ${names} remains, and with it the add-ons that serve nodes: ${why} cannot go. To give one up: fargatectl plan --retire NAMESPACE/NAME.`,
        `갈 수 없는 워크로드(${why}) 때문에 노드 그룹(${names})과 노드를 위한 애드온이 남습니다. 포기하려면: fargatectl plan --retire NAMESPACE/NAME`,
      ),
    );
  }
  const { others, none } = c.nodegroups;
  if (others.length > 0) {
    const makers = [...new Set(others.map(makerOf))].sort().join(', ');
    notes.push(
      text(
        `${others.length} EC2 nodes belong to no managed node group (${makers}). The plan leaves them, and with them the add-ons that serve nodes; their maker takes them away once they are empty, or you do: kubectl drain.`,
        `관리형 노드 그룹에 속하지 않은 EC2 노드가 ${others.length}개 있습니다(${makers}). 계획은 이 노드와 노드를 위한 애드온을 그대로 둡니다. 비면 만든 쪽이 없애거나 직접 없애십시오: kubectl drain`,
      ),
    );
  }
  if (none && c.coredns !== undefined)
    notes.push(
      text(
        `CoreDNS is not on Fargate, and no EC2 node is there to ask it from. Let it go first: aws eks update-addon --cluster-name ${c.world.cluster.name} --addon-name coredns --configuration-values '{"computeType":"Fargate"}'.`,
        `CoreDNS가 Fargate에 없고, 조회해 볼 EC2 노드도 없습니다. 먼저 옮기십시오: aws eks update-addon --cluster-name ${c.world.cluster.name} --addon-name coredns --configuration-values '{"computeType":"Fargate"}'`,
      ),
    );
  const foreign = c.existingProfiles.filter((p) => p.status === 'ACTIVE');
  if (foreign.length > 0) {
    const names = foreign.map((p) => p.name).join(', ');
    notes.push(
      text(
        `Profiles that are there already (${names}) stay as they are; where two match, a pod's label ${FARGATE_PROFILE_LABEL} decides.`,
        `이미 있는 프로필(${names})은 그대로 둡니다. 둘 이상과 일치하면 파드의 레이블 ${FARGATE_PROFILE_LABEL}이(가) 정합니다.`,
      ),
    );
  }
  return notes;
}

/** Who made a node that is in no managed group. @source https://karpenter.sh/docs/concepts/nodepools/ (read 2026-11-25) */
function makerOf({ metadata: { labels = {} } }: KubeObject): string {
  const pool = labels['karpenter.sh/nodepool'];
  if (labels[COMPUTE_TYPE] === 'auto')
    return `EKS Auto Mode${pool === undefined ? '' : ` ${pool}`}`;
  return pool === undefined ? 'self-managed' : `Karpenter NodePool ${pool}`;
}
