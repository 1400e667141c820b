import { SOURCES, type Text } from '../assess/index.ts';
import { PHASES, type Phase } from '../model/index.ts';
import type { Page } from './page.ts';

interface Told {
  readonly title: Text;
  /** Of the tutorial's nine. */
  readonly steps: readonly number[];
  readonly body: Text;
  readonly see: readonly string[];
}

const told: Readonly<Record<Phase, Told>> = {
  preflight: {
    title: { en: 'Before anything is touched', ko: '손대기 전에' },
    steps: [],
    body: {
      en: 'Looks whether quotas, subnets, security groups and permissions suffice; makes the pod execution role, with a trust that names this cluster; switches log routing on, since DaemonSet log agents will not follow; tells DaemonSets that tolerate everything to keep off Fargate nodes; holds nodes against scale-down while pods move.',
      ko: '할당량, 서브넷, 보안 그룹, 권한이 충분한지 확인합니다. 이 클러스터만 신뢰하는 파드 실행 역할을 만들고, DaemonSet 로그 에이전트가 따라가지 못하므로 로그 라우팅을 켭니다. 모든 것을 허용하는 DaemonSet은 Fargate 노드에 오지 않게 하고, 파드가 옮겨지는 동안 노드가 줄어들지 않게 붙잡아 둡니다.',
    },
    see: ['subnet-no-egress', 'vcpu-quota', 'log-routing-missing', 'tolerate-all-daemonset'],
  },
  storage: {
    title: { en: 'Volumes for EFS, proven while still on EC2', ko: 'EFS 볼륨을 만들고 EC2에서 먼저 확인' },
    steps: [1, 2],
    body: {
      en: 'Makes the file system, its mount targets and access points, and static volumes; copies the files twice (all, then what changed while writers stand still), compares them by checksum, and restarts the application on EC2 with the new volume. If that is wrong, it is wrong before compute has moved. The tutorial does the same in its first two steps.',
      ko: '파일 시스템, 탑재 대상, 액세스 포인트, 정적 볼륨을 만듭니다. 파일을 두 번(전체, 그리고 쓰기를 멈춘 동안 바뀐 것) 복사하고 체크섬으로 비교한 뒤 EC2에서 새 볼륨으로 애플리케이션을 다시 시작합니다. 잘못되어도 컴퓨팅을 옮기기 전에 드러납니다. 튜토리얼의 처음 두 단계와 같습니다.',
    },
    see: ['storage', 'ebs-volume'],
  },
  network: {
    title: { en: 'Ways in and between', ko: '들어오는 길과 서로 통하는 길' },
    steps: [],
    body: {
      en: 'Opens DNS and application ports between the node security group and the cluster security group; turns load balancers to ip targets while pods are still on EC2, and waits until the new targets are healthy before the old ones go. The tutorial does not have this phase; without it requests are lost.',
      ko: '노드 보안 그룹과 클러스터 보안 그룹 사이에 DNS와 애플리케이션 포트를 엽니다. 파드가 EC2에 있는 동안 로드 밸런서를 ip 대상으로 바꾸고, 새 대상이 정상이 된 뒤에 옛 대상을 보냅니다. 튜토리얼에는 없는 단계이며, 없으면 요청을 잃습니다.',
    },
    see: ['network', 'load-balancer-instance-target', 'security-group-gap'],
  },
  system: {
    title: { en: 'The components of kube-system', ko: 'kube-system의 구성 요소' },
    steps: [3, 4, 5, 6, 7],
    body: {
      en: 'Saves Helm values and the CoreDNS ConfigMap first. Makes a profile with label selectors for what goes, so that new pods of the rest are not claimed. Moves CoreDNS by surge while a probe asks names all the time, stub domains included; gives the load balancer controller its region and VPC, since it can no longer ask the instance, and moves it; moves metrics-server to a port that is free there. The cluster autoscaler stays until the last node group is to go: the tutorial uninstalls it first, and then nothing adds nodes while both worlds run.',
      ko: 'Helm 값과 CoreDNS ConfigMap을 먼저 저장합니다. 갈 것만 레이블로 선택하는 프로필을 만들어 나머지의 새 파드를 가져가지 않게 합니다. 스텁 도메인까지 이름을 계속 물어보면서 CoreDNS를 surge로 옮기고, 더는 인스턴스에 물을 수 없는 로드 밸런서 컨트롤러에 리전과 VPC를 알려 준 뒤 옮기며, metrics-server는 비어 있는 포트로 옮깁니다. cluster-autoscaler는 마지막 노드 그룹이 갈 때까지 남깁니다. 튜토리얼은 이것을 먼저 삭제하는데, 그러면 두 세계가 함께 도는 동안 노드를 늘려 줄 것이 없습니다.',
    },
    see: ['profile', 'coredns-compute-type', 'lb-controller-imds', 'kubelet-port-clash'],
  },
  canary: {
    title: { en: 'One pod first', ko: '먼저 파드 하나' },
    steps: [],
    body: {
      en: 'One small pod for each profile proves that the profile matches, that the pod is placed and gets the size that was computed, that names resolve from it and that it reaches AWS. A mistake in subnets, roles or security groups shows here, and costs nobody a request.',
      ko: '프로필마다 작은 파드 하나로 프로필이 일치하는지, 배치되고 계산한 크기를 받는지, 이름이 해석되고 AWS에 닿는지 증명합니다. 서브넷, 역할, 보안 그룹의 잘못이 여기서 드러나며 요청을 잃지 않습니다.',
    },
    see: ['profile', 'network'],
  },
  application: {
    title: { en: 'Your applications', ko: '애플리케이션' },
    steps: [8],
    body: {
      en: 'Makes the profiles, then rolls workloads over one by one, new pods before old ones go, never below the stricter of rollout settings and disruption budget. A single replica is scaled out for its move. StatefulSets go in order; CronJobs land there at their next run. The tutorial stops after making the profile: pods then stay on EC2 until somebody restarts them.',
      ko: '프로필을 만든 다음 워크로드를 하나씩 넘깁니다. 새 파드가 준비된 뒤 옛 파드가 가며, 롤아웃 설정과 중단 예산 중 더 엄격한 쪽 아래로 내려가지 않습니다. 레플리카가 하나면 옮기는 동안 늘립니다. StatefulSet은 순서대로, CronJob은 다음 실행 때 그곳에서 시작합니다. 튜토리얼은 프로필 생성에서 멈추는데, 그러면 누군가 다시 시작할 때까지 파드는 EC2에 남습니다.',
    },
    see: ['profile', 'single-replica', 'pdb-blocks-eviction', 'launch-rate'],
  },
  verify: {
    title: { en: 'Proof', ko: '증명' },
    steps: [6],
    body: {
      en: 'Every workload that was to move is Ready on Fargate nodes; names resolve from an EC2 pod and from a Fargate pod; load balancer targets are healthy; seconds below budget are counted from the record of the run. What could not be looked at is said to be unknown.',
      ko: '옮기기로 한 모든 워크로드가 Fargate 노드에서 Ready인지, EC2 파드와 Fargate 파드에서 이름이 해석되는지, 로드 밸런서 대상이 정상인지 확인하고, 실행 기록에서 예산 미달 시간을 셉니다. 볼 수 없었던 것은 알 수 없음으로 남깁니다.',
    },
    see: ['migration'],
  },
  'node-groups': {
    title: { en: 'Emptying and removing node groups', ko: '노드 그룹 비우기와 삭제' },
    steps: [],
    body: {
      en: 'Freezes the autoscaler, cordons, evicts what is left as budgets allow (never deletes), proves that nothing but DaemonSets is on the nodes, scales to zero, waits and watches, and deletes. A node group that something still needs stays. The tutorial goes from application profiles straight to add-ons; the nodes would be left without a network.',
      ko: '오토스케일러를 멈추고, 스케줄링을 막고, 예산이 허용하는 대로 남은 파드를 축출하고(삭제하지 않습니다), DaemonSet 말고는 없음을 증명한 뒤 0으로 줄이고 지켜본 다음 삭제합니다. 아직 필요한 노드 그룹은 남깁니다. 튜토리얼은 프로필에서 곧장 애드온 삭제로 가는데, 그러면 노드가 네트워크를 잃습니다.',
    },
    see: ['daemonset', 'pdb-blocks-eviction'],
  },
  'add-ons': {
    title: { en: 'Add-ons that only EC2 nodes need', ko: 'EC2 노드에만 필요한 애드온' },
    steps: [3, 9],
    body: {
      en: 'With no EC2 node left, VPC CNI, kube-proxy and EBS CSI have no work: deleted, settings kept for the way back. EFS CSI is deleted with preserve, since Fargate mounts need its CSIDriver object. CoreDNS is never deleted. As long as one EC2 node stays, so do they.',
      ko: 'EC2 노드가 없으면 VPC CNI, kube-proxy, EBS CSI는 할 일이 없으므로 삭제하고 되돌릴 수 있게 설정을 보관합니다. EFS CSI는 Fargate 마운트에 CSIDriver 객체가 필요하므로 preserve로 삭제합니다. CoreDNS는 절대 삭제하지 않습니다. EC2 노드가 하나라도 남으면 애드온도 남깁니다.',
    },
    see: ['storage', '18', '22'],
  },
}; // prettier-ignore

