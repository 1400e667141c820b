import { rules, SOURCES, type Text } from '../assess/index.ts';
import type { Page } from './page.ts';

interface Consideration {
  readonly title: Text;
  readonly body: Text;
  readonly source?: string;
  /** Concept pages; the rules that look for it are found by their own claim. */
  readonly see?: readonly string[];
}

const F = SOURCES.fargate;

/** The 23 considerations of AWS' page, in its order: what each means for somebody who is about to move. */
const list: readonly Consideration[] = [
  {
    title: { en: 'Each pod has its own isolation boundary', ko: '파드마다 격리 경계가 있습니다' },
    body: {
      en: 'Kernel, CPU, memory and network interface are not shared with other pods. Anything that reaches for the host finds a machine with nobody else on it: sysctls, runtime classes, local images and node-local caches are gone.',
      ko: '커널, CPU, 메모리, 네트워크 인터페이스를 다른 파드와 공유하지 않습니다. 호스트에 손을 뻗는 것은 아무도 없는 머신을 만나게 됩니다. sysctl, RuntimeClass, 로컬 이미지, 노드 캐시는 없다고 보면 됩니다.',
    },
    see: ['fargate'],
  },
  {
    title: { en: 'Load balancers reach Fargate by ip targets only', ko: '로드 밸런서는 IP 대상만 사용할 수 있습니다' },
    body: {
      en: 'An ALB or NLB whose target group registers instances sends its traffic to node ports, and Fargate nodes have none. Set target-type: ip while the pods are still on EC2 and wait for healthy targets; a readiness gate then keeps rollouts honest.',
      ko: '인스턴스를 등록하는 ALB나 NLB 대상 그룹은 노드 포트로 트래픽을 보내는데 Fargate 노드에는 그것이 없습니다. 파드가 EC2에 있는 동안 target-type: ip로 바꾸고 대상이 정상이 되기를 기다리십시오. 그다음 readiness gate가 롤아웃을 지켜 줍니다.',
    },
    see: ['network'],
  },
  {
    title: { en: 'Services are exposed in ip mode, not node-ip mode', ko: '서비스는 IP 모드로만 노출됩니다' },
    body: {
      en: 'A Service of type NodePort or LoadBalancer with instance targets is reachable through EC2 nodes as long as there are any. When the last node group goes, so does the way in.',
      ko: 'NodePort나 인스턴스 대상 LoadBalancer 서비스는 EC2 노드가 있는 동안만 그 노드를 통해 닿을 수 있습니다. 마지막 노드 그룹이 사라지면 들어오는 길도 사라집니다.',
    },
    see: ['network'],
  },
  {
    title: { en: 'A pod must match a profile when it is created', ko: '파드는 생성될 때 프로필과 일치해야 합니다' },
    body: {
      en: 'Matching happens once, at creation. Pods that were there before the profile stay where they are, Pending ones included, until they are created again. A profile that has just become ACTIVE may need a few seconds before new pods see it.',
      ko: '일치 여부는 생성할 때 한 번만 판단합니다. 프로필보다 먼저 있던 파드는 Pending이어도 다시 만들어질 때까지 그대로입니다. 방금 ACTIVE가 된 프로필은 새 파드에 적용되기까지 몇 초 걸릴 수 있습니다.',
    },
    source: SOURCES.profile,
    see: ['profile'],
  },
  {
    title: { en: 'DaemonSets are not supported', ko: 'DaemonSet은 지원되지 않습니다' },
    body: {
      en: 'Their pods are never scheduled to Fargate nodes. What they did needs a new home: logs through the built-in router (the ConfigMap aws-logging), metrics and traces through a sidecar or an agent as a Deployment. DaemonSets that tolerate every taint would leave Pending pods for each Fargate node; keep them off by affinity.',
      ko: '파드가 Fargate 노드에 배치되지 않습니다. 하던 일을 옮겨야 합니다. 로그는 내장 로그 라우터(aws-logging ConfigMap)로, 메트릭과 추적은 사이드카나 Deployment로 실행하는 에이전트로 보내십시오. 모든 테인트를 허용하는 DaemonSet은 Fargate 노드마다 Pending 파드를 남기므로 어피니티로 막으십시오.',
    },
    see: ['log-routing-missing'],
  },
  {
    title: { en: 'Privileged containers are not supported', ko: '특권 컨테이너는 지원되지 않습니다' },
    body: {
      en: 'The API server accepts the pod; the Fargate scheduler then leaves it Pending with an event. AWS has declined to change this. The same validator refuses allowPrivilegeEscalation: true and most added capabilities.',
      ko: 'API 서버는 파드를 받아들이지만 Fargate 스케줄러가 이벤트를 남기고 Pending으로 둡니다. AWS는 바꾸지 않겠다고 밝혔습니다. 같은 검증기가 allowPrivilegeEscalation: true와 대부분의 추가 capability도 거부합니다.',
    },
    source: 'https://github.com/aws/containers-roadmap/issues/1000',
  },
  {
    title: { en: 'No hostPort, no hostNetwork', ko: 'hostPort와 hostNetwork를 지정할 수 없습니다' },
    body: {
      en: 'Nor hostPID and hostIPC. A hostPort is usually a leftover: the Service needs only the container port, so removing it is safe, and fargatectl offers the patch. hostNetwork is a decision and keeps a pod on EC2 unless you drop it.',
      ko: 'hostPID와 hostIPC도 마찬가지입니다. hostPort는 대개 남은 흔적입니다. 서비스에는 컨테이너 포트만 필요하므로 없애도 안전하며 fargatectl이 패치를 제안합니다. hostNetwork는 의도된 선택이므로 없애지 않는 한 EC2에 남습니다.',
    },
  },
  {
    title: { en: 'File and process limits: soft 1,024, hard 65,535', ko: 'nofile과 nproc: 소프트 1,024, 하드 65,535' },
    body: {
      en: 'EC2 nodes usually allow far more. Programs with many connections (proxies, databases, search) must raise their own soft limit at the start, and cannot go over 65,535.',
      ko: 'EC2 노드는 보통 훨씬 많이 허용합니다. 연결이 많은 프로그램(프록시, 데이터베이스, 검색)은 시작할 때 스스로 소프트 제한을 올려야 하고 65,535를 넘을 수 없습니다.',
    },
  },
  {
    title: { en: 'No GPUs', ko: 'GPU를 사용할 수 없습니다' },
    body: {
      en: 'Nor any other extended resource such as nvidia.com/gpu or aws.amazon.com/neuron. Such workloads stay on EC2.',
      ko: 'nvidia.com/gpu, aws.amazon.com/neuron 같은 다른 확장 리소스도 안 됩니다. 이런 워크로드는 EC2에 남습니다.',
    },
  },
  {
    title: { en: 'Private subnets only', ko: '프라이빗 서브넷만 지원됩니다' },
    body: {
      en: 'A subnet with a route to an internet gateway is refused when the profile is made. A private subnet with no NAT and no endpoints is accepted, and its pods then fail to pull images: the rule subnet-no-egress looks for this.',
      ko: '인터넷 게이트웨이로 가는 경로가 있는 서브넷은 프로필을 만들 때 거부됩니다. NAT도 엔드포인트도 없는 프라이빗 서브넷은 받아들여지지만 파드가 이미지를 가져오지 못합니다. subnet-no-egress 규칙이 이를 찾습니다.',
    },
    source: SOURCES.profile,
    see: ['network'],
  },
  {
    title: { en: 'VPA for the first size, HPA for growth', ko: '처음 크기는 VPA, 확장은 HPA' },
    body: {
      en: 'A running pod cannot be made larger; a Vertical Pod Autoscaler must be in mode Auto or Recreate, so that it makes a new pod. A Horizontal Pod Autoscaler works, but each new pod takes about a minute: raise the minimum or lower the target.',
      ko: '실행 중인 파드는 키울 수 없으므로 Vertical Pod Autoscaler가 새 파드를 만들도록 Auto나 Recreate 모드여야 합니다. Horizontal Pod Autoscaler는 동작하지만 새 파드마다 1분쯤 걸리므로 최소 수를 올리거나 목표를 낮추십시오.',
    },
    see: ['sizing'],
  },
  {
    title: { en: "The VPC's DNS resolution and DNS hostnames must be on", ko: 'VPC의 DNS 확인과 DNS 호스트 이름이 켜져 있어야 합니다' },
    body: {
      en: 'Without both, Fargate pods cannot find the cluster and its services. Two attributes of the VPC, no cost, no interruption.',
      ko: '둘 다 없으면 Fargate 파드가 클러스터와 서비스를 찾지 못합니다. VPC 속성 두 개이며 비용도 중단도 없습니다.',
    },
    see: ['network'],
  },
  {
    title: { en: 'The virtual machine is a line of defence', ko: '가상 머신이 방어선이 됩니다' },
    body: {
      en: 'A container escape ends in a machine that holds nobody else. Good to know when you weigh what else changes: on EC2 an escape ends among the other pods of the node.',
      ko: '컨테이너를 탈출해도 다른 파드가 없는 머신에서 끝납니다. 무엇을 얻고 잃는지 저울질할 때 알아 둘 점입니다. EC2에서는 같은 노드의 다른 파드들 사이로 나오게 됩니다.',
    },
    see: ['fargate'],
  },
  {
    title: { en: 'Subnets of a secondary CIDR work', ko: '보조 CIDR의 서브넷을 쓸 수 있습니다' },
    body: {
      en: 'Every pod takes an address, surge included, so a small subnet is the usual limit. Give the profile subnets of a secondary CIDR block where addresses run short.',
      ko: '파드마다, 롤아웃 중 늘어난 것까지 주소를 하나씩 쓰므로 작은 서브넷이 흔한 한계입니다. 주소가 모자라면 보조 CIDR 블록의 서브넷을 프로필에 주십시오.',
    },
    source: SOURCES.profile,
    see: ['network'],
  },
  {
    title: { en: 'The instance metadata service does not answer', ko: 'IMDS를 사용할 수 없습니다' },
    body: {
      en: "Programs that ask it for region, zone or credentials hang or crash. Use IAM roles for service accounts and tell the region by environment or flag. EKS Pod Identity, and the node's own role, are no way out either.",
      ko: '리전, 가용 영역, 자격 증명을 IMDS에 묻는 프로그램은 멈추거나 죽습니다. 서비스 계정용 IAM 역할(IRSA)을 쓰고 리전은 환경 변수나 플래그로 알려 주십시오. EKS Pod Identity나 노드 역할도 대안이 되지 못합니다.',
    },
    see: ['network'],
  },
  {
    title: { en: 'Not on Outposts, Wavelength or Local Zones', ko: 'Outposts, Wavelength, 로컬 영역에서는 안 됩니다' },
    body: {
      en: "A profile's subnets must lie in ordinary availability zones, and in ones that offer Fargate.",
      ko: '프로필의 서브넷은 일반 가용 영역, 그중에서도 Fargate를 제공하는 영역에 있어야 합니다.',
    },
  },
  {
    title: { en: 'EKS patches Fargate pods from time to time', ko: 'EKS가 주기적으로 Fargate 파드를 패치합니다' },
    body: {
      en: 'By evicting them, as your disruption budgets allow; if it cannot, it deletes them after all. So a single replica is an outage to come, and a budget that allows no eviction only delays it.',
      ko: '중단 예산(PDB)이 허용하는 대로 파드를 축출하고, 안 되면 결국 삭제합니다. 레플리카가 하나면 언젠가 중단이 생기고, 축출을 전혀 허용하지 않는 예산은 그것을 미룰 뿐입니다.',
    },
    source: SOURCES.patching,
  },
  {
    title: { en: 'The VPC CNI is on Fargate nodes already', ko: 'VPC CNI는 Fargate 노드에 이미 있습니다' },
    body: {
      en: 'You do not install it and cannot change it: its settings, custom networking, and NetworkPolicy enforcement do not apply there. Other CNIs are not available.',
      ko: '설치할 필요가 없고 바꿀 수도 없습니다. 설정, 사용자 지정 네트워킹, NetworkPolicy 적용은 그곳에서 효과가 없습니다. 다른 CNI는 쓸 수 없습니다.',
    },
    source: SOURCES.networkPolicy,
    see: ['network'],
  },
  {
    title: { en: 'EFS is mounted without installing a driver', ko: 'EFS는 드라이버 설치 없이 마운트됩니다' },
    body: {
      en: 'Through static PersistentVolumes only; dynamic provisioning is not available for new volumes. The CSIDriver object must stay: delete the EFS add-on with preserve.',
      ko: '정적 PersistentVolume만 됩니다. 새 볼륨의 동적 프로비저닝은 쓸 수 없습니다. CSIDriver 객체가 남아 있어야 하므로 EFS 애드온은 preserve로 삭제하십시오.',
    },
    source: SOURCES.efs,
    see: ['storage'],
  },
  {
    title: { en: 'No Fargate Spot on EKS', ko: 'EKS는 Fargate Spot을 지원하지 않습니다' },
    body: {
      en: 'What runs on Spot instances today will be paid in full. fargatectl compares with what you pay now, and says where the price rises.',
      ko: '지금 스팟 인스턴스에서 실행되는 것은 정가를 내게 됩니다. fargatectl은 현재 비용과 비교하고 오르는 곳을 알려 줍니다.',
    },
    see: ['cost'],
  },
  {
    title: { en: 'EBS volumes cannot be mounted', ko: 'EBS 볼륨을 마운트할 수 없습니다' },
    body: {
      en: 'Files that several pods may share go to EFS; databases go to a managed service, or stay on EC2.',
      ko: '여러 파드가 공유할 만한 파일은 EFS로, 데이터베이스는 관리형 서비스로 옮기거나 EC2에 두십시오.',
    },
    see: ['storage'],
  },
  {
    title: { en: "The EBS CSI controller may run there, its node DaemonSet may not", ko: 'EBS CSI 컨트롤러는 되지만 노드 DaemonSet은 안 됩니다' },
    body: {
      en: 'So volumes can be made and deleted from a Fargate node, and mounted only on EC2. With the last EC2 node gone the add-on has no work left; fargatectl removes it then, and keeps its settings for the way back.',
      ko: 'Fargate 노드에서 볼륨을 만들고 지울 수는 있지만 마운트는 EC2에서만 됩니다. 마지막 EC2 노드가 사라지면 애드온이 할 일이 없으므로 그때 삭제하고, 되돌릴 수 있게 설정을 보관합니다.',
    },
    see: ['storage'],
  },
  {
    title: { en: 'Finished Jobs are paid until they are deleted', ko: '끝난 Job의 파드는 삭제할 때까지 비용이 듭니다' },
    body: {
      en: 'A Completed pod keeps its node. Set ttlSecondsAfterFinished on Jobs, and keep history limits of CronJobs small.',
      ko: 'Completed 파드는 노드를 계속 잡고 있습니다. Job에 ttlSecondsAfterFinished를 설정하고 CronJob의 이력 개수를 작게 유지하십시오.',
    },
    see: ['cost'],
  },
]; // prettier-ignore

/** Pages `1` … `23`; each leads to the rules that look for it. */
export const considerations: readonly Page[] = list.map((c, i) => ({
  id: String(i + 1),
  title: c.title,
  body: c.body,
  sources: [c.source ?? F],
  see: [
    ...rules.filter((r) => r.considerations.includes(i + 1)).map((r) => r.id),
    ...(c.see ?? []),
  ].filter((id, at, all) => all.indexOf(id) === at),
}));
