import {
  chooseProfile,
  COMPUTE_TYPE,
  FARGATE_PROFILE_LABEL,
  formatRef,
  selectorTakes,
  someOf,
  text,
  type FargateSelector,
  type Snapshot,
  type Workload,
} from '../../model/index.ts';
import { blocker, type ProfileCheck } from '../../profiles/index.ts';
import { steps } from '../../steps/index.ts';
import type { PlanBuilder } from '../builder.ts';
import { needsCompany } from '../company.ts';
import { nameOf } from '../context.ts';
import { rolloutSeconds } from '../rollout-arithmetic.ts';
import type { Carriers } from './carriers.ts';

export type Destination = { readonly profile: string; readonly selectors: readonly FargateSelector[] } | 'ec2'; // prettier-ignore

/** One workload first, alone, as the proof that the destination takes them; then the others. */
export function rehomeSteps(
  b: PlanBuilder,
  carriers: Carriers,
  o: {
    readonly snapshot: Snapshot;
    readonly from: string;
    readonly to: Destination;
    readonly after: readonly string[];
  },
): readonly string[] {
  const to = o.to === 'ec2' ? o.to : { profile: o.to.profile };
  const add = (w: Workload, after: readonly string[]): string => {
    const alone = needsCompany(o.snapshot, w, { syncRests: false });
    return b.add(
      steps.rehomeWorkload,
      {
        ref: w.ref,
        template: w.templatePath.split('.'),
        from: o.from,
        to,
        scaleOut: alone ? { from: 1, to: 2 } : null,
        estimateSeconds:
          w.ref.kind === 'CronJob'
            ? 3
            : rolloutSeconds(w.object, alone ? 2 : (w.replicas ?? 1)) + (alone ? 30 : 0),
      },
      {
        name: w.ref.kind === 'Deployment' ? nameOf(w) : `${w.ref.kind.toLowerCase()}/${nameOf(w)}`,
        after,
        because: ['pods that run are never matched again'],
        workload: w.ref,
      },
    );
  };
  const [first, ...rest] = carriers.movable;
  if (!first) return [];
  const proof = add(first, o.after);
  return [proof, ...rest.map((w) => add(w, [proof]))];
}

/** Whether everything that has to leave can, and is taken where it goes. */
export function checkRehome(
  carriers: Carriers,
  to: Destination,
  snapshot: Snapshot,
): readonly ProfileCheck[] {
  const found = carriers.immovable.map(({ name, why }) =>
    blocker(
      'pods',
      text(`${name} cannot be moved: ${why.en}.`, `${name}을(를) 옮길 수 없습니다: ${why.ko}.`),
      text(
        'Move or end it yourself, then give this command again.',
        '직접 옮기거나 끝낸 뒤 이 명령을 다시 실행하십시오.',
      ),
    ),
  );
  if (carriers.movable.length === 0) return found;
  return to === 'ec2'
    ? [...found, ...ec2Problems(carriers, snapshot)]
    : [...found, ...matchProblems(carriers, to)];
}

function matchProblems(
  carriers: Carriers,
  to: Exclude<Destination, 'ec2'>,
): readonly ProfileCheck[] {
  const missed = carriers.movable.filter((w) => {
    const labels = { ...w.template.metadata?.labels, [FARGATE_PROFILE_LABEL]: to.profile };
    const namespace = w.ref.namespace ?? 'default';
    return (
      w.template.metadata?.annotations?.[COMPUTE_TYPE] === 'ec2' ||
      !to.selectors.some((s) => selectorTakes(s, namespace, labels)) ||
      chooseProfile([{ name: to.profile, selectors: to.selectors }], { metadata: { namespace, labels } }) === undefined // prettier-ignore
    );
  });
  if (missed.length === 0) return [];
  const names = someOf(missed.map((w) => formatRef(w.ref)));
  return [
    blocker(
      'pods',
      text(
        `Profile ${to.profile} does not take ${names.en}, which runs by the old one.`,
        `프로필 ${to.profile}이(가) 지금 예전 프로필로 실행 중인 ${names.ko}을(를) 받지 않습니다.`,
      ),
      text(
        'Give it selectors that take them (--selector NAMESPACE:key=value), or move them to EC2 first.',
        '이들을 받는 셀렉터를 주거나(--selector NAMESPACE:key=value) 먼저 EC2로 옮기십시오.',
      ),
    ),
  ];
}

function ec2Problems(carriers: Carriers, snapshot: Snapshot): readonly ProfileCheck[] {
  const found: ProfileCheck[] = [];
  const open = snapshot.objects.filter(
    (n) =>
      n.kind === 'Node' &&
      n.metadata.labels?.[COMPUTE_TYPE] !== 'fargate' &&
      (n['spec'] as { unschedulable?: boolean } | undefined)?.unschedulable !== true,
  );
  if (open.length === 0)
    found.push(
      blocker(
        'pods',
        text(
          'No EC2 node takes pods any more, so there is no way back to EC2.',
          '파드를 받을 EC2 노드가 없어 EC2로 돌아갈 수 없습니다.',
        ),
        text(
          'Bring a node group back first (fargatectl rollback of the migration, or aws eks create-nodegroup), or move to another profile: --move-to NAME.',
          '먼저 노드 그룹을 되살리거나(마이그레이션을 fargatectl rollback, 또는 aws eks create-nodegroup) 다른 프로필로 옮기십시오: --move-to NAME',
        ),
      ),
    );
  const { addons } = snapshot.aws;
  const managed = addons.state === 'read' && addons.value.some((a) => a.name === 'coredns');
  if (managed && carriers.movable.some((w) => nameOf(w) === 'kube-system/coredns'))
    found.push(
      blocker(
        'pods',
        text(
          'Deployment kube-system/coredns is an EKS add-on, which puts its template back; its own setting moves it.',
          'Deployment kube-system/coredns는 EKS 애드온이라 템플릿이 되돌아갑니다. 애드온 자체의 설정으로 옮겨야 합니다.',
        ),
        text(
          `Take computeType out of its configuration: aws eks update-addon --cluster-name ${snapshot.cluster.name ?? ''} --addon-name coredns --configuration-values '{}'.`,
          `애드온 설정에서 computeType을 빼십시오: aws eks update-addon --cluster-name ${snapshot.cluster.name ?? ''} --addon-name coredns --configuration-values '{}'`,
        ),
      ),
    );
  return found;
}