const nine = (t: Told, ko: boolean): string =>
  t.steps.length === 0
    ? ko
      ? '튜토리얼에는 없는 단계입니다.'
      : 'The tutorial has no such step.'
    : ko
      ? `튜토리얼의 ${t.steps.join(', ')}단계.`
      : `The tutorial's step${t.steps.length === 1 ? '' : 's'} ${t.steps.join(', ')}.`;

const idOf = (phase: Phase): string => `phase-${phase}`;

/** `migration` tells the order; one page a phase tells what happens in it. */
export const phases: readonly Page[] = [
  {
    id: 'migration',
    aliases: ['phases', 'steps', 'plan'],
    title: {
      en: 'From node groups to Fargate, phase by phase',
      ko: '노드 그룹에서 Fargate로, 단계별로',
    },
    body: {
      en: PHASES.map((p) => `- ${idOf(p)}: ${told[p].title.en}. ${nine(told[p], false)}`).join(
        '\n',
      ),
      ko: PHASES.map((p) => `- ${idOf(p)}: ${told[p].title.ko}. ${nine(told[p], true)}`).join('\n'),
    },
    sources: [
      SOURCES.started,
      'https://docs.aws.amazon.com/eks/latest/userguide/fargate-profile.html',
    ],
    see: ['fargate', 'profile'],
  },
  ...PHASES.map((p) => ({
    id: idOf(p),
    aliases: [p].filter((name) => name !== 'storage' && name !== 'network'),
    title: told[p].title,
    body: {
      en: `${told[p].body.en}\n\n${nine(told[p], false)}`,
      ko: `${told[p].body.ko}\n\n${nine(told[p], true)}`,
    },
    sources: [SOURCES.fargate],
    see: told[p].see,
  })),
];
